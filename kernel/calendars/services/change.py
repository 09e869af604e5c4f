"""What every change of a calendar has in common: the lock, the next version, history, the fact."""

import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from kernel import history
from kernel.calendars.events import CalendarChanged
from kernel.calendars.hours import BadHours
from kernel.calendars.models import WorkCalendar
from kernel.calendars.tables import calendar_rows, unknown_calendar, work_table
from kernel.errors import Refusal
from kernel.outbox.post import record

Hours = TypeVar("Hours")


class HoursRefused(Refusal):
    """The hours are not written as hours, or leave no working time at all."""

    code = "bad_hours"


class DayRefused(Refusal):
    """The day is outside the years the calendar covers."""

    code = "day_out_of_range"


def lock_calendar(code: str) -> WorkCalendar:
    """Return the calendar, held against other changes until the transaction ends."""
    calendar = calendar_rows(code).select_for_update().first()
    if calendar is None:
        raise unknown_calendar(code)
    return calendar


def read_hours(reader: Callable[[Any], Hours], written: Any, *, field: str) -> Hours:
    """Return the hours as ``reader`` understands them. Raises HoursRefused naming ``field``."""
    try:
        return reader(written)
    except BadHours as error:
        raise HoursRefused(str(error), field=field) from error


def check_covered(calendar: WorkCalendar, day: date, *, field: str) -> None:
    """Raise DayRefused when the calendar does not cover ``day``."""
    if not calendar.first_year <= day.year <= calendar.last_year:
        raise DayRefused(
            _("The calendar covers %(first)s to %(last)s only.")
            % {"first": calendar.first_year, "last": calendar.last_year},
            field=field,
        )


def move_version(
    calendar: WorkCalendar,
    *,
    action: str,
    actor: history.Actor,
    at: datetime,
    changes: Mapping[str, tuple[Any, Any]],
    comment: str = "",
) -> int:
    """Give a locked calendar its next version after a change of what it counts, and return it.

    The change is history, and the fact is told, so that open deadlines are counted anew.
    """
    before = calendar.version
    calendar.version, calendar.stamp = before + 1, uuid.uuid4()
    calendar.save(update_fields=["version", "stamp"])
    calendar.fingerprint = work_table(calendar.code).fingerprint
    calendar.save(update_fields=["fingerprint"])
    note(
        calendar,
        action=action,
        actor=actor,
        at=at,
        changes={**changes, "version": (before, calendar.version)},
        comment=comment,
    )
    record(CalendarChanged(occurred_at=at, calendar=calendar.code, version=calendar.version))
    return calendar.version


def note(calendar: WorkCalendar, *, at: datetime, **entry: Any) -> None:
    """Write one line into the calendar's history."""
    history.write(subject=("calendar", calendar.code), at=at, **entry)
