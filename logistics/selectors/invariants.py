"""What must be true of parcels on the road at every moment (`./dev manage invariants`)."""

from kernel.invariants import Invariant
from logistics.selectors.dispatch_truths import TRUTHS

INVARIANTS = (
    Invariant(
        "parcels.over_is_not_asked_for",
        "No carrier is asked for a parcel whose road is over.",
        """
select w.id, w.number from logistics_waybill w join logistics_parcel p on p.id = w.parcel_id
where p.phase = 4 and w.next_poll_at is not null order by w.id
""",
    ),
    Invariant(
        "parcels.something_lies_in_each",
        "Every parcel has an order in it, of its own shop.",
        """
select p.id from logistics_parcel p
where not exists (select 1 from logistics_parcelorder c join orders_order o on o.id = c.order_id
                  where c.parcel_id = p.id and o.shop_id = p.shop_id) order by p.id
""",
    ),
    Invariant(
        "parcels.what_was_told_is_heeded",
        "A parcel of which a carrier has told more than its number is not before the road any more.",
        """
select p.id, p.state, max(e.at) from logistics_parcel p
join logistics_waybill w on w.parcel_id = p.id and w.direction = 'forward'
join logistics_trackingevent e on e.carrier_id = w.carrier_id and e.number = w.number
where p.phase = 1 and e.kind not in ('registered', 'packed', 'dispatched', 'info', 'address_changed',
                                     'rescheduled', 'payment', 'unknown', 'cancelled')
  and e.revokes = '' and not e.goes_back
  and not exists (select 1 from logistics_trackingevent r where r.carrier_id = e.carrier_id
                  and r.number = e.number and r.revokes = e.key)
group by p.id, p.state order by p.id
""",
    ),
    Invariant(
        "parcels.promised_once_left",
        "Every parcel that has left has its promise, by a row that was in force, changed only as agreed.",
        """
select p.id from logistics_parcel p
left join logistics_parcelpromise m on m.parcel_id = p.id
left join logistics_leadtime t on t.id = m.lead_time_id
left join logistics_leadtimechange c on c.id = m.change_id
where p.dispatched_at is not null
  and (m.parcel_id is null or t.valid_from > m.left_at
       or (m.change_id is not null
           and (c.recorded_at is null or m.left_at < c.starts_at or m.left_at >= c.ends_at)))
order by p.id
""",
    ),
    *TRUTHS,
)
