"""What orders lack: rows in a queue, one open task for each offer, held orders, and facts (R-003-04)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from kernel.arrays import columns, literal
from kernel.outbox.post import record_many
from orders.public import HoldReason, hold_orders, release_holds
from warehouse.events import StockReserved, StockShort
from warehouse.services.reserving_sql import Given
from warehouse.states import REPLENISHMENT_MOVES


def open_shortages(lacking: Sequence[Given], *, at: datetime) -> None:
    """Queue orders for what they lack, ask for it to be brought, hold the orders, and tell."""
    if not lacking:
        return
    offers = sorted({(one.shop_id, one.warehouse_id, one.offer_id) for one in lacking})
    rows = [
        (one.shop_id, one.order_id, one.warehouse_id, one.offer_id, one.missing, one.since)
        for one in lacking
    ]
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [at, *columns(offers)])
        cursor.execute(_QUEUE, columns(rows))
    hold_orders([one.order_id for one in lacking], HoldReason.STOCK_SHORT, at)
    record_many(_told_short(lacking, at))


def _told_short(lacking: Sequence[Given], at: datetime) -> Iterable[StockShort]:
    of_order: dict[UUID, list[Given]] = defaultdict(list)
    for one in lacking:
        of_order[one.order_id].append(one)
    for order_id, missing in of_order.items():
        yield StockShort(
            occurred_at=at,
            shop_id=missing[0].shop_id,
            order_id=order_id,
            skus=tuple(one.sku for one in missing),
            missing=tuple(one.missing for one in missing),
        )


def tell_reserved(shop_of: dict[UUID, int], *, at: datetime) -> None:
    """Tell of orders all of whose goods are held."""
    record_many(
        StockReserved(occurred_at=at, shop_id=shop_id, order_id=order_id)
        for order_id, shop_id in shop_of.items()
    )


def let_go_on(shop_of: dict[UUID, int], *, at: datetime) -> dict[UUID, int]:
    """Release the hold of those of these orders that lack nothing any more; return them."""
    if not shop_of:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_STILL_SHORT, [literal(sorted(shop_of))])
        short = {pk for (pk,) in cursor.fetchall()}
    whole = {pk: shop_id for pk, shop_id in shop_of.items() if pk not in short}
    if whole:
        release_holds(whole, HoldReason.STOCK_SHORT, at)
    return whole


def hold_short(order_ids: Iterable[UUID], *, at: datetime) -> list[UUID]:
    """Hold those of these orders that lack goods and were held for something else; return them."""
    with connection.cursor() as cursor:
        cursor.execute(_STILL_SHORT, [literal(sorted(order_ids))])
        short = [pk for (pk,) in cursor.fetchall()]
    return hold_orders(short, HoldReason.STOCK_SHORT, at) if short else []


def end_replenishments(offer_ids: Iterable[int], move: str, *, at: datetime) -> int:
    """Close the open tasks of these offers that no order waits for; return how many.

    Who is adding a shortage holds the row of its task: that one stays open.
    """
    [source], target = REPLENISHMENT_MOVES[move]
    with connection.cursor() as cursor:
        cursor.execute(_HELD_TASKS, [source, literal(sorted(set(offer_ids)))])
        held = [pk for (pk,) in cursor.fetchall()]
        if not held:
            return 0
        cursor.execute(_END, [target, at, literal(held), source])
        return int(cursor.rowcount)


def end_unwaited(*, at: datetime) -> int:
    """Close all open tasks that no order waits for; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(_UNWAITED)
        offers = [offer_id for (offer_id,) in cursor.fetchall()]
    return end_replenishments(offers, "drop", at=at) if offers else 0


_UNWAITED = """
select r.offer_id from warehouse_replenishment r where r.state = 'open'
  and not exists (select 1 from warehouse_shortage s where s.replenishment_id = r.id)
"""
_ASK = """
insert into warehouse_replenishment (shop_id, warehouse_id, offer_id, state, opened_at)
select g.shop, g.warehouse, g.offer, 'open', %s
from unnest(%s::bigint[], %s::bigint[], %s::bigint[]) as g(shop, warehouse, offer)
order by g.warehouse, g.offer
on conflict (warehouse_id, offer_id) where state = 'open'
  do update set opened_at = warehouse_replenishment.opened_at
"""
_QUEUE = """
insert into warehouse_shortage (shop_id, order_id, offer_id, replenishment_id, quantity, since)
select g.shop, g.order_id, g.offer, r.id, g.missing, g.since
from unnest(%s::bigint[], %s::uuid[], %s::bigint[], %s::bigint[], %s::int[], %s::timestamptz[])
     as g(shop, order_id, warehouse, offer, missing, since)
join warehouse_replenishment r
  on r.warehouse_id = g.warehouse and r.offer_id = g.offer and r.state = 'open'
on conflict (order_id, offer_id)
  do update set quantity = warehouse_shortage.quantity + excluded.quantity
"""
_STILL_SHORT = """
select distinct order_id from warehouse_shortage where order_id = any(%s::uuid[])
"""
_HELD_TASKS = """
select r.id from warehouse_replenishment r
where r.state = %s and r.offer_id = any(%s::bigint[])
  and not exists (select 1 from warehouse_shortage s where s.replenishment_id = r.id)
order by r.id for no key update skip locked
"""
_END = """
update warehouse_replenishment r set state = %s, ended_at = %s
where r.id = any(%s::bigint[]) and r.state = %s
  and not exists (select 1 from warehouse_shortage s where s.replenishment_id = r.id)
"""
