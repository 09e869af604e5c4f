"""Open deadlines: compute once when a promise is good, due and to be warned of, and store why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from psycopg.types.json import Jsonb

from kernel.calendars import Table, work_table
from kernel.deadlines.models import DeadlinePolicy
from kernel.deadlines.policies import policy_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A promise about to be made: what kind, about what, whose, from when its time counts."""

    kind: str
    subject_id: UUID
    at: datetime
    shop_id: int | None = None
    channel: str = ""
    offer_id: int | None = None
    calendar: str = ""
    """Overrides the policy's calendar: a shop keeps its own hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How much time a promise has: working seconds, or whole working days after the first one."""

    seconds: int | None = None
    good_s: int | None = None
    days: int | None = None
    levels: Sequence[int] = ()
    credited_s: int = 0


@dataclass(frozen=True, slots=True)
class Clock:
    """The moments of one promise, computed from an allowance in working seconds."""

    good_at: datetime | None
    due_at: datetime
    looks: list[datetime]
    explanation: list[list[int]]
    calendar_version: int


def read_clock(start: datetime, allowance: Allowance, calendar: str) -> Clock:
    """Compute the moments of a promise that starts at ``start`` (R-004-21, R-003-09)."""
    return clock_on(work_table(calendar), start, allowance)


def clock_on(table: Table, start: datetime, allowance: Allowance) -> Clock:
    """Compute them on a table at hand, e.g. on the draft of a changed calendar."""
    if allowance.seconds is None:
        return _clock_of_days(table, start, allowance)
    total = allowance.seconds + allowance.credited_s
    return Clock(
        good_at=None if allowance.good_s is None else table.due(start, allowance.good_s),
        due_at=table.due(start, total),
        looks=[table.due(start, total * level // 100) for level in allowance.levels],
        explanation=[
            [int(c.opens.timestamp()), int(c.closes.timestamp()), c.seconds]
            for c in table.explain(start, total)
        ],
        calendar_version=table.version,
    )


def _clock_of_days(table: Table, start: datetime, allowance: Allowance) -> Clock:
    due = end_of_working_day(table, start, allowance.days or 0)
    due += timedelta(seconds=allowance.credited_s)
    span = due - start
    return Clock(
        good_at=None,
        due_at=due,
        looks=[start + span * level / 100 for level in allowance.levels],
        explanation=[[int(start.timestamp()), int(due.timestamp()), int(span.total_seconds())]],
        calendar_version=table.version,
    )


def end_of_working_day(table: Table, start: datetime, days: int) -> datetime:
    """Return the local midnight that ends the ``days``-th working day after the day of ``start`` (C-03)."""
    end = _next_midnight(start, table.zone)
    for _ in range(days):
        end = _next_midnight(table.next_open(end), table.zone)
    return end


def _next_midnight(moment: datetime, zone: ZoneInfo) -> datetime:
    tomorrow = moment.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone).astimezone(UTC)


def open_many(openings: Iterable[Opening]) -> None:
    """Write a running deadline for each opening that has a policy with a limit, in one statement.

    One that runs already for the same kind and subject stays as it is.
    """
    rows = [row for opening in openings if (row := _row(opening)) is not None]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [list(column) for column in zip(*rows, strict=True)])


def _row(opening: Opening) -> tuple[Any, ...] | None:
    policy = policy_for(
        opening.kind,
        at=opening.at,
        channel=opening.channel,
        shop_id=opening.shop_id,
        offer_id=opening.offer_id,
    )
    if policy is None or (policy.allowance_s is None and policy.days is None):
        return None
    return _columns(opening, policy)


def _columns(opening: Opening, policy: DeadlinePolicy) -> tuple[Any, ...]:
    levels = [level for level in sorted(policy.warnings) if 0 < level < 100]
    calendar = opening.calendar or policy.calendar
    allowance = Allowance(
        seconds=policy.allowance_s, good_s=policy.good_s, days=policy.days, levels=levels
    )
    clock = read_clock(opening.at, allowance, calendar)
    return (
        opening.kind,
        opening.subject_id,
        opening.shop_id,
        policy.pk,
        opening.at,
        policy.allowance_s,
        policy.days,
        policy.good_s,
        calendar,
        clock.calendar_version,
        clock.good_at,
        clock.due_at,
        Jsonb(levels),
        Jsonb([look.isoformat() for look in clock.looks]),
        min([*clock.looks, clock.due_at]),
        Jsonb(clock.explanation),
    )


# Arrays of arrays cannot be of unequal length in PostgreSQL, so levels and looks travel as JSON.
_INSERT = """
insert into kernel_deadline (kind, subject_id, shop_id, policy_id, state, opened_at, allowance_s,
    days, good_s, credited_s, calendar, calendar_version, good_at, due_at, levels, looks, warned,
    next_look_at, explanation)
select kind, subject_id, shop_id, policy_id, 'running', opened_at, allowance_s, days, good_s, 0,
    calendar, calendar_version, good_at, due_at,
    array(select jsonb_array_elements_text(levels)::smallint),
    array(select jsonb_array_elements_text(looks)::timestamptz), 0, next_look_at, explanation
from unnest(%s::text[], %s::uuid[], %s::bigint[], %s::bigint[], %s::timestamptz[], %s::int[],
            %s::int[], %s::int[], %s::text[], %s::int[], %s::timestamptz[], %s::timestamptz[], %s::jsonb[],
            %s::jsonb[], %s::timestamptz[], %s::jsonb[])
  as d(kind, subject_id, shop_id, policy_id, opened_at, allowance_s, days, good_s,
       calendar, calendar_version, good_at, due_at, levels, looks, next_look_at, explanation)
on conflict (subject_id, kind) where state = 'running' do nothing
"""
