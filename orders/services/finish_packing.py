"""Make orders ready because their parcels were scanned out: set-based, in one round trip (R-002-21, C-02).

The caller holds the rows: it puts `orders_at_packing` into the statement that finds and locks what was
scanned, asks `why_not_packed` of each, and calls `finish_packing` within a `kernel.trips.one_trip`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel import history, trips
from kernel.arrays import columns
from kernel.deadlines.settling import settle_in_time, settle_many
from kernel.history import Actor, Entry
from kernel.outbox.post import record_many
from orders.events import OrderMoved
from orders.rules.moving import Reason, why_not_packed_state, why_not_ready
from orders.states import MOVES, PICKING_CLOCK, OrderState


@dataclass(frozen=True, slots=True)
class OrderAtPacking:
    """An order as the locking statement found it; ``is_late`` when its picking clock ran out unsettled."""

    id: UUID
    shop_id: int
    number: str
    state: str
    version: int
    held_reason: str
    cancelled_at: datetime | None
    is_late: bool


def orders_at_packing(of: str) -> str:
    """Return the SELECT that locks the orders named by ``select order_id from <of>``, by primary key.

    Its columns are the fields of `OrderAtPacking`, its one value the moment of the scan.
    """
    return _LOCKED.format(of=of)


def why_not_packed(order: OrderAtPacking) -> Reason | None:
    """Say why packing cannot be finished now: not agreed, or held. Cancelled is not asked here."""
    if order.state == OrderState.CONFIRMED:
        return why_not_ready(order.held_reason)
    return why_not_packed_state(order.state)


def finish_packing(
    orders: Sequence[OrderAtPacking], *, actor: Actor, at: datetime, now: datetime
) -> None:
    """Make those of ``orders`` ready that are confirmed: moved, clock settled, history, fact, as any move.

    The rows are the caller's, under their locks. Those made ready before stay as they are. On channels
    where the buyer may cancel until packing is finished this closes it: the state says so (C-01).
    """
    moved = [order for order in orders if order.state == OrderState.CONFIRMED]
    if not moved:
        return
    target = MOVES["make_ready"][1]
    trips.write(_MAKE_READY, [at, *columns([(order.id,) for order in moved])])
    history.write_many(
        Entry(
            subject=("order", str(order.id)),
            shop_id=order.shop_id,
            action="make_ready",
            actor=actor,
            at=at,
            changes={"state": (order.state, target)},
            comment="packing finished",
            version=order.version + 1,
        )
        for order in moved
    )
    _settle(moved, at=at, now=now)
    record_many(
        OrderMoved(
            occurred_at=at,
            shop_id=order.shop_id,
            order_id=order.id,
            move="make_ready",
            before=order.state,
            after=target,
            actor_kind=actor.kind,
        )
        for order in moved
    )


def _settle(moved: Sequence[OrderAtPacking], *, at: datetime, now: datetime) -> None:
    """End the picking clocks: those in time ride along, one that ran out is judged by itself."""
    if in_time := [order.id for order in moved if not order.is_late]:
        settle_in_time(subject_ids=in_time, kinds=[PICKING_CLOCK], at=at, now=now)
    if late := [order.id for order in moved if order.is_late]:
        settle_many(subject_ids=late, kinds=[PICKING_CLOCK], at=at, now=now)


_LOCKED = f"""
  select o.id, o.shop_id, o.number, o.state, o.version, o.held_reason, o.cancelled_at,
    exists (select 1 from kernel_deadline d where d.subject_id = o.id and d.closed_at is null
            and d.state = 'running' and d.kind = '{PICKING_CLOCK}' and d.due_at < %s) as is_late
  from orders_order o where o.id in (select order_id from {{of}})
  order by o.id for no key update of o
"""  # noqa: S608
_MAKE_READY = f"""
update orders_order o set state = '{MOVES["make_ready"][1]}', ready_at = %s, overdue_since = null,
  version = o.version + 1
where o.id = any(array(select unnest(%s::uuid[]))) and o.state = '{OrderState.CONFIRMED}'
"""  # noqa: S608
