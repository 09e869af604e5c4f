"""Hold all goods of new orders in one statement of its own: the usual case, under contention (W2).

An order of which anything is missing is left as it was, for the way that queues it. So nothing has to
follow, and the rows that everybody wants are held no longer than one statement and its commit.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from kernel.arrays import literal
from kernel.outbox import bell
from kernel.outbox.registry import handler_names
from orders.states import BEFORE_SHIPPING
from warehouse.events import StockReserved
from warehouse.services.reserving_sql import HELD, OFFERED

_STATES = literal(sorted(BEFORE_SHIPPING))


def give_whole(order_ids: Sequence[UUID], *, at: datetime) -> dict[UUID, bool]:
    """Return which of these orders the warehouse is to see to, and whether it holds all their goods now.

    Those are taken up, and told as reserved; the others are not touched.
    """
    handlers = literal(handler_names(StockReserved.topic))
    with connection.cursor() as cursor:
        cursor.execute(_WHOLE, [literal(order_ids), _STATES, at, at, handlers, StockReserved.topic])
        given = dict(cursor.fetchall())
    if any(given.values()):
        transaction.on_commit(bell.ring)
    return given


# The arrays stand in queries of their own: so one plan serves any number of orders, and is made once.
_WHOLE = f"""
with asked as (
  select o.id as order_id, o.shop_id, s.warehouse_id, l.offer_id, o.paid_at as since,
         sum(l.quantity)::int as quantity
  from orders_order o join warehouse_storage s on s.shop_id = o.shop_id
  join orders_orderline l on l.order_id = o.id and l.offer_id is not null
  where o.id = any((select %s::uuid[])::uuid[]) and o.paid_at is not null
    and o.state = any((select %s::text[])::text[])
    and not exists (select 1 from warehouse_orderstock k where k.order_id = o.id)
  group by o.id, o.shop_id, s.warehouse_id, l.offer_id, o.paid_at
), lined as (
  select a.*, sum(quantity) over line - quantity as begins, sum(quantity) over line as ends
  from asked a
  window line as (partition by warehouse_id, offer_id order by since, order_id)
), held as materialized ({HELD} for no key update of b), {OFFERED}, overlap as (
  select a.order_id, a.offer_id, o.id as balance_id,
         (least(a.ends, o.ends) - greatest(a.begins, o.begins))::int as pieces
  from lined a join offered o on o.warehouse_id = a.warehouse_id and o.offer_id = a.offer_id
    and a.begins < o.ends and o.begins < a.ends
), whole as (
  select a.order_id, a.shop_id, a.warehouse_id
  from (select order_id, shop_id, warehouse_id, sum(quantity) as pieces
        from asked group by 1, 2, 3) a
  join (select order_id, sum(pieces) as pieces from overlap group by 1) g using (order_id, pieces)
), taken_up as (
  insert into warehouse_orderstock (order_id, shop_id, warehouse_id, since)
  select order_id, shop_id, warehouse_id, %s from whole order by order_id
  on conflict (order_id) do nothing
  returning order_id, shop_id, since
), got as (
  select o.order_id, t.shop_id, o.balance_id, o.pieces, t.since
  from overlap o join taken_up t on t.order_id = o.order_id
), changed as (
  update warehouse_balance b set reserved = b.reserved + g.pieces
  from (select balance_id, sum(pieces)::int as pieces from got group by balance_id) g
  where b.id = g.balance_id and b.reserved + g.pieces <= b.on_hand
  returning b.id
), given as (
  insert into warehouse_reservation (shop_id, order_id, balance_id, quantity, at)
  select g.shop_id, g.order_id, g.balance_id, g.pieces, g.since
  from got g join changed c on c.id = g.balance_id
), told as (
  insert into kernel_delivery (topic, handler, payload, occurred_at, next_try_at, state, attempts,
                               last_error)
  select n.topic, n.handler, jsonb_build_object(
           'occurred_at', t.since, 'shop_id', t.shop_id, 'order_id', t.order_id),
         n.at, statement_timestamp(), 'pending', 0, ''
  from taken_up t, (select %s::timestamptz as at, unnest(%s::text[]) as handler, %s::text as topic) n
)
select order_id, order_id in (select order_id from taken_up) from asked
"""  # noqa: S608
