"""Open deadlines: a promise is timed once, when it is made, and stored with the reason why."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from kernel import trips
from kernel.arrays import columns, literal
from kernel.calendars import Table, table_at_hand, work_table
from kernel.deadlines.clocks import Allowance, clock_on
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
    days: int | None = None
    """Overrides the policy's limit: so many working days were promised of this very thing."""
    allowance_s: int | None = None
    """Overrides the policy's limit: so many working seconds were chosen by whoever promises."""
    told_at: datetime | None = None
    """When we came to know: a promise that had run out by then counts from then instead."""


def open_many(openings: Iterable[Opening]) -> int:
    """Write a running deadline for each opening that has a policy with a limit; return how many.

    One statement, which also sees to it that the calendars are as this process knows them; if not, they are
    read anew. Within `kernel.trips.one_trip` it goes with the others and none is counted yet. A promise
    that runs already for the same kind and subject stays as it is. Raises ClockRefused, and then none is
    opened.
    """
    promised = [(opening, policy) for opening in openings if (policy := _promise(opening))]
    if not promised:
        return 0
    tables = {code: table_at_hand(code) for code in {_calendar(*one) for one in promised}}
    opened: list[int] = []

    def again_if_outdated(written: int) -> None:
        opened.append(written)
        if written < len(promised):
            current = {code: work_table(code) for code in tables}
            if any(current[code].stamp != table.stamp for code, table in tables.items()):
                _insert(promised, current, opened.append)

    _insert(promised, tables, again_if_outdated)
    return sum(opened)


def _insert(
    promised: Sequence[tuple[Opening, DeadlinePolicy]],
    tables: dict[str, Table],
    then: Callable[[int], object],
) -> None:
    clocks: dict[Any, tuple[Any, ...]] = {}
    rows = []
    for opening, policy in promised:
        code = _calendar(opening, policy)
        timed = (policy.pk, code, opening.at, opening.days, opening.allowance_s, opening.told_at)
        if timed not in clocks:  # orders of one file or one moment share their clocks
            clocks[timed] = _timed(opening, policy, tables[code])
        rows.append((opening.kind, opening.subject_id, opening.shop_id, *clocks[timed]))
    stamps = [(code, table.stamp) for code, table in tables.items()]
    trips.write(_INSERT, [*columns(rows), *columns(stamps), len(stamps)], then)


def _promise(opening: Opening) -> DeadlinePolicy | None:
    policy = policy_for(
        opening.kind,
        at=opening.at,
        channel=opening.channel,
        shop_id=opening.shop_id,
        offer_id=opening.offer_id,
    )
    if policy is None or not (policy.is_limited or opening.days or opening.allowance_s):
        return None
    return policy


def _calendar(opening: Opening, policy: DeadlinePolicy) -> str:
    return opening.calendar or policy.calendar


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


def _timed(opening: Opening, policy: DeadlinePolicy, table: Table) -> tuple[Any, ...]:
    """Return the columns that policy and clock decide; moments are written out once for all rows."""
    allowance, start = allowance_by(policy), opening.at
    if opening.days is not None:
        allowance = replace(allowance, seconds=None, good_s=None, days=opening.days)
    elif opening.allowance_s is not None:
        allowance = replace(allowance, seconds=opening.allowance_s, good_s=None, days=None)
    clock = clock_on(table, start, allowance)
    if opening.told_at is not None and clock.due_at <= opening.told_at:
        start = opening.told_at
        clock = clock_on(table, start, allowance)
    return (
        policy.pk,
        str(start),
        allowance.seconds,
        allowance.days,
        allowance.good_s,
        table.code,
        clock.calendar_version,
        None if clock.good_at is None else str(clock.good_at),
        str(clock.due_at),
        literal(levels_of(policy)),
        literal(clock.looks),
        str(min([*clock.looks, clock.due_at])),
        json.dumps(clock.explanation),
    )


# Arrays of arrays cannot be of unequal length in PostgreSQL, so levels and looks travel as their literals.
_INSERT = """
insert into kernel_deadline (kind, subject_id, shop_id, policy_id, state, opened_at, allowance_s,
    days, good_s, credited_s, calendar, calendar_version, good_at, due_at, levels, looks, warned,
    next_look_at, explanation)
select kind, subject_id, shop_id, policy_id, 'running', opened_at, allowance_s, days, good_s, 0,
    calendar, calendar_version, good_at, due_at, levels::smallint[], looks::timestamptz[], 0,
    next_look_at, explanation
from unnest(%s::text[], %s::uuid[], %s::bigint[], %s::bigint[], %s::timestamptz[], %s::int[],
            %s::int[], %s::int[], %s::text[], %s::int[], %s::timestamptz[], %s::timestamptz[], %s::text[],
            %s::text[], %s::timestamptz[], %s::jsonb[])
  as d(kind, subject_id, shop_id, policy_id, opened_at, allowance_s, days, good_s,
       calendar, calendar_version, good_at, due_at, levels, looks, next_look_at, explanation)
where (select count(*) from unnest(%s::text[], %s::uuid[]) as known(code, stamp)
       join kernel_workcalendar using (code, stamp)) = %s
on conflict (subject_id, kind) where state = 'running' do nothing
"""
