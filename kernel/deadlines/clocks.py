"""Compute once when a promise is good, due and to be warned of, and why. Pure, given a table of hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from kernel.calendars import Table
from kernel.errors import Refusal
from kernel.worktime import NeverOpen, OutOfRange


class ClockRefused(Refusal):
    """The calendar cannot time this promise: the moment is outside its years, or it is never open."""

    code = "outside_calendar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How much time a promise has: working seconds, or whole working days after the first one.

    ``credited_s`` are working seconds added since, ``levels`` the per cents at which to warn.
    """

    seconds: int | None = None
    good_s: int | None = None
    days: int | None = None
    levels: Sequence[int] = ()
    credited_s: int = 0


@dataclass(frozen=True, slots=True)
class Clock:
    """The moments of one promise; ``explanation`` is what was counted, [opens, closes, seconds] each."""

    good_at: datetime | None
    due_at: datetime
    looks: list[datetime]
    explanation: list[list[int]]
    calendar_version: int


def clock_on(table: Table, start: datetime, allowance: Allowance) -> Clock:
    """Compute the moments of a promise that starts at ``start`` (R-004-21, R-003-09). Raises ClockRefused.

    The table may be that of a draft: what a changed calendar would mean is computed by the same.
    """
    try:
        if allowance.seconds is None:
            return _clock_of_days(table, start, allowance)
        return _clock_of_seconds(table, start, allowance)
    except (NeverOpen, OutOfRange) as error:
        raise ClockRefused(
            _("The calendar “%(calendar)s” has no working time for this: %(why)s")
            % {"calendar": table.title, "why": error}
        ) from error


def _clock_of_seconds(table: Table, start: datetime, allowance: Allowance) -> Clock:
    credit, good = allowance.credited_s, allowance.good_s
    total = (allowance.seconds or 0) + credit
    return Clock(
        good_at=None if good is None else table.due(start, good + credit),
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
    if allowance.credited_s:
        due = table.due(due, allowance.credited_s)
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
    for _day in range(days):
        end = _next_midnight(table.next_open(end), table.zone)
    return end


def _next_midnight(moment: datetime, zone: ZoneInfo) -> datetime:
    tomorrow = moment.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone).astimezone(UTC)
