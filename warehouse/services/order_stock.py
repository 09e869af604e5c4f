"""Bring what orders hold and lack to what they need: after an edit, a split, a cancellation, a find."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from kernel.arrays import columns, literal
from orders.states import BEFORE_SHIPPING
from warehouse.models import OrderStock, Reservation
from warehouse.selectors.needs_sql import needs
from warehouse.services.reserving import allocate_incoming
from warehouse.services.reserving_sql import Given, Wish, give
from warehouse.services.shortages import (
    end_replenishments,
    let_go_on,
    open_shortages,
    tell_reserved,
)


@dataclass(frozen=True, slots=True)
class Need:
    """By how many pieces of an offer an order holds and lacks too few (or, below 0, too many)."""

    order_id: UUID
    shop_id: int
    offer_id: int
    by: int


@transaction.atomic(savepoint=False)
def settle_stock(order_ids: Iterable[UUID], *, at: datetime) -> int:
    """Let each order hold or lack on the shelves exactly what it needs that is in no tote and no parcel yet.

    Too many: its shortages shrink first, then what it holds farthest on the walk goes free, to whoever waits
    for it. Too few: it gets more, or lacks more and is held. A closed order needs nothing; what is in totes
    stays with the floor. Again changes nothing. Call it before other locks of balances are taken. Returns in
    how many places something changed.
    """
    ids = sorted(set(order_ids))
    shop_of = _locked(ids, at)
    if not shop_of:
        return 0
    found = _differences(ids)
    freed = _shed([need for need in found if need.by < 0])
    more = [Wish(need.order_id, need.offer_id, need.by) for need in found if need.by > 0]
    given = give(more, at=at) if more else []
    open_shortages([one for one in given if one.missing], at=at)
    _tell(shop_of, found, given, at)
    allocate_incoming(freed, at=at)
    return len(found)


def take_up(order_ids: Iterable[UUID], warehouse_id: int, *, at: datetime) -> None:
    """Keep an eye on orders that hold goods here although nobody took them up: a repair settles them."""
    OrderStock.everything.bulk_create(
        [
            OrderStock(order_id=pk, shop_id=shop_id, warehouse_id=warehouse_id, since=at)
            for pk, shop_id in Reservation.everything.filter(order_id__in=set(order_ids))
            .values_list("order_id", "shop_id")
            .distinct()
        ],
        ignore_conflicts=True,
    )


def _tell(
    shop_of: dict[UUID, int], found: Sequence[Need], given: Sequence[Given], at: datetime
) -> None:
    whole = let_go_on(shop_of, at=at)
    grown = {one.order_id for one in given}
    tell_reserved({pk: shop for pk, shop in whole.items() if pk in grown}, at=at)
    end_replenishments([need.offer_id for need in found], "drop", at=at)


def _locked(ids: Sequence[UUID], at: datetime) -> dict[UUID, int]:
    """Hold the orders' rows in stock (made where they are missing), then shortages, then balances."""
    states = literal(sorted(BEFORE_SHIPPING))
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_UP, [at, literal(ids), states])
        shop_of = dict(cursor.fetchall())
        if shop_of:
            cursor.execute(_LOCK_SHORTAGES, [literal(ids)])
            cursor.execute(_LOCK_BALANCES, [literal(ids), literal(ids)])
    return shop_of


def _differences(ids: Sequence[UUID]) -> list[Need]:
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENCES, [literal(ids), literal(sorted(BEFORE_SHIPPING))])
        return [Need(*row) for row in cursor.fetchall()]


def _shed(over: Sequence[Need]) -> list[int]:
    """Take away what is held or lacked too much; return the offers of which something is free now."""
    if not over:
        return []
    given: list[Any] = columns([(need.order_id, need.offer_id, -need.by) for need in over])
    with connection.cursor() as cursor:
        cursor.execute(_SHED, given)
        return [offer_id for (offer_id,) in cursor.fetchall()]


_TAKE_UP = """
insert into warehouse_orderstock (order_id, shop_id, warehouse_id, since)
select o.id, o.shop_id, s.warehouse_id,
  coalesce((select k.since from orders_ordersplit p
            join warehouse_orderstock k on k.order_id = p.order_id where p.part_id = o.id), %s)
from orders_order o join warehouse_storage s on s.shop_id = o.shop_id
where o.id = any(%s::uuid[])
  and (o.paid_at is not null and o.state = any(%s::text[])
       or exists (select 1 from warehouse_orderstock k where k.order_id = o.id))
order by o.id
on conflict (order_id) do update set since = warehouse_orderstock.since
returning order_id, shop_id
"""
_LOCK_SHORTAGES = """
select id from warehouse_shortage where order_id = any(%s::uuid[]) order by id for update
"""
_LOCK_BALANCES = """
select b.id from warehouse_balance b
where b.id in (select balance_id from warehouse_reservation where order_id = any(%s::uuid[]))
   or (b.condition = 'good' and b.on_hand > b.reserved and (b.warehouse_id, b.offer_id) in (
     select k.warehouse_id, l.offer_id from warehouse_orderstock k
     join orders_orderline l on l.order_id = k.order_id where k.order_id = any(%s::uuid[])))
order by b.id for no key update
"""
_DIFFERENCES = f"""
{needs("k.order_id = any(%s::uuid[])")}
select order_id, shop_id, offer_id, (needed - on_shelf - lacked)::int from needs
where needed <> on_shelf + lacked order by order_id, offer_id
"""  # noqa: S608
_SHED = """
with over as (
  select * from unnest(%s::uuid[], %s::bigint[], %s::int[]) as g(order_id, offer_id, pieces)
), lacked as (
  select s.id, s.quantity, least(s.quantity, o.pieces) as pieces, o.order_id, o.offer_id
  from over o join warehouse_shortage s on s.order_id = o.order_id and s.offer_id = o.offer_id
), not_lacked as (
  delete from warehouse_shortage s using lacked l where s.id = l.id and l.pieces = l.quantity
), less_lacked as (
  update warehouse_shortage s set quantity = s.quantity - l.pieces
  from lacked l where s.id = l.id and l.pieces < l.quantity
), holding as (
  select r.id, r.balance_id, r.quantity, o.offer_id, o.pieces - coalesce(l.pieces, 0) as over,
    sum(r.quantity) over (partition by o.order_id, o.offer_id
      order by t.expires_on desc nulls first, c.path desc, b.id desc) - r.quantity as before
  from over o
  join warehouse_reservation r on r.order_id = o.order_id
  join warehouse_balance b on b.id = r.balance_id and b.offer_id = o.offer_id
  join warehouse_cell c on c.id = b.cell_id and c.kind = 'shelf'
  left join warehouse_lot t on t.id = b.lot_id
  left join lacked l on l.order_id = o.order_id and l.offer_id = o.offer_id
), going as (
  select id, balance_id, offer_id, quantity, least(quantity, over - before)::int as pieces
  from holding where over > before
), released as (
  delete from warehouse_reservation r using going g where r.id = g.id and g.pieces = g.quantity
), kept as (
  update warehouse_reservation r set quantity = r.quantity - g.pieces
  from going g where r.id = g.id and g.pieces < g.quantity
), changed as (
  update warehouse_balance b set reserved = b.reserved - t.pieces
  from (select balance_id, sum(pieces)::int as pieces from going group by balance_id) t
  where b.id = t.balance_id
)
select distinct offer_id from going
"""
