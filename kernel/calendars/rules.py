"""Which hours count on which day. Pure.

For each day the first of these that speaks decides:

1. an exception for that day: its own hours, or closed;
2. a special period that has begun and not ended: the hours of its own week, holidays included;
3. a day closed every year, or a public holiday: closed;
4. a make-up working day, that is a weekend day the country works: Monday's hours;
5. the hours of the week.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from kernel.calendars.hours import CLOSED, MIDNIGHT, DayHours, WeekHours, week_hours
from kernel.worktime import Interval, wall_moment

ONE_DAY = timedelta(days=1)
_AFTER_MIDNIGHT = [timedelta(minutes=minutes) for minutes in range(MIDNIGHT + 1)]


@dataclass(frozen=True, slots=True)
class Period:
    """Days, the first and the last included, that follow a week of their own (R-004-25)."""

    starts_on: date
    ends_on: date
    week: WeekHours

    @classmethod
    def read(cls, starts_on: date, ends_on: date, weekly_hours: Any) -> Self:
        """Return the period of these days and hours as written. Raises BadHours."""
        return cls(starts_on, ends_on, week_hours(weekly_hours))


@dataclass(frozen=True, slots=True)
class Official:
    """What the country says: its days of rest, and the weekend days it works instead."""

    rest: frozenset[date] = frozenset()
    make_up: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class DayRules:
    """Everything that decides the hours of any day from ``first_year`` to ``last_year``."""

    zone: ZoneInfo
    week: WeekHours
    first_year: int
    last_year: int
    closed_days: frozenset[tuple[int, int]] = frozenset()
    official: Official = Official()
    periods: tuple[Period, ...] = ()
    exceptions: tuple[tuple[date, DayHours], ...] = ()

    def with_changes(
        self, exceptions: Mapping[date, DayHours], periods: Iterable[Period]
    ) -> "DayRules":
        """Return these rules with more exceptions, a new one winning over an old, and more periods.

        The new periods come first, so they win over those that stand.
        """
        merged = {**dict(self.exceptions), **exceptions}
        return replace(self, exceptions=tuple(merged.items()), periods=(*periods, *self.periods))

    @property
    def begins(self) -> datetime:
        """The first moment of the first year, in UTC."""
        return wall_moment(date(self.first_year, 1, 1), 0, self.zone)

    @property
    def ends(self) -> datetime:
        """The moment the last year is over, in UTC."""
        return wall_moment(date(self.last_year, 12, 31), MIDNIGHT, self.zone)

    def hours_by_day(self) -> Iterator[tuple[date, DayHours]]:
        """Give every day of these years with its hours, in order."""
        exceptions = dict(self.exceptions)
        for ordinal in range(
            date(self.first_year, 1, 1).toordinal(), date(self.last_year, 12, 31).toordinal() + 1
        ):
            day = date.fromordinal(ordinal)
            yield day, exceptions[day] if day in exceptions else self._regular_hours(day)

    def _regular_hours(self, day: date) -> DayHours:
        for period in self.periods:
            if period.starts_on <= day <= period.ends_on:
                return period.week[day.weekday()]
        if (day.month, day.day) in self.closed_days or day in self.official.rest:
            return CLOSED
        return self.week[0 if day in self.official.make_up else day.weekday()]

    def shifts(self) -> Iterator[Interval]:
        """Give every time of work of these years, in order."""
        for day, hours in self.hours_by_day():
            if hours:
                yield from _shifts_on(day, hours, self.zone)


def _shifts_on(day: date, hours: DayHours, zone: ZoneInfo) -> Iterator[Interval]:
    """Give the shifts of a day. Over a clock change each keeps its true length.

    A shift that lies in an hour which the clocks skip does not take place.
    """
    midnight = datetime.combine(day, time(), zone)
    offset = midnight.utcoffset() or timedelta()
    if offset == (midnight + ONE_DAY).utcoffset():  # no change on this day, as nearly always
        began = (midnight.replace(tzinfo=None) - offset).replace(tzinfo=UTC)
        moments = [[began + _AFTER_MIDNIGHT[minutes] for minutes in shift] for shift in hours]
    else:
        moments = [[wall_moment(day, minutes, zone) for minutes in shift] for shift in hours]
    return (Interval(opens, closes) for opens, closes in moments if opens < closes)
