"""Years whose holidays nobody has vouched for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kernel.calendars.models import ConfirmedYear, HolidayRule, WorkCalendar
from kernel.calendars.tables import snapshot_of

ASKING_MONTH = 10  # governments have published next year's days by then, or soon after
MAKE_UP_COUNTRIES = frozenset({"CN"})  # where every year has weekend days of work


class Doubt(StrEnum):
    """Why a year is not to be trusted yet."""

    NOT_CONFIRMED = "not_confirmed"
    NO_MAKE_UP_DAYS = "no_make_up_days"
    NOT_COVERED = "not_covered"


@dataclass(frozen=True, slots=True)
class UnconfirmedYear:
    """A calendar's year that a person must look at, and why."""

    calendar: str
    title: str
    year: int
    doubt: Doubt


def unconfirmed_years(today: date) -> list[UnconfirmedYear]:
    """Return the doubts about this year and, from 1 October on, about the next; none is good news.

    A year of public holidays is doubtful until a person confirms it; a Chinese one also until the
    library, or people by exceptions, have its make-up days; and any past the end of the calendar.
    """
    years = [today.year] if today.month < ASKING_MONTH else [today.year, today.year + 1]
    confirmed = set(ConfirmedYear.objects.values_list("calendar", "year"))
    return [
        UnconfirmedYear(calendar.code, calendar.title, year, doubt)
        for calendar in WorkCalendar.objects.all()
        for year in years
        for doubt in _doubts(calendar, year, (calendar.code, year) in confirmed)
    ]


def _doubts(calendar: WorkCalendar, year: int, confirmed: bool) -> Iterator[Doubt]:
    if year > calendar.last_year:
        yield Doubt.NOT_COVERED
    elif calendar.holiday_rule == HolidayRule.LIBRARY:
        if not confirmed:
            yield Doubt.NOT_CONFIRMED
        if calendar.country in MAKE_UP_COUNTRIES and not _has_make_up_days(calendar.code, year):
            yield Doubt.NO_MAKE_UP_DAYS


def _has_make_up_days(code: str, year: int) -> bool:
    """Tell whether the calendar works on any day of ``year`` on which its week is closed."""
    rules = snapshot_of(code).rules
    entered = (day for day, hours in rules.exceptions if hours)
    return any(
        day.year == year and not rules.week[day.weekday()]
        for day in (*rules.official.make_up, *entered)
    )
