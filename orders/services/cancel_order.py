"""Cancel an order: one engine for seller, buyer, platform and carrier (R-004-45..-55, C-01, C-31)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kernel import history
from kernel.deadlines.models import Deadline
from kernel.history import Actor, ActorKind
from kernel.outbox.post import record
from kernel.scope import Scope
from orders import events
from orders.models import Order
from orders.rules.cancelling import (
    CONSEQUENCES,
    Case,
    detail_of,
    fault_of,
    why_enough,
    why_not_by_carrier,
    why_not_cancellable,
    why_not_corrected,
)
from orders.selectors.cancelling import cancel_case, expired_clock
from orders.services.locking import demand, demand_move, finish_move
from orders.services.riding import leave_dispatch, locked_dispatch
from orders.states import CancelReason
from sellers.public import correct_stock


@transaction.atomic
def cancel_order(
    *,
    order_id: UUID,
    scope: Scope,
    actor: Actor,
    now: datetime,
    reason: str,
    comment: str = "",
    stock_corrections: Mapping[str, int] | None = None,
    expected_version: int | None = None,
) -> Order:
    """End the order with a reason, also when its clock has run out (R-004-36).

    Whether the buyer still may is the channel's policy (C-01). Out of stock corrects the stock in the same
    step: ``stock_corrections`` says of missing SKUs how many pieces there are (R-004-47). The buyer is told,
    and billing and the warehouse know what follows, by facts of this transaction (R-004-30, R-004-46).

    Raises NoSuchOrder, OrderChanged, MoveRefused, and OrderNotReady naming what is missing.
    """
    order, _riders = locked_dispatch(
        order_id=order_id, scope=scope, expected_version=expected_version
    )
    demand_move(order, "cancel")
    case = cancel_case(order, now=now)
    demand(why_not_cancellable(actor.kind, case, reason=reason, comment=comment))
    if reason == CancelReason.OUT_OF_STOCK:
        _correct_stock(order, stock_corrections or {}, actor, now)
    return _end(order, case, reason, comment.strip(), actor=actor, at=now, now=now)


@transaction.atomic
def cancel_by_carrier(
    *,
    order_id: UUID,
    scope: Scope,
    carrier: str,
    reason: str,
    at: datetime,
    now: datetime,
    comment: str = "",
) -> Order:
    """Take a carrier's word that the buyer refused the parcel or never fetched it (R-004-54, C-10).

    ``at`` is when the carrier saw it. A parcel that is cancelled for that reason already stays as it is.
    Raises NoSuchOrder, MoveRefused, OrderNotReady for an order without a waybill or for another reason.
    """
    order, _riders = locked_dispatch(order_id=order_id, scope=scope)
    if order.cancel_reason == reason and reason:
        return order
    demand_move(order, "cancel")
    actor, case = Actor(ActorKind.PLATFORM, carrier, source="worker"), cancel_case(order, now=now)
    demand(why_not_by_carrier(case, reason=reason))
    return _end(order, case, reason, comment.strip(), actor=actor, at=at, now=now)


def _correct_stock(order: Order, told: Mapping[str, int], actor: Actor, now: datetime) -> None:
    lines = list(order.lines.all())
    ordered = {line.sku: 0 for line in lines}
    for line in lines:
        ordered[line.sku] += line.quantity
    demand(why_not_corrected(set(ordered), set(told)))
    demand(why_enough(ordered, dict(told)))
    correct_stock(
        shop_id=order.shop_id,
        stock={
            line.offer_id: told[line.sku] for line in lines if line.offer_id and line.sku in told
        },
        actor=actor,
        at=now,
        reason=f"{CancelReason.OUT_OF_STOCK}: {order.number}"[:80],
    )


def _end(
    order: Order,
    case: Case,
    reason: str,
    comment: str,
    *,
    actor: Actor,
    at: datetime,
    now: datetime,
) -> Order:
    before = order.state
    order.cancel(at=at, reason=reason, comment=comment, by=actor.kind)
    order.cancel_detail = detail_of(reason, case)
    done: dict[str, Any] = {
        "actor": actor,
        "at": at,
        "now": now,
        "reason": reason,
        "comment": comment,
    }
    changes = {"cancel_detail": (None, order.cancel_detail)} if order.cancel_detail else {}
    finish_move(order, "cancel", before, changes=changes, **done)
    leave_dispatch(order, actor=actor, now=now)
    # The clocks are judged by now: one that had run out is missed, and says since when.
    expired = expired_clock(order.pk, state=before, closed_at=at)
    if expired is not None:
        _keep_late(order, expired, actor, at)
    _tell(order, before, expired, actor, at)
    return order


def _keep_late(order: Order, expired: Deadline, actor: Actor, at: datetime) -> None:
    """Write down by which deadline the platform's fee follows (R-004-30)."""
    history.write(
        subject=("order", str(order.pk)),
        shop_id=order.shop_id,
        action="cancel_late",
        actor=actor,
        at=at,
        reason=expired.kind,
        changes={"deadline": (None, expired.pk), "due_at": (None, expired.due_at)},
    )


def _tell(order: Order, before: str, expired: Deadline | None, actor: Actor, at: datetime) -> None:
    record(
        events.OrderCancelled(
            occurred_at=at,
            shop_id=order.shop_id,
            order_id=order.pk,
            before=before,
            reason=order.cancel_reason,
            detail=order.cancel_detail,
            by=actor.kind,
            fault=fault_of(order.cancel_reason, actor.kind),
            consequence=CONSEQUENCES[before],
            expired_clock=expired.kind if expired else "",
            deadline_id=expired.pk if expired else None,
            late_by_s=int((at - expired.due_at).total_seconds()) if expired else 0,
        )
    )
