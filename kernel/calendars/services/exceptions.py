"""Days that differ: closed, or with hours of their own."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.calendars.hours import day_hours, written_day
from kernel.calendars.models import CalendarException
from kernel.calendars.services.change import (
    check_covered,
    lock_calendar,
    move_version,
    read_hours,
)
from kernel.errors import Conflict, NotFound
from kernel.history import Actor


class ExceptionExists(Conflict):
    """The day differs already, in another way."""

    code = "exception_exists"


class ExceptionNotFound(NotFound):
    """The day does not differ."""

    code = "exception_not_found"


@transaction.atomic
def add_exception(
    *,
    calendar: str,
    day: date,
    hours: Any = None,
    reason: str,
    actor: Actor,
    now: datetime,
) -> int:
    """Give ``day`` hours of its own, as they are written, or close it; return the new version.

    Asking again for the same hours changes nothing. Raises UnknownCalendar, HoursRefused,
    DayRefused, or ExceptionExists when the day has other hours of its own already.
    """
    wanted = written_day(read_hours(day_hours, [] if hours is None else hours, field="hours"))
    row = lock_calendar(calendar)
    check_covered(row, day, field="day")
    standing = CalendarException.objects.filter(calendar=row, day=day).first()
    if standing is not None:
        if standing.hours == wanted:
            return row.version
        raise ExceptionExists(
            _("%(day)s differs already: %(reason)s. Remove that first.")
            % {"day": day, "reason": standing.reason},
            field="day",
        )
    CalendarException.objects.create(calendar=row, day=day, hours=wanted, reason=reason)
    return move_version(
        row,
        action="exception_added",
        actor=actor,
        at=now,
        changes={"day": (None, day), "hours": (None, wanted)},
        comment=reason,
    )


@transaction.atomic
def remove_exception(
    *, calendar: str, day: date, actor: Actor, now: datetime, reason: str = ""
) -> int:
    """Let ``day`` follow the week and the holidays again; return the version in which it does.

    Raises UnknownCalendar, or ExceptionNotFound.
    """
    row = lock_calendar(calendar)
    standing = CalendarException.objects.filter(calendar=row, day=day).first()
    if standing is None:
        raise ExceptionNotFound(
            _("%(day)s does not differ from its week.") % {"day": day}, field="day"
        )
    standing.delete()
    return move_version(
        row,
        action="exception_removed",
        actor=actor,
        at=now,
        changes={"day": (day, None), "hours": (standing.hours, None)},
        comment=reason,
    )
