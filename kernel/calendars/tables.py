"""Working-time tables of calendars: built once from rows, kept until the rows change."""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from kernel.calendars.hours import DayHours, day_hours, week_hours
from kernel.calendars.models import (
    CODE,
    CalendarException,
    HolidayRule,
    SpecialPeriod,
    WorkCalendar,
    yearly_days,
)
from kernel.calendars.official import official_days
from kernel.calendars.rules import DayRules, Official, Period
from kernel.errors import NotFound
from kernel.worktime import WorkTable


class UnknownCalendar(NotFound):
    """There is no calendar of this code."""

    code = "unknown_calendar"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One calendar as it stood at one moment, as plain values."""

    code: str
    title: str
    version: int
    stamp: UUID
    rules: DayRules


class Table(WorkTable):
    """The working time of one version of a calendar."""

    def __init__(self, snapshot: Snapshot) -> None:
        rules = snapshot.rules
        super().__init__(rules.zone, rules.shifts(), rules.begins, rules.ends)
        self.code, self.title = snapshot.code, snapshot.title
        self.version, self.stamp = snapshot.version, snapshot.stamp

    @cached_property
    def fingerprint(self) -> str:
        """A digest of every moment counted: it differs when anything that is counted does."""
        moments = (at.timestamp() for it in self.shifts() for at in (it.opens, it.closes))
        return sha256(array("d", moments)).hexdigest()


_tables: dict[str, Table] = {}


def work_table(code: str, *, stamp: UUID | None = None) -> Table:
    """Return the working time of a calendar as it now stands. Raises UnknownCalendar.

    One small query makes sure that nothing changed since the table was built; a caller that has
    read the calendar's ``stamp`` already passes it and spares the query.
    """
    table = _tables.get(code)
    if table is not None and table.stamp == stamp:
        return table
    if table is None or table.stamp != _stamp_of(code):
        table = _tables[code] = Table(snapshot_of(code))
    return table


def table_at_hand(code: str) -> Table:
    """Return the table as this process knows it; for a statement that checks its stamp itself.

    Raises UnknownCalendar.
    """
    return _tables.get(code) or work_table(code)


def draft_table(
    code: str,
    extra_exceptions: Mapping[date, Any] | None = None,
    extra_periods: Iterable[Period] = (),
) -> Table:
    """Return what a calendar would count with these changes; nothing is saved.

    ``extra_exceptions`` gives the hours of a day as they are written, none for closed; it wins over
    what stands, and so do the extra periods. Raises UnknownCalendar and BadHours.
    """
    extra = {day: day_hours(hours) for day, hours in (extra_exceptions or {}).items()}
    return _draft(code, _stamp_of(code), tuple(sorted(extra.items())), tuple(extra_periods))


@lru_cache(maxsize=16)
def _draft(
    code: str,
    stamp: UUID,
    exceptions: tuple[tuple[date, DayHours], ...],
    periods: tuple[Period, ...],
) -> Table:
    snapshot = snapshot_of(code)
    rules = snapshot.rules.with_changes(dict(exceptions), periods)
    return Table(replace(snapshot, rules=rules))


def snapshot_of(code: str) -> Snapshot:
    """Return the calendar and all that changes it, read at one moment. Raises UnknownCalendar."""
    row = calendar_rows(code).annotate(
        its_exceptions=ArraySubquery(
            CalendarException.objects.filter(calendar=OuterRef("pk")).values(
                json=JSONObject(day="day", hours="hours")
            )
        ),
        its_periods=ArraySubquery(
            SpecialPeriod.objects.filter(
                calendar=OuterRef("pk"), announced_at__isnull=False
            ).values(json=JSONObject(starts="starts_on", ends="ends_on", week="weekly_hours"))
        ),
    )
    calendar = row.first()
    if calendar is None:
        raise unknown_calendar(code)
    return Snapshot(
        calendar.code, calendar.title, calendar.version, calendar.stamp, _rules_of(calendar)
    )


def _rules_of(calendar: Any) -> DayRules:
    return DayRules(
        zone=ZoneInfo(calendar.zone),
        week=week_hours(calendar.weekly_hours),
        first_year=calendar.first_year,
        last_year=calendar.last_year,
        closed_days=yearly_days(calendar.closed_days),
        official=_official_days(calendar),
        periods=tuple(
            Period.read(
                date.fromisoformat(row["starts"]), date.fromisoformat(row["ends"]), row["week"]
            )
            for row in calendar.its_periods
        ),
        exceptions=tuple(
            (date.fromisoformat(row["day"]), day_hours(row["hours"]))
            for row in calendar.its_exceptions
        ),
    )


def _official_days(calendar: WorkCalendar) -> Official:
    if calendar.holiday_rule == HolidayRule.NONE:
        return Official()
    return official_days(calendar.country, calendar.first_year, calendar.last_year)


def _stamp_of(code: str) -> UUID:
    if CODE.fullmatch(code):
        with connection.cursor() as cursor:  # each order's intake asks, so without the ORM
            cursor.execute("select stamp from kernel_workcalendar where code = %s", [code])
            if row := cursor.fetchone():
                return row[0]
    raise unknown_calendar(code)


def calendar_rows(code: str) -> QuerySet[WorkCalendar]:
    """Return the rows of this code, one or none. Raises UnknownCalendar for what is no code."""
    if not CODE.fullmatch(code):  # nor may it be asked for: PostgreSQL refuses some text
        raise unknown_calendar(code)
    return WorkCalendar.objects.filter(pk=code)


def unknown_calendar(code: str) -> UnknownCalendar:
    """Return the refusal of a code that no calendar has."""
    return UnknownCalendar(_("There is no calendar %(code)s.") % {"code": ascii(code[:40])})
