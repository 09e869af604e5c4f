"""A calendar as its hours page shows it: the week in words, and what a promise given now means."""

from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from kernel.calendars import work_table
from kernel.calendars.models import WorkCalendar
from kernel.worktime import NeverOpen, OutOfRange

SAMPLE_S = 3 * 60 * 60


def week_of(calendar: WorkCalendar, now: datetime) -> dict[str, Any]:
    """Return the calendar with its days in words, and when three hours promised now are over."""
    return {
        "code": calendar.code,
        "title": _(calendar.title),
        "zone": calendar.zone,
        "holidays": calendar.country,
        "days": _days([_hours(calendar.weekly_hours.get(str(day), [])) for day in range(7)]),
        "due": _sample(calendar.code, now),
    }


def _days(hours: list[str]) -> list[tuple[str, str]]:
    """Return the week with days of the same hours drawn together."""
    runs = [list(run) for _same, run in groupby(range(7), key=hours.__getitem__)]
    return [(_run(days), hours[days[0]]) for days in runs]


def _run(days: list[int]) -> str:
    first, last = WEEKDAYS[days[0]], WEEKDAYS[days[-1]]
    return str(first) if len(days) == 1 else f"{first} \N{EN DASH} {last}"


def _hours(shifts: list[list[str]]) -> str:
    return ", ".join(f"{opens}\N{EN DASH}{closes}" for opens, closes in shifts) or _("closed")


def _sample(code: str, now: datetime) -> datetime | None:
    try:
        return work_table(code).due(now, SAMPLE_S)
    except (NeverOpen, OutOfRange):
        return None
