"""The hours of an ordinary week."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.calendars.hours import week_hours, written_week
from kernel.calendars.services.change import (
    HoursRefused,
    lock_calendar,
    move_version,
    read_hours,
)
from kernel.history import Actor


@transaction.atomic
def change_weekly_hours(
    *, calendar: str, weekly_hours: Any, actor: Actor, now: datetime, reason: str = ""
) -> int:
    """Give the calendar another week, as it is written; return the version that has it.

    The week it has already changes nothing. Raises UnknownCalendar, or HoursRefused, also for a
    week that is never open, because no promise could be kept in it.
    """
    week = written_week(read_hours(week_hours, weekly_hours, field="weekly_hours"))
    if not week:
        raise HoursRefused(_("Open on one day of the week at least."), field="weekly_hours")
    row = lock_calendar(calendar)
    before = row.weekly_hours
    if before == week:
        return row.version
    row.weekly_hours = week
    row.save(update_fields=["weekly_hours"])
    return move_version(
        row,
        action="week_changed",
        actor=actor,
        at=now,
        changes={"weekly_hours": (str(before), str(week))},
        comment=reason,
    )
