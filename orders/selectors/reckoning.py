"""What a shop kept and broke, counted by days and listed one by one: what its score is made from (R-003-18).

Days are those of the shop's zone. A promise counts on the day it was kept or fell due, an order on the day it
was sent out or cancelled.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from kernel.arrays import literal
from orders.states import LATE_IN

MISSED, CANCELLED = "missed", "cancelled"


@dataclass(frozen=True, slots=True)
class DayTally:
    """One day of a shop."""

    day: date
    kept: int
    missed: int
    handled: int
    at_fault: int
    out_of_stock: int


@dataclass(frozen=True, slots=True)
class Slip:
    """One promise that was missed or one order cancelled by the shop's fault; ``detail`` is which and why."""

    order_id: UUID
    number: str
    what: str
    detail: str
    at: datetime


def tally_by_day(
    shop_id: int,
    *,
    zone: str,
    first: date,
    last: date,
    faults: Sequence[str],
    excluded: Iterable[UUID] = (),
) -> list[DayTally]:
    """Return the days from ``first`` to ``last`` in one statement, those without anything too.

    ``faults`` are reasons of cancelling that count against the shop; ``excluded`` orders count nowhere.
    """
    since, until = _span(zone, first, last)
    values = _values(shop_id, since, until, faults)
    values |= {"zone": zone, "first": first, "last": last, "excluded": literal(list(excluded))}
    with connection.cursor() as cursor:
        cursor.execute(_TALLY, values)
        return [DayTally(*row) for row in cursor.fetchall()]


def slips_of(
    shop_id: int, *, zone: str, first: date, last: date, faults: Sequence[str], limit: int
) -> list[Slip]:
    """Return up to ``limit`` slips of these days, the latest first."""
    values = {**_values(shop_id, *_span(zone, first, last), faults), "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_SLIPS, values)
        return [Slip(*row) for row in cursor.fetchall()]


def _span(zone: str, first: date, last: date) -> tuple[datetime, datetime]:
    place = ZoneInfo(zone)
    since, until = (
        datetime.combine(day, time(), place).astimezone(UTC)
        for day in (first, last + timedelta(days=1))
    )
    return since, until


def _values(
    shop_id: int, since: datetime, until: datetime, faults: Sequence[str]
) -> dict[str, Any]:
    return {
        "shop": shop_id,
        "since": since,
        "until": until,
        "kinds": list(LATE_IN),
        "faults": list(faults),
    }


_TALLY = """
with promises as (
  select (ended_at at time zone %(zone)s)::date as day,
         count(*) filter (where state = 'kept') as kept,
         count(*) filter (where state = 'missed') as missed
  from kernel_deadline
  where shop_id = %(shop)s and state in ('kept', 'missed') and kind = any(%(kinds)s)
    and ended_at >= %(since)s and ended_at < %(until)s
    and subject_id <> all (%(excluded)s::uuid[])
  group by 1
), ended as (
  select coalesce(cancelled_at, shipped_at, at_pickup_at) as at,
         state = 'cancelled' and cancelled_by <> 'buyer' and cancel_reason = any(%(faults)s) as fault,
         cancel_reason
  from orders_order
  where shop_id = %(shop)s and paid_at is not null and id <> all (%(excluded)s::uuid[])
    and coalesce(cancelled_at, shipped_at, at_pickup_at) >= %(since)s
    and coalesce(cancelled_at, shipped_at, at_pickup_at) < %(until)s
), handled as (
  select (at at time zone %(zone)s)::date as day, count(*) as handled,
         count(*) filter (where fault) as at_fault,
         count(*) filter (where fault and cancel_reason = 'out_of_stock') as out_of_stock
  from ended group by 1
)
select d.day::date, coalesce(kept, 0), coalesce(missed, 0), coalesce(handled, 0),
       coalesce(at_fault, 0), coalesce(out_of_stock, 0)
from generate_series(%(first)s::date, %(last)s::date, interval '1 day') as d(day)
left join promises on promises.day = d.day::date left join handled on handled.day = d.day::date
order by 1
"""
_SLIPS = """
select o.id, o.number, 'missed', d.kind, d.due_at
from kernel_deadline d join orders_order o on o.id = d.subject_id
where d.shop_id = %(shop)s and d.state = 'missed' and d.kind = any(%(kinds)s)
  and d.due_at >= %(since)s and d.due_at < %(until)s
union all
select id, number, 'cancelled', cancel_reason, cancelled_at from orders_order
where shop_id = %(shop)s and state = 'cancelled' and paid_at is not null
  and cancelled_by <> 'buyer' and cancel_reason = any(%(faults)s)
  and cancelled_at >= %(since)s and cancelled_at < %(until)s
order by 5 desc, 1, 4 limit %(limit)s
"""
