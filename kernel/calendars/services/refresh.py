"""Holidays and clock changes come from libraries, and libraries learn."""

from datetime import datetime

from django.db import transaction

from kernel.calendars.models import WorkCalendar
from kernel.calendars.services.change import lock_calendar, move_version
from kernel.calendars.tables import work_table
from kernel.history import SYSTEM, Actor


def refresh_calendars(*, now: datetime, actor: Actor = SYSTEM) -> list[str]:
    """Notice calendars that count other moments than they did, though nobody changed their rows.

    A new release of the holiday or time zone data does that. Such a calendar gets its next version,
    so that open deadlines are counted anew. Returns the codes of those that moved.
    """
    codes = WorkCalendar.objects.values_list("code", flat=True)
    return [code for code in codes if _refresh(code, now, actor)]


@transaction.atomic
def _refresh(code: str, now: datetime, actor: Actor) -> bool:
    calendar = lock_calendar(code)
    known, seen = calendar.fingerprint, work_table(code).fingerprint
    if not known:
        calendar.fingerprint = seen
        calendar.save(update_fields=["fingerprint"])
    if known in ("", seen):
        return False
    move_version(
        calendar,
        action="data_changed",
        actor=actor,
        at=now,
        changes={"fingerprint": (known, seen)},
    )
    return True
