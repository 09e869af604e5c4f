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
), ordered as (
  select k.order_id, l.offer_id, sum(l.quantity) as pieces
  from seen k join orders_order o on o.id = k.order_id
  join orders_orderline l on l.order_id = k.order_id and l.offer_id is not null
  where o.paid_at is not null and o.state = any(%s::text[])
  group by k.order_id, l.offer_id
), packed as (
  select l.order_id, l.offer_id, sum(l.packed) as pieces
  from seen k join warehouse_outboundline l on l.order_id = k.order_id and l.packed > 0
  join warehouse_outbound p on p.id = l.outbound_id and p.state <> 'ended'
  group by l.order_id, l.offer_id
), held as (
  select r.order_id, b.offer_id, sum(r.quantity) filter (where c.kind = 'shelf') as on_shelf,
         sum(r.quantity) filter (where c.kind <> 'shelf') as on_floor
  from seen k join warehouse_reservation r on r.order_id = k.order_id
  join warehouse_balance b on b.id = r.balance_id join warehouse_cell c on c.id = b.cell_id
  group by r.order_id, b.offer_id
), lacked as (
  select s.order_id, s.offer_id, s.quantity as pieces
  from seen k join warehouse_shortage s on s.order_id = k.order_id
), looked_at as (
  select order_id, offer_id from ordered
  union select order_id, offer_id from held
  union select order_id, offer_id from lacked
), needs as (
  select a.order_id, k.shop_id, a.offer_id, coalesce(h.on_shelf, 0) as on_shelf,
         coalesce(l.pieces, 0) as lacked,
         greatest(0, coalesce(o.pieces, 0) - coalesce(p.pieces, 0) - coalesce(h.on_floor, 0))
           as needed
  from looked_at a join seen k on k.order_id = a.order_id
  left join ordered o on o.order_id = a.order_id and o.offer_id = a.offer_id
  left join packed p on p.order_id = a.order_id and p.offer_id = a.offer_id
  left join held h on h.order_id = a.order_id and h.offer_id = a.offer_id
  left join lacked l on l.order_id = a.order_id and l.offer_id = a.offer_id
)
"""  # noqa: S608
