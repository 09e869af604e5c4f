"""An order whose shop let its clock run out, from the end of its grace to another shop (R-004-29).

Doors and facts may come in any order and more than once: each use case looks at the order as it stands.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from desk.events import OrderReassigned
from desk.models import Reassignment
from desk.selectors.queue import could_take
from desk.services.locking import note, refuse_unless
from desk.states import IN_QUEUE, REASSIGN_CLOCK, ReassignmentState
from kernel.deadlines.opening import Opening, open_many
from kernel.deadlines.settling import void
from kernel.errors import Conflict, NotFound
from kernel.history import SYSTEM, Actor
from kernel.outbox.post import record
from kernel.scope import PLATFORM, Scope
from orders.public import Standing, cancel_order, order_standing, place_instead
from orders.states import CancelReason


class ReassignmentNotFound(NotFound):
    """There is no such order in the queue."""

    code = "reassignment_not_found"


class ReassignmentRefused(Conflict):
    """It does not stand so that this could be done."""

    code = "reassignment_refused"


class ShopCannotTake(Conflict):
    """That shop does not sell these goods now."""

    code = "shop_cannot_take"


@transaction.atomic
def await_grace(*, order_id: UUID, at: datetime) -> bool:
    """Give the shop of an overdue order a last while from ``at``; return whether it begins now.

    The seller sees nothing of this clock: the broken promise is what counts for them.
    """
    order = order_standing(PLATFORM, order_id)
    if order is None or not order.is_left or _in_queue(order_id):
        return False
    opening = Opening(kind=REASSIGN_CLOCK, subject_id=order_id, at=at, calendar=order.calendar)
    return bool(open_many([opening]))


@transaction.atomic
def enter_queue(*, order_id: UUID, now: datetime) -> bool:
    """Put an order that is still left alone into the queue, once; return whether it was."""
    order = order_standing(PLATFORM, order_id, held=True)
    if order is None or not order.is_left or _in_queue(order_id):
        return False
    row = Reassignment.everything.create(
        shop_id=order.shop_id,
        order_id=order_id,
        overdue_since=order.overdue_since,
        entered_at=now,
    )
    note(row, action="enter_queue", actor=SYSTEM, at=now)
    return True


@transaction.atomic
def leave_queue(*, order_id: UUID, now: datetime) -> bool:
    """Take an order that is overdue no more out of the queue, and end its grace; return if it was there.

    Its shop has reached the buyer and agreed on new terms (R-004-35), or it was cancelled (R-004-36).
    """
    rows = Reassignment.everything.select_for_update()
    row = rows.filter(order_id=order_id, state__in=IN_QUEUE).first()
    order = order_standing(PLATFORM, order_id)
    if order is not None and order.is_left:
        return False
    void(subject_id=order_id, at=now, now=now, kinds=[REASSIGN_CLOCK])
    if row is None:
        return False
    _drop(row, str(_("The order is not overdue any more.")), SYSTEM, now)
    return True


@transaction.atomic
def offer_to_shop(
    *, reassignment_id: int, shop_id: int, actor: Actor, now: datetime
) -> Reassignment:
    """Name the shop that is asked to take the order. Offering it again to the same changes nothing.

    Raises ReassignmentNotFound, ReassignmentRefused, ShopCannotTake.
    """
    row = _locked(reassignment_id)
    if row.state == ReassignmentState.OFFERED and row.offered_to_id == shop_id:
        return row
    refuse_unless(row, "offer", ReassignmentRefused)
    _skus(_left(row), shop_id)
    row.offer(shop_id=shop_id, by=actor.label, at=now)
    return _saved(row, "offer", actor, now, changes={"offered_to": (None, shop_id)})


@transaction.atomic
def take_back_offer(
    *, reassignment_id: int, reason: str, actor: Actor, now: datetime
) -> Reassignment:
    """Have the order wait again: that shop will not take it. Raises ReassignmentNotFound, -Refused."""
    row = _locked(reassignment_id)
    refuse_unless(row, "take_back", ReassignmentRefused)
    before = row.offered_to_id
    row.take_back()
    return _saved(
        row, "take_back", actor, now, changes={"offered_to": (before, None)}, comment=reason
    )


@transaction.atomic
def confirm_reassignment(
    *, reassignment_id: int, agreed: str, actor: Actor, now: datetime
) -> Reassignment:
    """Cancel the old order, place the new one in the shop it was offered to, and link the two.

    ``agreed`` says who agreed and how: the buyer and the other shop. All of it happens or nothing. A shop
    that saw to its order in the meantime keeps it. Raises ReassignmentNotFound, ReassignmentRefused,
    ShopCannotTake, and what cancelling and intake refuse.
    """
    row = _locked(reassignment_id)
    refuse_unless(row, "complete", ReassignmentRefused)
    order, new_shop_id = _left(row), int(row.offered_to_id or 0)
    skus = _skus(order, new_shop_id)
    cancel_order(
        order_id=order.id,
        scope=Scope.shop(row.shop_id),
        actor=actor,
        now=now,
        reason=CancelReason.OVERDUE_REASSIGNED,
        comment=agreed,
        expected_version=order.version,
    )
    placed = place_instead(
        order_id=order.id, scope=PLATFORM, shop_id=new_shop_id, skus=skus, actor=actor, now=now
    )
    row.complete(new_order_id=placed.id, note=agreed, at=now)
    record(
        OrderReassigned(
            occurred_at=now,
            shop_id=row.shop_id,
            order_id=order.id,
            new_shop_id=new_shop_id,
            new_order_id=placed.id,
        )
    )
    return _saved(
        row,
        "complete",
        actor,
        now,
        changes={"order": (order.number, placed.number)},
        comment=agreed,
    )


@transaction.atomic
def drop_reassignment(
    *, reassignment_id: int, reason: str, actor: Actor, now: datetime
) -> Reassignment:
    """Take the order out of the queue by hand. Raises ReassignmentNotFound, ReassignmentRefused."""
    row = _locked(reassignment_id)
    refuse_unless(row, "drop", ReassignmentRefused)
    return _drop(row, reason, actor, now)


def _in_queue(order_id: UUID) -> bool:
    rows = Reassignment.everything.filter(order_id=order_id, state__in=IN_QUEUE)
    return bool(rows.exists())


def _locked(reassignment_id: int) -> Reassignment:
    rows = Reassignment.everything.select_for_update()
    row: Reassignment | None = rows.filter(pk=reassignment_id).first()
    if row is None:
        raise ReassignmentNotFound(_("There is no such order in the queue."))
    return row


def _left(row: Reassignment) -> Standing:
    order = order_standing(PLATFORM, row.order_id)
    if order is None or not order.is_left:
        raise ReassignmentRefused(_("Its shop has seen to the order meanwhile: leave it there."))
    return order


def _skus(order: Standing, shop_id: int) -> dict[str, str]:
    for shop in could_take(order):
        if shop.id == shop_id:
            return shop.skus
    raise ShopCannotTake(_("That shop does not have all of these goods on sale now."))


def _drop(row: Reassignment, reason: str, actor: Actor, now: datetime) -> Reassignment:
    row.drop(note=reason, at=now)
    return _saved(row, "drop", actor, now, comment=reason)


def _saved(
    row: Reassignment, action: str, actor: Actor, now: datetime, **entry: Any
) -> Reassignment:
    row.save()
    note(row, action=action, actor=actor, at=now, **entry)
    return row
