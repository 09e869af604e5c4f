"""Working time: when does a promise given in working hours fall due? (R-004-21, R-004-22, R-004-23)

Everything here is pure. Moments are aware datetimes, answers are in UTC, allowances are whole
seconds of working time. A shift is half-open: at its closing moment it is closed already, yet a
promise may fall due at that very moment (20:00 sharp), for by then its time has passed in full.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NoReturn, Self, overload
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from numpy import ndarray

    from kernel.worktime_batch import Batch

SECOND = timedelta(seconds=1)
NOTHING = timedelta()
# Stands after the last shift: it never closes and opens later still, so every search ends there.
FAR, NEVER = (datetime(year, 1, 1, tzinfo=UTC) for year in (9000, 9999))
_DAY = 24 * 60 * 60
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class NeverOpen(ValueError):
    """The calendar has too little working time left to honour the promise."""


class OutOfRange(ValueError):
    """The moment is outside the years the table was built for: nothing is known about it."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A time of work: from ``opens`` up to, and without, ``closes``."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """A time of work that was counted, and how many seconds of it."""

    opens: datetime
    closes: datetime
    seconds: int


class WorkTable:
    """Every shift of some years in order, with the working time before each. It never changes.

    It knows the moments from ``begins`` to ``ends``; any other raises OutOfRange, and a naive one
    TypeError or ValueError. Built once for each version of a calendar, shared by all threads.
    """

    def __init__(
        self, zone: ZoneInfo, shifts: Iterable[Interval], begins: datetime, ends: datetime
    ) -> None:
        self.zone = zone
        self.begins, self.ends = begins.astimezone(UTC), ends.astimezone(UTC)
        self._shifts = _with_time_before(shifts)
        self._worked = [before + (closes - opens) for opens, closes, before in self._shifts]
        self._count = len(self._worked)
        self._shifts.append((NEVER, FAR, self._worked[-1] if self._worked else NOTHING))
        self._first_day = self.begins.toordinal()
        self._shift_of_day = self._first_shifts()

    @classmethod
    def build(cls, zone: ZoneInfo, shifts: Iterable[Interval]) -> Self:
        """Return the table of these shifts, in order and apart; it begins and ends with them."""
        intervals = list(shifts)
        if not intervals:
            raise ValueError("A table needs at least one shift.")
        return cls(zone, intervals, intervals[0].opens, intervals[-1].closes)

    def due(self, start: datetime, seconds: int) -> datetime:
        """Return the moment when ``seconds`` of working time have passed since ``start``.

        No time at all is due at once when open, else at the next opening. Raises OutOfRange for the
        start, NeverOpen when the table ends first, ValueError for less than nothing.
        """
        at, place = self._find(start)
        opens, closes, _ = self._shifts[place]
        try:
            due = (at if at > opens else opens) + _allowance(seconds)
        except OverflowError:
            self._refuse(at)
        return due if due <= closes else self._due_later(at, place + 1, due - closes)

    def _due_later(self, at: datetime, place: int, left: timedelta) -> datetime:
        """Return when the time ``left`` has passed, counted from the opening of shift ``place``."""
        # Most promises end in the next shift, if not in this one: look there before searching.
        opens, closes, before = self._shifts[min(place, self._count)]
        if left <= closes - opens:
            return opens + left
        worked = before + left
        place = bisect_left(self._worked, worked, min(place + 1, self._count))
        if place == self._count:
            self._refuse(at)
        opens, _, before = self._shifts[place]
        return opens + (worked - before)

    @overload
    def due_many(self, starts: "ndarray", seconds: "int | ndarray") -> "ndarray": ...
    @overload
    def due_many(
        self, starts: Sequence[datetime], seconds: "int | ndarray | Sequence[int]"
    ) -> list[datetime]: ...
    def due_many(self, starts: Any, seconds: Any) -> Any:
        """Return `due` of each start, for one allowance in seconds or for one each.

        The quick way is an array of starts in epoch **microseconds** (int64, UTC), answered by
        another; datetimes are answered by datetimes. One start without an answer refuses them all.
        """
        return self._batch.due(starts, seconds)

    def elapsed(self, start: datetime, end: datetime) -> int:
        """Return the whole working seconds from ``start`` to ``end``; negative if it is earlier."""
        worked = self._worked_until(end) - self._worked_until(start)
        return worked // SECOND if worked >= NOTHING else -(-worked // SECOND)

    def explain(self, start: datetime, seconds: int) -> list[Counted]:
        """Return the times of work that `due` counts, in order; they sum to ``seconds``."""
        due = self.due(start, seconds)
        at, place = self._find(start)
        counted, so_far, passed = [], NOTHING, 0
        while passed < seconds:
            opens, closes, _ = self._shifts[place]
            opens, closes = max(at, opens), min(due, closes)
            so_far += closes - opens
            counted.append(Counted(opens, closes, so_far // SECOND - passed))
            passed, place = so_far // SECOND, place + 1
        return counted

    def is_open(self, at: datetime) -> bool:
        """Tell whether ``at`` lies inside a shift; its closing moment does not."""
        at, place = self._find(at)
        return self._shifts[place][0] <= at

    def next_open(self, at: datetime) -> datetime:
        """Return ``at`` itself when open, else the next opening. Raises as `due` does."""
        return self.due(at, 0)

    def shifts(self) -> list[Interval]:
        """Return every shift of the table, in order."""
        return [Interval(opens, closes) for opens, closes, _ in self._shifts[: self._count]]

    def _find(self, at: datetime) -> tuple[datetime, int]:
        """Return ``at`` in UTC, and the place of the first shift that closes after it."""
        if at.tzinfo is not UTC:
            at = in_utc(at)
        if not self.begins <= at <= self.ends:
            raise OutOfRange(
                f"{at:%Y-%m-%d %H:%M}Z is not between {self.begins:%Y-%m-%d} and {self.ends:%Y-%m-%d}."
            )
        place = self._shift_of_day[at.toordinal() - self._first_day]
        while self._shifts[place][1] <= at:
            place += 1
        return at, place

    def _worked_until(self, at: datetime) -> timedelta:
        at, place = self._find(at)
        opens, _, before = self._shifts[place]
        return before + (at - opens) if at > opens else before

    def _refuse(self, at: datetime) -> NoReturn:
        raise NeverOpen(
            f"There is not so much working time from {at:%Y-%m-%d %H:%M}Z to {self.ends:%Y-%m-%d}."
        )

    def _first_shifts(self) -> list[int]:
        """Return, for each day in UTC, the place of the first shift that closes after it began."""
        places, place = [], 0
        for ordinal in range(self._first_day, self.ends.toordinal() + 1):
            began = datetime.combine(date.fromordinal(ordinal), time(), UTC)
            while self._shifts[place][1] <= began:
                place += 1
            places.append(place)
        return places

    @cached_property
    def _batch(self) -> "Batch":
        from kernel.worktime_batch import Batch  # slow import that few processes need

        return Batch(self.shifts(), self.begins, self.ends)


def in_words(counted: Counted, zone: ZoneInfo) -> str:
    """Return a counted time as people of ``zone`` read it: ``2 h Tue 2026-02-03 18:00-20:00``."""
    opens, closes = counted.opens.astimezone(zone), counted.closes.astimezone(zone)
    until = _clock(closes)
    if closes.date() > opens.date() and until == "00:00":
        until = "24:00"
    day = f"{_WEEKDAYS[opens.weekday()]} {opens:%Y-%m-%d}"
    return f"{_duration(counted.seconds)} {day} {_clock(opens)}-{until}"


def wall_moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """Return when the clock on the wall first shows ``minutes`` past midnight of ``day``, or later.

    So an hour that comes twice, when clocks go back, counts from its first coming (``fold=0``), and
    one that never comes, when they go forward, is the moment of the change. 1440 ends the day.
    """
    days, minutes = divmod(minutes, 24 * 60)
    wall = datetime.combine(day + timedelta(days), time(*divmod(minutes, 60)))
    first, second = (wall.replace(tzinfo=zone, fold=fold).utcoffset() or NOTHING for fold in (0, 1))
    if first < second:
        return _clocks_went_forward(wall, wall - second, zone)
    return (wall - first).replace(tzinfo=UTC)


def _clocks_went_forward(wall: datetime, before: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment, after ``before`` in UTC, when the clock skipped ``wall``."""

    def shown(seconds: int) -> datetime:
        local = (before + seconds * SECOND).replace(tzinfo=UTC).astimezone(zone)
        return local.replace(tzinfo=None)

    seconds = bisect_left(range(_DAY), wall, key=shown)
    return (before + seconds * SECOND).replace(tzinfo=UTC)


def in_utc(at: datetime) -> datetime:
    """Return the moment in UTC. Raises ValueError when naive, OutOfRange at the edge of time."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone: it could be any of a day's moments.")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise OutOfRange(f"{at} is at the edge of time.") from None


@lru_cache(maxsize=1024)  # few allowances are ever promised, and making one is a third of `due`
def _allowance(seconds: int) -> timedelta:
    if seconds < 0:
        raise ValueError(f"A promise of {seconds} s lies in the past.")
    return seconds * SECOND


def _with_time_before(shifts: Iterable[Interval]) -> list[tuple[datetime, datetime, timedelta]]:
    rows, before, last = [], NOTHING, datetime.min.replace(tzinfo=UTC)
    for shift in shifts:
        opens, closes = in_utc(shift.opens), in_utc(shift.closes)
        if not last <= opens < closes:
            raise ValueError(f"The shift {opens} - {closes} has no length, or opens before {last}.")
        rows.append((opens, closes, before))
        before, last = before + (closes - opens), closes
    return rows


def _clock(local: datetime) -> str:
    return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"


def _duration(seconds: int) -> str:
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "min"), (seconds, "s"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 s"
