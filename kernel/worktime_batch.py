"""Working time for many starts at once: the arithmetic of `kernel.worktime` over arrays."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kernel.worktime import Interval, NeverOpen, OutOfRange, in_utc

Epochs = NDArray[np.int64]
"""Microseconds since 1970-01-01 00:00 UTC."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
DAY = 86_400 * SECOND
LONGEST = 200 * 366 * 86_400  # seconds; keeps the sums below inside 64 bits


class Batch:
    """The shifts of one table as arrays, in microseconds. It never changes."""

    def __init__(self, shifts: Iterable[Interval], begins: datetime, ends: datetime) -> None:
        pairs = [(epoch(shift.opens), epoch(shift.closes)) for shift in shifts]
        self._opens, self._closes = np.array(pairs, np.int64).reshape(-1, 2).T.copy()
        self._worked = np.cumsum(self._closes - self._opens)
        self._before = self._worked - (self._closes - self._opens)
        self._begins, self._ends = epoch(begins), epoch(ends)
        self._first_day = self._begins // DAY
        days = np.arange(self._first_day, self._ends // DAY + 1)
        self._shift_of_day = self._closes.searchsorted(days * DAY, "right")

    def due(self, starts: Any, seconds: Any) -> Any:
        """Return when each promise falls due; see `WorkTable.due_many`."""
        if isinstance(starts, np.ndarray):
            return self._due(starts.astype(np.int64, casting="safe", copy=False), seconds)
        found = self._due(np.array([epoch(start) for start in starts], np.int64), seconds)
        return [EPOCH + at * MICROSECOND for at in found.tolist()]

    def _due(self, starts: Epochs, seconds: Any) -> Epochs:
        if not starts.size:
            return starts.copy()
        allowances = self._allowances(seconds)
        places = self._find(starts)
        due = np.maximum(starts, self._opens[places]) + allowances
        late = np.flatnonzero(due > self._closes[places])
        places = places[late]
        # What is left after the first shift is looked for among the working time of all.
        worked = self._worked[places] + (due[late] - self._closes[places])
        places = self._worked.searchsorted(worked)
        self._check_open(places)
        due[late] = self._opens[places] + (worked - self._before[places])
        return due

    def _find(self, starts: Epochs) -> NDArray[np.int64]:
        """Return the place of the first shift that closes after each start."""
        if starts.min() < self._begins or starts.max() > self._ends:
            raise OutOfRange("A start lies outside the years of the table.")
        places = self._shift_of_day[starts // DAY - self._first_day]
        self._check_open(places)
        while (closed := self._closes[places] <= starts).any():
            places += closed
            self._check_open(places)
        return places

    def _check_open(self, places: NDArray[np.int64]) -> None:
        if places.size and places.max() >= self._opens.size:
            raise NeverOpen("A promise needs more working time than the table has left.")

    def _allowances(self, seconds: Any) -> NDArray[np.int64]:
        """Return the allowances in microseconds, once they are known to be sane."""
        allowances = np.asarray(seconds)
        if allowances.dtype.kind not in "iuO":
            raise TypeError(f"Allowances are whole seconds, not {allowances.dtype}.")
        if allowances.size and allowances.min() < 0:
            raise ValueError("A promise of less than nothing lies in the past.")
        if allowances.size and allowances.max() > LONGEST:
            raise NeverOpen("A promise needs more working time than any table has.")
        return allowances.astype(np.int64) * SECOND


def epoch(at: datetime) -> int:
    """Return the microseconds since 1970-01-01 00:00 UTC of an aware moment."""
    return (in_utc(at) - EPOCH) // MICROSECOND
