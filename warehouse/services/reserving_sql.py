"""Give stock to orders in one statement, whatever the number of both (W2).

What is asked for is laid along one line for each offer, the oldest order first; what is free along another,
first to expire first (FEFO), then along the walk. Where the two overlap, a piece of a balance is an order's.
Balances are locked by primary key and read as they stand then; the condition on the update is the database's
own word that nothing is sold twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from kernel.arrays import columns, literal
from orders.states import BEFORE_SHIPPING


@dataclass(frozen=True, slots=True)
class Given:
    """What an order asked for of one offer, and what it got."""

    order_id: UUID
    shop_id: int
    warehouse_id: int
    offer_id: int
    sku: str
    since: datetime
    asked: int
    got: int

    @property
    def missing(self) -> int:
        """How many pieces it still lacks."""
        return self.asked - self.got


@dataclass(frozen=True, slots=True)
class Wish:
    """So many more pieces of an offer for an order that the warehouse sees to."""

    order_id: UUID
    offer_id: int
    quantity: int


def give_to_new(order_ids: Sequence[UUID], *, at: datetime) -> list[Given]:
    """Take up those of these paid orders that nobody has yet and whose shop is in storage, and give."""
    return _given(_NEW, [at, literal(order_ids), literal(sorted(BEFORE_SHIPPING)), at])


def give(wishes: Sequence[Wish], *, at: datetime) -> list[Given]:
    """Give more to orders that are taken up."""
    rows = columns([(wish.order_id, wish.offer_id, wish.quantity) for wish in wishes], 3)
    return _given(_MORE, [*rows, at])


def give_to_waiting(offer_ids: Sequence[int], *, at: datetime) -> list[Given]:
    """Give what is free of these offers to the orders that lack it; what others hold is passed by.

    It never waits for a lock, so it may follow any other act of the same transaction.
    """
    return _given(_WAITING, [literal(sorted(set(offer_ids))), at])


def _given(sql: str, values: Sequence[Any]) -> list[Given]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Given(*row) for row in cursor.fetchall()]


HELD = """
  select b.id, b.warehouse_id, b.offer_id, b.on_hand - b.reserved as free, l.expires_on, c.path
  from warehouse_balance b join warehouse_cell c on c.id = b.cell_id
  left join warehouse_lot l on l.id = b.lot_id
  where (b.warehouse_id, b.offer_id) in (select warehouse_id, offer_id from asked)
    and b.condition = 'good' and b.on_hand > b.reserved and c.kind = 'shelf' and not c.is_locked
  order by b.id"""
OFFERED = """offered as (
  select h.id, h.warehouse_id, h.offer_id,
         sum(free) over line - free as begins, sum(free) over line as ends
  from held h
  window line as (partition by warehouse_id, offer_id order by expires_on nulls last, path, id)
)"""
_OF_NEW = """
with taken_up as (
  insert into warehouse_orderstock (order_id, shop_id, warehouse_id, since)
  select o.id, o.shop_id, s.warehouse_id, %s from orders_order o
  join warehouse_storage s on s.shop_id = o.shop_id
  where o.id = any((select %s::uuid[])::uuid[]) and o.paid_at is not null
    and o.state = any((select %s::text[])::text[])
  order by o.id
  on conflict (order_id) do nothing
  returning order_id, shop_id, warehouse_id, since
), asked as (
  select t.order_id, t.shop_id, t.warehouse_id, l.offer_id, min(l.sku) as sku, t.since,
         sum(l.quantity)::int as quantity
  from taken_up t join orders_orderline l on l.order_id = t.order_id
  where l.offer_id is not null
  group by t.order_id, t.shop_id, t.warehouse_id, l.offer_id, t.since
)"""
_OF_MORE = """
with asked as (
  select k.order_id, k.shop_id, k.warehouse_id, w.offer_id, f.sku, k.since, w.quantity
  from unnest(%s::uuid[], %s::bigint[], %s::int[]) as w(order_id, offer_id, quantity)
  join warehouse_orderstock k on k.order_id = w.order_id
  join sellers_offer f on f.id = w.offer_id
)"""
_OF_WAITING = """
with waiting as materialized (
  select s.id, s.order_id, s.shop_id, s.offer_id, s.quantity from warehouse_shortage s
  where s.offer_id = any(%s::bigint[]) order by s.id for update skip locked
), asked as (
  select w.order_id, w.shop_id, k.warehouse_id, w.offer_id, f.sku, k.since, w.quantity
  from waiting w join warehouse_orderstock k on k.order_id = w.order_id
  join sellers_offer f on f.id = w.offer_id
)"""


def _overlap(locking: str) -> str:
    """Return what finds and books the overlap of `asked` with what is free."""
    return f""", lined as (
  select a.*, sum(quantity) over line - quantity as begins, sum(quantity) over line as ends
  from asked a
  window line as (partition by warehouse_id, offer_id order by since, order_id)
), held as materialized ({HELD} for no key update of b {locking}), {OFFERED}, overlap as (
  select a.order_id, a.shop_id, a.offer_id, o.id as balance_id,
         (least(a.ends, o.ends) - greatest(a.begins, o.begins))::int as pieces
  from lined a join offered o on o.warehouse_id = a.warehouse_id and o.offer_id = a.offer_id
    and a.begins < o.ends and o.begins < a.ends
), changed as (
  update warehouse_balance b set reserved = b.reserved + t.pieces
  from (select balance_id, sum(pieces)::int as pieces from overlap group by balance_id) t
  where b.id = t.balance_id and b.reserved + t.pieces <= b.on_hand
  returning b.id
), given as (
  insert into warehouse_reservation (shop_id, order_id, balance_id, quantity, at)
  select o.shop_id, o.order_id, o.balance_id, o.pieces, %s
  from overlap o join changed on changed.id = o.balance_id
  on conflict (order_id, balance_id)
    do update set quantity = warehouse_reservation.quantity + excluded.quantity
), got as (
  select o.order_id, o.offer_id, sum(o.pieces)::int as pieces
  from overlap o join changed on changed.id = o.balance_id group by o.order_id, o.offer_id
)"""  # noqa: S608


_ANSWER = """
select a.order_id, a.shop_id, a.warehouse_id, a.offer_id, a.sku, a.since, a.quantity,
       coalesce(g.pieces, 0)
from asked a left join got g on g.order_id = a.order_id and g.offer_id = a.offer_id
"""
_LESS_SHORT = """, filled as (
  delete from warehouse_shortage s using waiting w, got g
  where s.id = w.id and g.order_id = w.order_id and g.offer_id = w.offer_id and g.pieces >= w.quantity
), eased as (
  update warehouse_shortage s set quantity = s.quantity - g.pieces from waiting w, got g
  where s.id = w.id and g.order_id = w.order_id and g.offer_id = w.offer_id and g.pieces < w.quantity
)"""
_NEW = _OF_NEW + _overlap("") + _ANSWER
_MORE = _OF_MORE + _overlap("") + _ANSWER
_WAITING = _OF_WAITING + _overlap("skip locked") + _LESS_SHORT + _ANSWER
