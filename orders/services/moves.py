"""The moves of an order, one use case each: lock, ask, move, save, record (R-004-06, -12, -13, -15..-18).

Each takes ``at`` (when it happened) and ``now`` (the clock); a refused move has changed nothing. All raise
NoSuchOrder, OrderChanged for another ``expected_version``, MoveRefused for a state that has no such move.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.history import Actor, ActorKind
from kernel.scope import Scope
from orders.models import Order
from orders.rules.moving import (
    Reason,
    blocks_to_verify,
    why_not_addressed,
    why_not_confirmable,
    why_not_for_pickup,
    why_not_ready,
    why_not_receivable,
)
from orders.services.late_dispatch import tell_late_dispatch
from orders.services.locking import demand, demand_move, finish_move, locked_order
from orders.states import OrderState


@transaction.atomic
def open_order(
    *,
    order_id: UUID,
    scope: Scope,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> Order:
    """Accept a new order: the agreement clock starts, the buyer sees that it is being handled (R-004-06)."""
    order = locked_order(order_id=order_id, scope=scope, expected_version=expected_version)
    demand_move(order, "open")
    if order.paid_at is None:
        demand(Reason("unpaid", "paid_at", _("The order is not paid yet: wait for the payment.")))
    before = order.state
    order.open(at=now)
    return finish_move(order, "open", before, actor=actor, at=now, now=now, comment="automatic")


@transaction.atomic
def confirm_order(
    *,
    order_id: UUID,
    scope: Scope,
    actor: Actor,
    now: datetime,
    availability_checked: bool = False,
    contact_made: bool = False,
    agreed_delivery_on: date | None = None,
    expected_version: int | None = None,
) -> Order:
    """Confirm what the buyer agreed to, all four blocks verified (R-004-12, R-003-28, R-004-35)."""
    order = locked_order(order_id=order_id, scope=scope, expected_version=expected_version)
    demand_move(order, "confirm")
    demand(
        why_not_confirmable(
            verified_blocks(order, availability_checked=availability_checked),
            overdue=order.overdue_since is not None,
            contact_made=contact_made,
            agreed_on=agreed_delivery_on,
        )
    )
    before, agreed_before = order.state, order.agreed_delivery_on
    if order.availability_checked_at is None:
        order.availability_checked_at = now
    if agreed_delivery_on is not None:
        order.agreed_delivery_on = agreed_delivery_on
    order.confirm(at=now)
    changes: dict[str, tuple[Any, Any]] = {"availability": ("", "checked")}
    if order.agreed_delivery_on != agreed_before:
        changes["agreed_delivery_on"] = (agreed_before, order.agreed_delivery_on)
    return finish_move(order, "confirm", before, actor=actor, at=now, now=now, changes=changes)


def verified_blocks(order: Order, *, availability_checked: bool = False) -> list[Any]:
    """Return the four blocks of the confirm screen for ``order`` (R-003-28)."""
    lines, contact = list(order.lines.all()), order.contact
    return blocks_to_verify(
        quantities=[line.quantity for line in lines],
        names=[line.name for line in lines],
        address_lacks=why_not_addressed(
            order.delivery_method,
            city=contact.city,
            address=contact.address,
            point_code=contact.point_code,
            phone=contact.recipient_phone or contact.phone,
        ),
        availability_checked=availability_checked or order.availability_checked_at is not None,
    )


@transaction.atomic
def make_order_ready(
    *,
    order_id: UUID,
    scope: Scope,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> Order:
    """Say that the order is picked and waits for the road (R-004-13); not while it is held (R-003-04)."""
    order = locked_order(order_id=order_id, scope=scope, expected_version=expected_version)
    demand_move(order, "make_ready")
    demand(why_not_ready(order.held_reason))
    before = order.state
    order.make_ready(at=now)
    return finish_move(order, "make_ready", before, actor=actor, at=now, now=now)


@transaction.atomic
def offer_order_for_pickup(
    *,
    order_id: UUID,
    scope: Scope,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> Order:
    """Have the order wait at the shop's own point; the buyer is told (R-004-17)."""
    order = locked_order(order_id=order_id, scope=scope, expected_version=expected_version)
    demand_move(order, "offer_pickup")
    demand(why_not_for_pickup(order.delivery_method))
    before = order.state
    order.offer_pickup(at=now)
    finish_move(order, "offer_pickup", before, actor=actor, at=now, now=now)
    tell_late_dispatch(order, at=now)
    return order


@transaction.atomic
def receive_order(
    *,
    order_id: UUID,
    scope: Scope,
    actor: Actor,
    now: datetime,
    at: datetime | None = None,
    override_reason: str = "",
    expected_version: int | None = None,
) -> Order:
    """Record that the buyer has it: set by buyer, carrier or, without tracking, the seller (C-19, R-003-08).

    The first wins; a later word of the buyer or the carrier only adds a line of evidence. ``at`` is when it
    happened, now unless given.
    """
    order = locked_order(order_id=order_id, scope=scope, expected_version=expected_version)
    if order.state == OrderState.RECEIVED and actor.kind != ActorKind.SELLER:
        _add_evidence(order, actor, at or now)
        return order
    demand_move(order, "receive")
    override = override_reason if actor.kind == ActorKind.PLATFORM else ""
    tracked = order.waybill if order.is_tracked else ""
    demand(why_not_receivable(actor.kind, waybill=tracked, overridden=bool(override)))
    before = order.state
    order.receive(at=at or now)
    return finish_move(
        order, "receive", before, actor=actor, at=at or now, now=now, comment=override
    )


def _add_evidence(order: Order, actor: Actor, at: datetime) -> None:
    already = history.of("order", order.pk).filter(
        action__in=["receive", "receipt_evidence"], actor_kind=actor.kind
    )
    if not already.exists():
        history.write(
            subject=("order", str(order.pk)),
            shop_id=order.shop_id,
            action="receipt_evidence",
            actor=actor,
            at=at,
        )
