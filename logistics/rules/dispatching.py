"""Which dispatch day a scan counts for, when that day is cut off, and when a truck may come. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from kernel.worktime import WorkTable, wall_moment

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """One dispatch day: scans from ``begins_at`` on, and strictly before ``due_at``, are in it."""

    on: date
    begins_at: datetime
    due_at: datetime


def due_of(on: date, *, cut_off: time, zone: ZoneInfo) -> datetime:
    """Return the instant of a local day's cut-off."""
    return datetime.combine(on, cut_off, zone).astimezone(UTC)


def span_of(at: datetime, *, cut_off: time, zone: ZoneInfo, known: Mapping[date, datetime]) -> Span:
    """Return the day that a scan at ``at`` counts for: strictly before 18:00 today's, else tomorrow's.

    ``known`` holds the cut-offs of days that are open or closed already: they stay as they were set, even
    though the warehouse has another hour now, and the day after each begins where it ends.
    """
    on = at.astimezone(zone).date()
    while _due(on, known, cut_off, zone) <= at:
        on += DAY
    while _due(on - DAY, known, cut_off, zone) > at:
        on -= DAY
    return Span(on, _due(on - DAY, known, cut_off, zone), _due(on, known, cut_off, zone))


def _due(on: date, known: Mapping[date, datetime], cut_off: time, zone: ZoneInfo) -> datetime:
    return known.get(on) or due_of(on, cut_off=cut_off, zone=zone)


def pickup_day(
    on: date, *, calendar: WorkTable, closes: time, zone: ZoneInfo, now: datetime
) -> date:
    """Return the next day after ``on`` on which carriers come and whose window is not over (R-002-41)."""
    day = _open_from(on + DAY, calendar)
    while datetime.combine(day, closes, zone) <= now:
        day = _open_from(day + DAY, calendar)
    return day


def _open_from(day: date, calendar: WorkTable) -> date:
    opens: datetime = calendar.next_open(wall_moment(day, 0, calendar.zone))
    return opens.astimezone(calendar.zone).date()


def why_no_slot(since: time, until: time, *, opens: time, closes: time) -> Any:
    """Return why a truck cannot be asked for between these hours, or None (R-002-13)."""
    if since >= until:
        return _("The pickup ends before it begins.")
    if since < opens or until > closes:
        return _("Trucks come from %(opens)s to %(closes)s, by the warehouse's clock.") % {
            "opens": f"{opens:%H:%M}",
            "closes": f"{closes:%H:%M}",
        }
    return None


WARN_BEFORE = (120, 60, 30)  # minutes before the cut-off: 16:00, 17:00 and 17:30 for 18:00


def warning_due(now: datetime, due_at: datetime, told: Iterable[int]) -> int | None:
    """Return the loudest warning whose hour has come and that was not given, as minutes; None if none.

    One that was slept through is not made up for: the louder one says all that it would have said.
    """
    reached = [m for m in WARN_BEFORE if due_at - timedelta(minutes=m) <= now < due_at]
    if not reached or min(reached) >= min(told, default=WARN_BEFORE[0] + 1):
        return None
    return min(reached)
