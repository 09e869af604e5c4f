"""What open orders need of the shelves, beside what they hold and lack: one definition for all who ask.

An order needs its lines, less what is closed in a parcel of it and less what is held for it off the shelves
(totes, slots of the wall). An order that is closed, unpaid or has left needs nothing. Only orders that the
warehouse has taken up are looked at.
"""


def needs(which: str) -> str:
    """Return the CTE ``needs`` over the rows ``k`` of warehouse_orderstock for which ``which`` holds.

    Parameters: those of ``which``, then the states in which orders need goods.
    """
    return f"""
with seen as materialized (
  select k.order_id, k.shop_id from warehouse_orderstock k where {which}
), counted as (
  select k.order_id, k.shop_id, l.offer_id, l.quantity as ordered, 0 as packed, 0 as on_shelf,
         0 as on_floor, 0 as lacked
  from seen k join orders_order o on o.id = k.order_id
  join orders_orderline l on l.order_id = k.order_id and l.offer_id is not null
  where o.paid_at is not null and o.state = any(%s::text[])
  union all
  select k.order_id, k.shop_id, l.offer_id, 0, l.packed, 0, 0, 0
  from seen k join warehouse_outboundline l on l.order_id = k.order_id and l.packed > 0
  join warehouse_outbound p on p.id = l.outbound_id and p.state <> 'ended'
  union all
  select k.order_id, k.shop_id, b.offer_id, 0, 0, case when c.kind = 'shelf' then r.quantity else 0 end,
         case when c.kind = 'shelf' then 0 else r.quantity end, 0
  from seen k join warehouse_reservation r on r.order_id = k.order_id
  join warehouse_balance b on b.id = r.balance_id join warehouse_cell c on c.id = b.cell_id
  union all
  select k.order_id, k.shop_id, s.offer_id, 0, 0, 0, 0, s.quantity
  from seen k join warehouse_shortage s on s.order_id = k.order_id
), needs as (
  select order_id, shop_id, offer_id, sum(on_shelf) as on_shelf, sum(lacked) as lacked,
         greatest(0, sum(ordered) - sum(packed) - sum(on_floor)) as needed
  from counted group by order_id, shop_id, offer_id
)
"""  # noqa: S608
