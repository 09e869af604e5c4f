"""The one locked path to an order: scope, row lock, version, then the move and everything it entails."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.deadlines.opening import Opening, open_many
from kernel.deadlines.settling import settle, void
from kernel.errors import Conflict, Refusal, Stale
from kernel.history import Actor
from kernel.outbox.post import record
from kernel.scope import Scope
from orders.events import OrderMoved
from orders.models import Order
from orders.rules.moving import Reason
from orders.selectors import NoSuchOrder, changes_since
from orders.states import (
    CALL_AGAIN_CLOCK,
    COLLECTION_CLOCK,
    DISPATCH_CLOCK,
    MOVES,
    STATE_CLOCKS,
    OrderState,
)


class OrderChanged(Stale):
    """Somebody changed the order since the caller looked."""

    code = "order_changed"


class MoveRefused(Conflict):
    """The order's state does not allow this move."""

    code = "move_refused"


class OrderNotReady(Refusal):
    """Something is missing that the move needs; ``code`` and ``field`` say what."""


def locked_order(*, order_id: UUID, scope: Scope, expected_version: int | None = None) -> Order:
    """Return the order under its row lock. Raises NoSuchOrder, OrderChanged."""
    rows = Order.objects.of(scope).select_related("channel", "shop")
    order = rows.select_for_update(of=("self",), no_key=True).filter(pk=order_id).first()
    if order is None:
        raise NoSuchOrder(_("There is no such order in this shop."))
    demand_version(order, expected_version)
    return order


def demand_version(order: Order, expected_version: int | None) -> None:
    """Raise OrderChanged when a held order is not the one that the caller saw; None saw nothing."""
    if expected_version is not None and order.version != expected_version:
        raise OrderChanged(
            _("The order was changed meanwhile: look at it again before you go on."),
            version=order.version,
            changes=[one.as_told() for one in changes_since(order.pk, expected_version)],
        )


def demand(reason: Reason | None) -> None:
    """Raise OrderNotReady for a reason, if there is one."""
    if reason is not None:
        refusal = OrderNotReady(reason.message, field=reason.field)
        refusal.code = reason.code
        raise refusal


def demand_move(order: Order, move: str) -> None:
    """Raise MoveRefused when the table of moves has no such move from the order's state."""
    if order.state not in MOVES[move][0]:
        raise MoveRefused(
            _("The order is “%(state)s” already; this cannot be done now.")
            % {"state": order.get_state_display()},
            state=order.state,
            version=order.version,
        )


def finish_move(
    order: Order,
    move: str,
    before: str,
    *,
    actor: Actor,
    at: datetime,
    now: datetime,
    reason: str = "",
    comment: str = "",
    changes: Mapping[str, tuple[Any, Any]] | None = None,
) -> Order:
    """Save a moved order with its history, clocks and fact, in the caller's transaction."""
    order.version += 1
    order.save()
    history.write(
        subject=("order", str(order.pk)),
        shop_id=order.shop_id,
        action=move,
        actor=actor,
        at=at,
        changes={"state": (before, order.state), **(changes or {})},
        reason=reason,
        comment=comment,
        version=order.version,
    )
    turn_clocks(order, before, at=at, now=now)
    record(
        OrderMoved(
            occurred_at=at,
            shop_id=order.shop_id,
            order_id=order.pk,
            move=move,
            before=before,
            after=order.state,
            actor_kind=actor.kind,
            reason=reason,
        )
    )
    return order


def turn_clocks(order: Order, before: str, *, at: datetime, now: datetime) -> None:
    """End the clocks of the state that was left and start those of the state that was entered."""
    if order.state in (OrderState.CANCELLED, OrderState.RECEIVED):
        void(subject_id=order.pk, at=at, now=now)
        return
    ended = [STATE_CLOCKS[before]] if before in STATE_CLOCKS else []
    if order.state in (OrderState.DELIVERING, OrderState.AWAITING_PICKUP):
        ended.append(DISPATCH_CLOCK)
    if ended:
        settle(subject_id=order.pk, kinds=ended, at=at, now=now)
    if before == OrderState.NEEDS_AGREEMENT:
        void(subject_id=order.pk, kinds=[CALL_AGAIN_CLOCK], at=at, now=now)
    if order.state in STATE_CLOCKS:
        open_many([opening(order, STATE_CLOCKS[order.state], at)])
    elif order.state == OrderState.AWAITING_PICKUP:
        open_many([opening(order, COLLECTION_CLOCK, at)])


def opening(order: Order, kind: str, at: datetime) -> Opening:
    """Return the promise of ``kind`` about ``order``; sellers' clocks run by the shop's own calendar."""
    return Opening(
        kind=kind,
        subject_id=order.pk,
        at=at,
        shop_id=order.shop_id,
        channel=order.channel_id,
        calendar="" if kind in (DISPATCH_CLOCK, COLLECTION_CLOCK) else order.shop.calendar,
    )
