"""What a running promise shows at a moment: the working time left, until when, in which band.

The same arithmetic runs in ``static/app/countdown.js``; this one draws the page before any script
has run, so that nothing jumps when it does. Seconds throughout; moments are aware datetimes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from config.kit.words import BANDS, CLOCK_WORDS, MONTHS, WEEKDAYS, face_of

LAST_PART = 5  # red is the last fifth of the allowance
SECONDS_SHOWN_BELOW = 300
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Promise:
    """A deadline as a page needs it, read from a model, a dataclass or a mapping alike."""

    due_at: datetime
    good_at: datetime | None
    state: str
    ended_at: datetime | None
    total_s: int
    intervals: tuple[Interval, ...]
    explain: tuple[str, ...]
    zone: ZoneInfo

    @classmethod
    def read(cls, source: Any) -> "Promise":
        """Read what ``source`` has; with no intervals every second counts. A promise is read already."""
        if isinstance(source, cls):
            return source

        def get(name: str, default: Any = None) -> Any:
            return (
                source.get(name, default)
                if isinstance(source, Mapping)
                else getattr(source, name, default)
            )

        intervals = tuple((float(a), float(b)) for a, b in get("intervals") or ())
        return cls(
            due_at=get("due_at"),
            good_at=get("good_at"),
            state=str(get("state") or "running"),
            ended_at=get("ended_at"),
            total_s=_total_s(get("allowance_s"), get("opened_at"), get("due_at"), intervals),
            intervals=intervals,
            explain=tuple(str(line) for line in get("explain") or ()),
            zone=ZoneInfo(str(get("calendar_zone") or "UTC")),
        )

    def left_s(self, now: datetime) -> float:
        """Return working seconds from ``now`` to the due moment; past it, minus those elapsed."""
        due, at = self.due_at.timestamp(), now.timestamp()
        if at >= due or not self.intervals:
            return due - at
        return sum(max(0.0, min(b, due) - max(a, at)) for a, b in self.intervals)

    def resumes_at(self, now: datetime) -> datetime | None:
        """Return when the clock goes on, if it stands still at ``now``; None while it runs."""
        at, due = now.timestamp(), self.due_at.timestamp()
        if at >= due or not self.intervals or any(a <= at < b for a, b in self.intervals):
            return None
        return min(
            (datetime.fromtimestamp(a, self.zone) for a, _ in self.intervals if a > at),
            default=None,
        )

    def band(self, now: datetime) -> str:
        """Return the band at ``now``: by its end if it ended, else calm, amber, red or late."""
        if self.state != "running":
            return self.state
        left = self.left_s(now)
        if left <= 0:
            return "late"
        if self.total_s and left * LAST_PART <= self.total_s:
            return "red"
        return "amber" if self.good_at and now >= self.good_at else "calm"

    def icon(self, now: datetime) -> str:
        """Return the icon at ``now``: its band's, or a pause while it stands still in good time."""
        band = self.band(now)
        paused = band == "calm" and self.resumes_at(now) is not None
        return "clock-pause" if paused else face_of(BANDS, band).icon

    def words(self, now: datetime) -> tuple[str, str]:
        """Return the two lines shown at ``now``: what is left, and until when."""
        if self.state != "running":
            ended = self.ended_at or self.due_at
            over = (ended - self.due_at).total_seconds()
            late = fill("late_by", time=duration_text(over, elapsed=True)) if over > 0 else ""
            return late, moment_text(ended, now, self.zone)
        left, due = self.left_s(now), moment_text(self.due_at, now, self.zone)
        if left <= 0:
            return fill("late_by", time=duration_text(-left, elapsed=True)), fill(
                "since", moment=due
            )
        resumes = self.resumes_at(now)
        second = (
            fill("paused", moment=moment_text(resumes, now, self.zone))
            if resumes
            else fill("until", moment=due)
        )
        return fill("left", time=duration_text(left)), second


def _total_s(
    allowance: Any, opened: datetime | None, due: datetime, intervals: Sequence[Interval]
) -> int:
    if isinstance(allowance, timedelta):
        return int(allowance.total_seconds())
    if allowance:
        return int(allowance)
    if intervals:
        return int(sum(b - a for a, b in intervals))
    return int((due - opened).total_seconds()) if opened else 0


@lru_cache(maxsize=256)
def _word(word: str, language: str | None) -> str:
    """Return a clock word in a language; a page of fifty clocks asks four hundred times."""
    return str(CLOCK_WORDS[word])


@lru_cache(maxsize=64)
def _weekday(number: int, language: str | None) -> str:
    return str(WEEKDAYS[number])


@lru_cache(maxsize=64)
def _month(number: int, language: str | None) -> str:
    return str(MONTHS[number - 1])


def fill(word: str, **gaps: object) -> str:
    """Return a clock word with its gaps filled."""
    text = _word(word, get_language())
    for name, value in gaps.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def duration_text(seconds: float, *, elapsed: bool = False) -> str:
    """Return a length of time, rounded down: ``1 h 40``, ``38 min``, ``4 min 05 s``.

    Only elapsed time is told in days: a day of working time has no length people agree on.
    """
    whole = int(seconds)
    hours, minutes = whole // 3600, whole % 3600 // 60
    if hours >= 48:
        return (
            fill("days_hours", d=hours // 24, h=hours % 24) if elapsed else fill("hours", h=hours)
        )
    if hours:
        return fill("hours_minutes", h=hours, m=f"{minutes:02d}")
    if whole >= SECONDS_SHOWN_BELOW:
        return fill("minutes", m=minutes)
    return fill("minutes_seconds", m=minutes, s=f"{whole % 60:02d}")


def moment_text(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return a moment as a person near ``now`` would say it: ``18:00``, ``tomorrow 10:00``."""
    there, here = moment.astimezone(zone), now.astimezone(zone)
    clock, days = f"{there:%H:%M}", (there.date() - here.date()).days
    if days == 0:
        return clock
    if days in _NEAR:
        return fill(_NEAR[days], time=clock)
    if 1 < days < 7:
        return fill("weekday", weekday=_weekday(there.weekday(), get_language()), time=clock)
    return fill("date", day=there.day, month=_month(there.month, get_language()), time=clock)


_NEAR = {1: "tomorrow", -1: "yesterday"}
