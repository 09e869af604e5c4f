"""Today's board: what is due when, read from the running clocks of a shop."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from kernel.scope import Scope

SHOWN = 100
NAMES = ("late", "hour", "today", "tomorrow", "later")


@dataclass(slots=True)
class Bucket:
    """One column of the board: its rows, at most a hundred, and how many there are in all."""

    name: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    total: int = 0


def board_of(scope: Scope, *, now: datetime, zone: str) -> list[Bucket]:
    """Return the columns late, within the hour, today, tomorrow, later, each by due time; one statement.

    An order stands once, by its nearest clock; an overdue one is late however new its other clocks are.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    midnights = [
        datetime.combine(today + timedelta(days=n), time(), ZoneInfo(zone)) for n in (1, 2)
    ]
    values = {
        "shops": list(scope.shop_ids or ()),
        "now": now,
        "hour": now + timedelta(hours=1),
        "tonight": midnights[0],
        "tomorrow": midnights[1],
        "shown": SHOWN,
    }
    buckets = {name: Bucket(name) for name in NAMES}
    with connection.cursor() as reader:
        reader.execute(_BOARD, values)
        names = [column.name for column in reader.description]
        for row in reader.fetchall():
            values_of_row = dict(zip(names, row, strict=True))
            bucket = buckets[values_of_row["bucket"]]
            bucket.rows.append(values_of_row)
            bucket.total = values_of_row["bucket_total"]
    return list(buckets.values())


_BOARD = """
with clocks as (
  select distinct on (subject_id) subject_id, kind, opened_at, good_at, due_at, explanation
  from kernel_deadline
  where shop_id = any(%(shops)s::bigint[]) and state = 'running'
  order by subject_id, due_at
), standing as (
  select o.*, d.kind as clock_kind, d.opened_at as clock_opened_at, d.good_at, d.due_at,
    d.explanation as clock_intervals,
    case when o.overdue_since is not null or d.due_at < %(now)s then 'late'
         when d.due_at < %(hour)s then 'hour'
         when d.due_at < %(tonight)s then 'today'
         when d.due_at < %(tomorrow)s then 'tomorrow' else 'later' end as bucket,
    coalesce(o.overdue_since, d.due_at) as sort_at
  from orders_order o left join clocks d on d.subject_id = o.id
  where o.shop_id = any(%(shops)s::bigint[]) and o.paid_at is not null
    and (d.subject_id is not null or o.overdue_since is not null)
    and o.state not in ('received', 'cancelled')
), ranked as (
  select *, row_number() over (partition by bucket order by sort_at, id) as place,
    count(*) over (partition by bucket) as bucket_total
  from standing
)
select r.id, r.number, r.channel_id as channel, r.state, r.version, r.placed_at, r.paid_at,
  r.overdue_since, r.currency, r.total_minor, r.delivery_method, r.clock_kind, r.clock_opened_at,
  r.good_at, r.due_at, r.clock_intervals, r.bucket, r.bucket_total,
  c.name as buyer_name, c.phone as buyer_phone, c.city, l.lines, l.units, l.first_name
from ranked r
left join orders_ordercontact c on c.order_id = r.id
left join lateral (
  select count(*) as lines, sum(quantity) as units,
         (array_agg(name order by position))[1] as first_name
  from orders_orderline where order_id = r.id
) l on true
where r.place <= %(shown)s
order by r.sort_at, r.id
"""
