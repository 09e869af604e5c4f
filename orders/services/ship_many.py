"""Send many orders out at once: a truck was handed over, and all that stood on its sheet left (R-002-24).

As `ship_order` does for one, in as many statements for a thousand as for two.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from kernel import history
from kernel.arrays import columns
from kernel.deadlines.opening import open_many
from kernel.deadlines.settling import settle_many
from kernel.history import Actor, Entry
from kernel.outbox.post import record_many
from kernel.scope import Scope
from orders.events import OrderMoved
from orders.models import Order
from orders.services.late_dispatch import tell_late_dispatches
from orders.services.locking import opening
from orders.services.riding import locked_orders
from orders.states import DISPATCH_CLOCK, MOVES, STATE_CLOCKS, OrderState


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """One order on a truck; what the order does not know of its road yet, it learns from here."""

    order_id: UUID
    carrier: str
    waybill: str


@dataclass(frozen=True, slots=True)
class Left:
    """The orders that have left just now, and by id the state of those that could not."""

    order_ids: tuple[UUID, ...]
    stayed: Mapping[UUID, str]


@transaction.atomic
def ship_orders(
    leaving: Sequence[Leaving], *, scope: Scope, actor: Actor, at: datetime, now: datetime
) -> Left:
    """Send out those of the orders that await shipment, and what is merged with them, at ``at``.

    The truck has left, so one that cannot move stays as it is and is named: cancelled and forced, or sent
    before. A dispatch after its deadline is told (R-003-17). Raises NoSuchOrder, OrderChanged.
    """
    road = {one.order_id: one for one in leaving}
    found = locked_orders(road, scope=scope)
    moved = [o for o in found.values() if o.state in MOVES["ship"][0]]
    stayed = {pk: found[pk].state for pk in road if found[pk].state not in MOVES["ship"][0]}
    if moved:
        _send(moved, {o.pk: _road_of(o, road) for o in moved}, actor=actor, at=at, now=now)
    return Left(tuple(order.pk for order in moved), stayed)


def _road_of(order: Order, road: Mapping[UUID, Leaving]) -> tuple[str, str]:
    """Return (carrier, waybill): the order's own where it has them, else the truck's; a rider's leader's."""
    given = road.get(order.pk) or road[order.rides_with_id]  # type: ignore[index]
    return order.carrier or given.carrier, order.waybill or given.waybill


def _send(
    moved: list[Order],
    roads: Mapping[UUID, tuple[str, str]],
    *,
    actor: Actor,
    at: datetime,
    now: datetime,
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SHIP, [*columns([(o.pk, *roads[o.pk]) for o in moved]), at])
    history.write_many(_entry(order, roads[order.pk], actor, at) for order in moved)
    ids = [order.pk for order in moved]
    settle_many(subject_ids=ids, kinds=[DISPATCH_CLOCK], at=at, now=now)
    open_many(opening(order, STATE_CLOCKS[OrderState.DELIVERING], at) for order in moved)
    record_many(
        OrderMoved(
            occurred_at=at,
            shop_id=order.shop_id,
            order_id=order.pk,
            move="ship",
            before=order.state,
            after=OrderState.DELIVERING,
            actor_kind=actor.kind,
            reason="",
        )
        for order in moved
    )
    tell_late_dispatches(moved, at=at)


def _entry(order: Order, road: tuple[str, str], actor: Actor, at: datetime) -> Entry:
    changes: dict[str, tuple[Any, Any]] = {"state": (order.state, OrderState.DELIVERING)}
    for name, value in zip(("carrier", "waybill"), road, strict=True):
        if value:
            changes[name] = (None, value)
    return Entry(
        subject=("order", str(order.pk)),
        shop_id=order.shop_id,
        action="ship",
        actor=actor,
        at=at,
        changes=changes,
        version=order.version + 1,
    )


_SHIP = """
with road as (
  select * from unnest(%s::uuid[], %s::text[], %s::text[]) as g(id, carrier, waybill)
), found as (
  update orders_ordercontact c set search = c.search || ' ' || lower(r.waybill)
  from road r where c.order_id = r.id and r.waybill <> '' returning 1
)
update orders_order o set state = 'delivering', shipped_at = %s, overdue_since = null,
  carrier = r.carrier, waybill = r.waybill, version = o.version + 1
from road r where o.id = r.id
"""
