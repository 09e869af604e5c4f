"""Learn from the scans how long each work takes here, so that plans are true (R-002-15)."""

from datetime import datetime, timedelta

from django.db import connection

WINDOW = timedelta(days=7)
BREAK = timedelta(minutes=10)
"""Who scans nothing for so long was not at that work."""
LEAST = 20
"""Of fewer lines nothing can be said."""


def measure_pace(*, now: datetime) -> int:
    """Write the mean seconds a line of the last days by warehouse and work; return how many paces are known.

    A pause between two scans of one person counts when it was none. Doing it again gives the same.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MEASURE, [now - WINDOW, now, BREAK.total_seconds(), LEAST])
        return int(cursor.rowcount)


# A line of picking or sorting is told by the scan that ends it; of later work, by the parcel it was done on.
_MEASURE = """
with steps as (
  select s.id, s.warehouse_id, s.action, s.subject_id, s.answer, s.at,
         s.at - lag(s.at) over (partition by s.warehouse_id, s.user_id order by s.id) as took
  from warehouse_scan s
  where s.at between %s and %s and s.user_id is not null
    and s.action in ('pick', 'sort', 'pack', 'dispatch')
), worked as (
  select warehouse_id, action, extract(epoch from sum(took)) as seconds,
         sum(case when action in ('pick', 'sort')
             then coalesce((answer -> 'data' ->> 'lines')::int, 0) else 0 end) as told
  from steps where took < make_interval(secs => %s) group by warehouse_id, action
), parcels as (
  select p.warehouse_id, p.action, count(*) as lines
  from (select distinct warehouse_id, action, subject_id from steps
        where action in ('pack', 'dispatch') and subject_id <> '') p
  join warehouse_outboundline l on l.outbound_id = p.subject_id::uuid
  group by p.warehouse_id, p.action
), paced as (
  select w.warehouse_id, w.action, w.seconds, coalesce(p.lines, w.told) as lines
  from worked w left join parcels p using (warehouse_id, action)
)
insert into warehouse_workpace (warehouse_id, work, seconds, measured)
select warehouse_id, action, seconds / lines, lines from paced where lines >= %s and seconds > 0
on conflict (warehouse_id, work) do update
  set seconds = excluded.seconds, measured = excluded.measured
"""
