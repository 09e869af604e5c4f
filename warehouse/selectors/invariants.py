"""What must be true of the warehouse's rows at every moment (`./dev manage invariants`)."""

from kernel.invariants import Invariant
from orders.states import BEFORE_SHIPPING
from warehouse.selectors.needs_sql import needs
from warehouse.states import BOXED, OutboundState

_OPEN = ", ".join(f"'{state}'" for state in sorted(BEFORE_SHIPPING))
_BOXED = ", ".join(f"'{state}'" for state in sorted({*BOXED, OutboundState.HANDED_OVER}))

STOCK = (
    Invariant(
        "stock.balance_is_the_sum_of_its_movements",
        "A balance has as many pieces as its movements add up to.",
        """
select b.id, b.on_hand, coalesce(sum(m.delta), 0) from warehouse_balance b
left join warehouse_movement m on m.balance_id = b.id
group by b.id having b.on_hand <> coalesce(sum(m.delta), 0) order by b.id
""",
    ),
    Invariant(
        "stock.reserved_is_the_sum_of_reservations",
        "What is reserved of a balance is what orders hold of it.",
        """
select b.id, b.reserved, coalesce(sum(r.quantity), 0) from warehouse_balance b
left join warehouse_reservation r on r.balance_id = b.id
group by b.id having b.reserved <> coalesce(sum(r.quantity), 0) order by b.id
""",
    ),
    Invariant(
        "stock.reserved_lies_within_on_hand",
        "Nothing is held that is not there.",
        "select id, reserved, on_hand from warehouse_balance"
        " where reserved < 0 or reserved > on_hand order by id",
    ),
    Invariant(
        "stock.orders_hold_or_lack_what_they_need",
        "What open orders hold and lack on the shelves is what they need that is in no tote or parcel.",
        needs("true").replace("%s::text[]", f"array[{_OPEN}]")
        + """
select order_id, offer_id, on_shelf, lacked, needed from needs
where needed <> on_shelf + lacked order by order_id, offer_id
""",
    ),
    Invariant(
        "stock.only_orders_taken_up_hold_goods",
        "Every reservation and shortage is of an order that the warehouse sees to.",
        """
select h.order_id from (select order_id from warehouse_reservation
                        union select order_id from warehouse_shortage) h
where not exists (select 1 from warehouse_orderstock k where k.order_id = h.order_id)
order by 1
""",
    ),
    Invariant(
        "stock.goods_lie_in_their_own_warehouse_and_shop",
        "A balance's cell, offer, lot and reservations are of its warehouse and its shop.",
        """
select b.id from warehouse_balance b join warehouse_cell c on c.id = b.cell_id
join sellers_offer f on f.id = b.offer_id left join warehouse_lot l on l.id = b.lot_id
where c.warehouse_id <> b.warehouse_id or f.shop_id <> b.shop_id
   or l.offer_id <> b.offer_id
union
select b.id from warehouse_reservation r join warehouse_balance b on b.id = r.balance_id
join orders_order o on o.id = r.order_id where o.shop_id <> b.shop_id order by 1
""",
    ),
    Invariant(
        "stock.a_move_takes_nothing_and_adds_nothing",
        "What goes from cell to cell leaves one and comes into the other, piece by piece.",
        """
select act, sum(delta) from warehouse_movement
where kind in ('transfer', 'put_away', 'pick', 'put_back')
group by act having sum(delta) <> 0 order by act
""",
    ),
    Invariant(
        "stock.shortages_wait_for_an_open_task",
        "Each shortage belongs to an open replenishment of its offer.",
        """
select s.id, r.state from warehouse_shortage s
join warehouse_replenishment r on r.id = s.replenishment_id
where r.state <> 'open' or r.offer_id <> s.offer_id order by s.id
""",
    ),
    Invariant(
        "stock.orders_that_lack_goods_are_held",
        "An open order is held for want of goods exactly while it has a shortage.",
        f"""
select o.id, o.held_reason from orders_order o
where o.state in ({_OPEN}) and o.held_reason <> 'label_missing' and (o.held_reason = 'stock_short')
  <> exists (select 1 from warehouse_shortage s where s.order_id = o.id) order by o.id
""",  # noqa: S608
    ),
)
PARCELS = (
    Invariant(
        "parcel.what_is_boxed_is_packed",
        "A closed parcel has every piece of its lines in it.",
        f"""
select p.id, p.state, l.quantity, l.packed from warehouse_outbound p
join warehouse_outboundline l on l.outbound_id = p.id
where p.state in ({_BOXED}) and l.packed <> l.quantity order by p.id
""",  # noqa: S608
    ),
    Invariant(
        "parcel.dispatched_parcel_belongs_to_an_order_that_is_ready",
        "Of an order whose parcel was scanned out nobody waits for the buyer's word any more.",
        """
select p.id, o.state from warehouse_outbound p join orders_order o on o.id = p.order_id
where p.state in ('dispatched', 'palletised', 'handed_over')
  and o.state in ('new', 'needs_agreement') order by p.id
""",
    ),
    Invariant(
        "parcel.left_with_its_pallet",
        "A parcel is handed over exactly when its pallet is.",
        """
select p.id, p.state, w.state from warehouse_outbound p
join warehouse_pallet w on w.id = p.pallet_id
where p.state in ('palletised', 'handed_over')
  and (p.state = 'handed_over') <> (w.state = 'handed_over') order by p.id
""",
    ),
    Invariant(
        "parcel.stands_in_its_own_warehouse",
        "A parcel stands on a pallet of its own warehouse.",
        """
select p.id, w.id from warehouse_outbound p join warehouse_pallet w on w.id = p.pallet_id
where p.warehouse_id <> w.warehouse_id order by p.id
""",
    ),
)
WALKS = (
    Invariant(
        "walk.picked_goods_lie_where_their_order_holds_them",
        "What was picked for an open parcel and is not packed, its orders hold off the shelves.",
        """
with picked as (
  select l.order_id, l.offer_id, sum(l.picked - l.packed - l.put_back) as pieces
  from warehouse_outboundline l join warehouse_outbound o on o.id = l.outbound_id
  where o.state in ('released', 'in_wave', 'picking', 'picked', 'sorted', 'short')
  group by l.order_id, l.offer_id
), held as (
  select r.order_id, b.offer_id, sum(r.quantity) as pieces from warehouse_reservation r
  join warehouse_balance b on b.id = r.balance_id
  join warehouse_cell c on c.id = b.cell_id and c.kind <> 'shelf' group by r.order_id, b.offer_id
)
select p.order_id, p.offer_id, p.pieces, coalesce(h.pieces, 0) from picked p
left join held h on h.order_id = p.order_id and h.offer_id = p.offer_id
where p.pieces <> coalesce(h.pieces, 0) order by 1, 2
""",
    ),
    Invariant(
        "walk.lists_ask_for_no_more_than_is_wanted",
        "What picking lists still ask for is no more than the line of its parcel lacks.",
        """
select l.id, l.quantity, l.picked, sum(p.quantity - p.picked - p.short)
from warehouse_outboundline l join warehouse_pickline p on p.outbound_line_id = l.id
where p.ended_at is null group by l.id
having sum(p.quantity - p.picked - p.short) > l.quantity - l.picked order by l.id
""",
    ),
    Invariant(
        "walk.a_wave_that_ended_asks_for_nothing",
        "No line of a wave that is done or dropped is left open.",
        """
select w.id, w.state, p.id from warehouse_wave w join warehouse_pickline p on p.wave_id = w.id
where w.state in ('done', 'dropped') and p.ended_at is null order by w.id, p.id
""",
    ),
)
HANDOVERS = (
    Invariant(
        "handover.signed_truck_is_sealed",
        "A signed handover has a seal and a number (R-002-47).",
        """
select h.id, h.number from warehouse_handover h
where h.state = 'signed'
  and (h.number = '' or not exists (select 1 from warehouse_seal s where s.handover_id = h.id))
order by h.id
""",
    ),
    Invariant(
        "handover.signed_takes_all_its_pallets",
        "The pallets of a handover are handed over exactly when it is signed.",
        """
select h.id, h.state, w.id, w.state from warehouse_handover h
join warehouse_pallet w on w.handover_id = h.id
where (h.state = 'signed') <> (w.state = 'handed_over') order by h.id, w.id
""",
    ),
)
INVARIANTS = (*STOCK, *WALKS, *PARCELS, *HANDOVERS)
