"""Take up orders that no fact brought here: paid before their shop was in storage, or missed."""

from datetime import datetime, timedelta

from django.db import connection

from orders.states import OrderState
from warehouse.services.following import follow_orders
from warehouse.services.reserving import reserve_orders

MOST = 500
PATIENCE = timedelta(minutes=1)
"""So long a fact may be on its way."""
WAITING = [OrderState.NEW, OrderState.NEEDS_AGREEMENT, OrderState.CONFIRMED]


def take_up_orders(*, now: datetime) -> int:
    """Hold the goods of paid open orders that the warehouse does not know yet, and begin their parcels.

    Up to 500 at a time, the oldest first; returns how many. What a shop has made ready itself stays its own.
    """
    with connection.cursor() as cursor:
        cursor.execute(_UNKNOWN, [WAITING, now - PATIENCE, MOST])
        found = cursor.fetchall()
    ids = [order_id for order_id, _state in found]
    if ids:
        reserve_orders(ids, at=now)
        follow_orders([pk for pk, state in found if state == OrderState.CONFIRMED], at=now)
    return len(ids)


_UNKNOWN = """
select o.id, o.state
from warehouse_storage s
join orders_order o on o.shop_id = s.shop_id and o.state = any(%s::text[])
where o.paid_at < %s
  and not exists (select 1 from warehouse_orderstock k where k.order_id = o.id)
order by o.id
limit %s
"""
