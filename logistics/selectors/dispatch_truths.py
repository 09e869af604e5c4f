"""What must be true of dispatch days, notices and pickups at every moment."""

from kernel.invariants import Invariant

TRUTHS = (
    Invariant(
        "dispatch.a_day_holds_what_was_scanned_before_its_cut_off",
        "Each notice is of the parcel's own scan, and its day is the one in which that scan lies.",
        """
select n.id, n.dispatched_at, d.begins_at, d.due_at from logistics_dispatchnotice n
join warehouse_outbound o on o.id = n.outbound_id
left join logistics_dispatchday d on d.id = n.day_id
where o.dispatched_at is distinct from n.dispatched_at or o.shop_id <> n.shop_id
   or (d.id is not null and (n.dispatched_at < d.begins_at or n.dispatched_at >= d.due_at
                             or d.warehouse_id <> o.warehouse_id or d.channel_id <> o.channel))
order by n.id
""",
    ),
    Invariant(
        "dispatch.days_follow_one_another",
        "No two dispatch days of a warehouse and channel overlap.",
        """
select d.id, d.begins_at, d.before from (
  select id, begins_at, lag(due_at) over (partition by warehouse_id, channel_id order by due_at) as before
  from logistics_dispatchday) d
where d.begins_at < d.before order by d.id
""",
    ),
    Invariant(
        "dispatch.a_settled_day_left_nobody_untold",
        "Each parcel scanned out before the cut-off of a day settled a while ago has its notice.",
        """
select o.id, o.dispatched_at, d.id from logistics_dispatchday d
join warehouse_outbound o on o.warehouse_id = d.warehouse_id and o.channel = d.channel_id
  and o.dispatched_at >= d.begins_at and o.dispatched_at < d.due_at
left join logistics_dispatchnotice n on n.outbound_id = o.id
where d.settled_at < statement_timestamp() - interval '10 minutes' and n.id is null order by o.id
""",
    ),
    Invariant(
        "dispatch.a_pickup_names_as_many_as_were_asked_for",
        "Each pickup has the acknowledged parcels of its own link, as many as it was asked for.",
        """
select p.id, p.parcels, count(n.id) from logistics_pickup p
left join logistics_dispatchnotice n on n.pickup_id = p.id and n.state = 'accepted' and n.link_id = p.link_id
group by p.id having count(n.id) <> p.parcels order by p.id
""",
    ),
    Invariant(
        "dispatch.the_warehouse_knows_what_was_acknowledged",
        "A parcel may stand on a sheet exactly if its notice was accepted.",
        """
select n.id, n.state, o.notified_at from logistics_dispatchnotice n
join warehouse_outbound o on o.id = n.outbound_id
where (n.state = 'accepted') <> (o.notified_at is not null) order by n.id
""",
    ),
)
