"""Say how a deadline was counted and how urgent it is. Pure: reads the row's values, not the clock."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

RED_FROM_PERCENT = 80
WEEK_S = 6 * 24 * 3600


def band(deadline: Any, now: datetime) -> str:
    """Return calm, amber (past its excellent band), red (past 80 per cent) or late; or how it ended.

    ``deadline`` is a row or anything with its fields. At the due moment itself it is not late yet; one that
    was missed is late as long as somebody waits for it.
    """
    if deadline.state == "missed" and deadline.closed_at is None:
        return "late"
    if deadline.state != "running":
        return str(deadline.state)
    if now > deadline.due_at:
        return "late"
    if used_percent(deadline, now) >= RED_FROM_PERCENT:
        return "red"
    return "amber" if deadline.good_at is not None and now > deadline.good_at else "calm"


def used_percent(deadline: Any, now: datetime) -> float:
    """Return how much of the promised time has passed at ``now``, in per cent, 0 to 100."""
    at = now.timestamp()
    total = sum(seconds for _opens, _closes, seconds in deadline.explanation)
    if not total:
        return 100.0 if now >= deadline.due_at else 0.0
    passed = sum(
        max(0.0, min(at, closes) - opens) for opens, closes, _seconds in deadline.explanation
    )
    return min(100.0, passed * 100 / total)


def explain_lines(deadline: Any, zone: ZoneInfo | str, language: str | None = None) -> list[str]:
    """Return how the time was counted, a line for each interval: ``2 h Tue 18:00-20:00``.

    Clocks are those of ``zone``, words those of ``language`` or the present one. The date is named when the
    lines reach over a week. A promise in days is one line; no time at all is no line.
    """
    place = ZoneInfo(zone) if isinstance(zone, str) else zone
    if language is not None:
        with translation.override(language):
            return explain_lines(deadline, place)
    if deadline.days is not None:
        return [_days_line(deadline, place)]
    counted = deadline.explanation
    dated = bool(counted) and counted[-1][1] - counted[0][0] > WEEK_S
    return [_line(opens, closes, seconds, place, dated) for opens, closes, seconds in counted]


def duration_words(seconds: int) -> str:
    """Return a length of time in full: ``2 h``, ``1 h 30 min``, ``45 s``."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [
        _("{n} h").format(n=hours) if hours else "",
        _("{n} min").format(n=minutes) if minutes else "",
        _("{n} s").format(n=rest) if rest or not seconds else "",
    ]
    return " ".join(part for part in parts if part)


def _line(opens: int, closes: int, seconds: int, zone: ZoneInfo, dated: bool) -> str:
    start = datetime.fromtimestamp(opens, zone)
    day = weekday_word(start)
    if dated:
        day = f"{day} {_short_date(start)}"
    return f"{duration_words(seconds)} {day} {_clock(start)}-{_closing(start, closes)}"


def _closing(start: datetime, closes: int) -> str:
    end = datetime.fromtimestamp(closes, start.tzinfo)
    return "24:00" if end.date() > start.date() and _clock(end) == "00:00" else _clock(end)


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"


def _days_line(deadline: Any, zone: ZoneInfo) -> str:
    start = deadline.opened_at.astimezone(zone)
    last = datetime.fromtimestamp(deadline.due_at.timestamp() - 1, UTC).astimezone(zone)
    days = ngettext(
        "{n} working day after {start}: until the end of {last}",
        "{n} working days after {start}: until the end of {last}",
        deadline.days,
    )
    names = [f"{weekday_word(day)} {_short_date(day)}" for day in (start, last)]
    line = days.format(n=deadline.days, start=names[0], last=names[1])
    if deadline.credited_s:
        credit = duration_words(deadline.credited_s)
        line += "; " + _("{time} more for our outage").format(time=credit)
    return line


def _short_date(day: datetime) -> str:
    return date_format(day, pgettext("date format", "j M"))


def weekday_word(day: datetime) -> str:
    """Return the short name of the day of the week in the present language."""
    names = [
        pgettext("short weekday", "Mon"),
        pgettext("short weekday", "Tue"),
        pgettext("short weekday", "Wed"),
        pgettext("short weekday", "Thu"),
        pgettext("short weekday", "Fri"),
        pgettext("short weekday", "Sat"),
        pgettext("short weekday", "Sun"),
    ]
    return names[day.weekday()]
