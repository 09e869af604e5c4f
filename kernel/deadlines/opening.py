"""Open deadlines: a promise is timed once, when it is made, and stored with the reason why."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg.types.json import Jsonb

from kernel.calendars import Table, work_table
from kernel.deadlines.clocks import Allowance, Clock, clock_on
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
    told_at: datetime | None = None
    """When we came to know: a promise that had run out by then counts from then instead."""


def open_many(openings: Iterable[Opening]) -> int:
    """Write a running deadline for each opening that has a policy with a limit; return how many.

    One statement, and one small query for each calendar. A promise that runs already for the same kind and
    subject stays as it is. Raises ClockRefused, and then none is opened.
    """
    tables: dict[str, Table] = {}
    rows = [row for opening in openings if (row := _row(opening, tables)) is not None]
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [list(column) for column in zip(*rows, strict=True)])
        return int(cursor.rowcount)


def levels_of(policy: DeadlinePolicy) -> tuple[int, ...]:
    """Return the per cents at which to warn, in order; 100 is the miss itself and no warning."""
    return tuple(level for level in sorted(set(policy.warnings)) if 0 < level < 100)


def allowance_by(policy: DeadlinePolicy) -> Allowance:
    """Return what a promise by ``policy`` is given."""
    return Allowance(
        seconds=policy.allowance_s,
        good_s=policy.good_s,
        days=policy.days,
        levels=levels_of(policy),
    )


def _row(opening: Opening, tables: dict[str, Table]) -> tuple[Any, ...] | None:
    policy = policy_for(
        opening.kind,
        at=opening.at,
        channel=opening.channel,
        shop_id=opening.shop_id,
        offer_id=opening.offer_id,
    )
    if policy is None or not policy.is_limited:
        return None
    calendar = opening.calendar or policy.calendar
    if calendar not in tables:
        tables[calendar] = work_table(calendar)
    clock = clock_on(tables[calendar], opening.at, allowance_by(policy))
    if opening.told_at is not None and clock.due_at <= opening.told_at:
        opening = replace(opening, at=opening.told_at)
        clock = clock_on(tables[calendar], opening.at, allowance_by(policy))
    return _columns(opening, policy, calendar, clock)


def _columns(
    opening: Opening, policy: DeadlinePolicy, calendar: str, clock: Clock
) -> tuple[Any, ...]:
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
        Jsonb(levels_of(policy)),
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
