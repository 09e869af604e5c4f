"""What waits to be picked, and how fast people here work: what a plan of waves is made from."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from kernel.arrays import literal
from warehouse.models import Warehouse, WorkPace
from warehouse.rules.waves import Crew, Job, Pace, Plan, next_cut_offs, plan

STEPS = ("pick", "sort", "pack", "dispatch")
AT_WORK = timedelta(minutes=30)


def waiting_jobs(warehouse_id: int, only: list[UUID] | None = None) -> list[Job]:
    """Return the released parcels all of whose goods are held on shelves, in one statement.

    One whose order waits for its label is left out: nobody could send it (R-002-04).
    """
    with connection.cursor() as cursor:
        chosen = literal(only) if only is not None else None
        cursor.execute(_WAITING, [warehouse_id, chosen, chosen])
        return [Job(*row) for row in cursor.fetchall()]


def pace_of(warehouse_id: int) -> Pace:
    """Return what is measured here; where nothing is yet, what is usual."""
    known = WorkPace.objects.filter(warehouse_id=warehouse_id, work__in=STEPS)
    return Pace(**dict(known.values_list("work", "seconds")))


def people_at_work(warehouse_id: int, *, at: datetime) -> int:
    """Return how many people have scanned something of a parcel in the last half hour, one at least."""
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [warehouse_id, literal(list(STEPS)), at - AT_WORK, at])
        [(people,)] = cursor.fetchall()
    return max(int(people), 1)


def work_in_hand(warehouse_id: int, pace: Pace) -> timedelta:
    """Return how long one person has to do with what is in waves, picked or packed already."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_HAND, [warehouse_id])
        [(to_pick, to_sort, to_pack, to_dispatch)] = cursor.fetchall()
    return timedelta(
        seconds=to_pick * pace.pick
        + to_sort * pace.sort
        + to_pack * pace.pack
        + to_dispatch * pace.dispatch
    )


def forecast(warehouse: Warehouse, *, at: datetime, people: int) -> Plan:
    """Return the plan as it would be made now by so many people; writes nothing."""
    return plan_for(warehouse, waiting_jobs(warehouse.pk), at=at, people=people)


def plan_for(warehouse: Warehouse, jobs: list[Job], *, at: datetime, people: int) -> Plan:
    """Return the plan of these jobs, besides what is in hand."""
    pace = pace_of(warehouse.pk)
    cut_offs = next_cut_offs(at, cut_off=warehouse.cut_off, zone=ZoneInfo(warehouse.zone))
    busy = work_in_hand(warehouse.pk, pace) / max(people, 1)
    return plan(jobs, pace=pace, crew=Crew(at, cut_offs, people, busy))


_WAITING = """
with ready as (
  select o.id, o.dispatch_by, o.released_at from warehouse_outbound o
  where o.warehouse_id = %s and o.state = 'released'
    and (%s::uuid[] is null or o.id = any(%s::uuid[]))
    and not exists (select 1 from warehouse_outboundline l join orders_order h on h.id = l.order_id
                    where l.outbound_id = o.id and h.held_reason = 'label_missing')
), line as (
  select l.outbound_id, l.id, l.quantity - l.picked as n,
         coalesce(sum(r.quantity), 0) as held, min(c.path) as path
  from ready join warehouse_outboundline l on l.outbound_id = ready.id
  left join (warehouse_reservation r join warehouse_balance b on b.id = r.balance_id
             join warehouse_cell c on c.id = b.cell_id and c.kind = 'shelf')
    on r.order_id = l.order_id and b.offer_id = l.offer_id
  where l.quantity > l.picked
  group by l.id
)
select ready.id, count(*)::int, ready.dispatch_by, ready.released_at, coalesce(min(line.path), 0)
from ready join line on line.outbound_id = ready.id
group by ready.id, ready.dispatch_by, ready.released_at
having bool_and(line.held >= line.n)
"""
_PEOPLE = """
select count(distinct user_id) from warehouse_scan
where warehouse_id = %s and action = any(%s::text[]) and at between %s and %s
"""
_IN_HAND = """
select count(*) filter (where o.state in ('in_wave', 'picking') and l.picked < l.quantity),
       count(*) filter (where o.state in ('in_wave', 'picking')),
       count(*) filter (where o.state in ('in_wave', 'picking', 'picked', 'sorted')),
       count(*) filter (where o.state in ('in_wave', 'picking', 'picked', 'sorted', 'packed',
                                          'labelled', 'weighed'))
from warehouse_outbound o join warehouse_outboundline l on l.outbound_id = o.id
where o.warehouse_id = %s
  and o.state in ('in_wave', 'picking', 'picked', 'sorted', 'packed', 'labelled', 'weighed')
"""
