"""An independent judge of working time: it looks at every real minute, one by one, and only counts.

A minute is worked when the clock on the wall stands inside a shift. When clocks go back the clock is
taken to stand still at the furthest it has shown, so that an hour that comes twice counts once.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 24 * 60


class MinuteOracle:
    """Counts the worked minutes between two days of the calendar, both included."""

    def __init__(self, zone: str, first: date, last: date, hours_on: Callable):
        self.zone = ZoneInfo(zone)
        self.begins = EPOCH + timedelta(minutes=_minutes(first) - 2 * DAY)
        shown = self._shown(_minutes(last) - _minutes(first) + 4 * DAY)
        days, minute_of_day = np.divmod(shown, DAY)
        self.open = np.zeros(shown.size, bool)
        edges = np.searchsorted(days, np.arange(_minutes(first) // DAY, _minutes(last) // DAY + 2))
        for offset, (start, end) in enumerate(pairwise(edges)):
            for opens, closes in hours_on(first + timedelta(days=offset)):
                minutes = minute_of_day[start:end]
                self.open[start:end] |= (opens <= minutes) & (minutes < closes)
        self.worked = np.concatenate([[0], np.cumsum(self.open, dtype=np.int32)])

    def _shown(self, count: int) -> np.ndarray:
        """Return what the clock shows at each real minute, in minutes since 1970, never going back."""
        hours = (self.begins + timedelta(hours=n) for n in range(-(-count // 60)))
        offsets = [hour.astimezone(self.zone).utcoffset() // timedelta(minutes=1) for hour in hours]
        real = (self.begins - EPOCH) // timedelta(minutes=1) + np.arange(count, dtype=np.int32)
        return np.maximum.accumulate(real + np.repeat(offsets, 60)[:count].astype(np.int32))

    def due(self, start: datetime, seconds: int) -> datetime:
        """Return the first moment by which ``seconds`` were worked, or the next worked moment for 0."""
        if not seconds:
            return self._next_open(start)
        target = self._worked_seconds(start) + seconds
        minute = int(np.searchsorted(self.worked, -(-target // 60))) - 1
        return self._moment(minute) + timedelta(seconds=target - 60 * int(self.worked[minute]))

    def elapsed(self, start: datetime, end: datetime) -> int:
        """Return the worked seconds between two moments on whole seconds."""
        return self._worked_seconds(end) - self._worked_seconds(start)

    def _worked_seconds(self, at: datetime) -> int:
        minute, rest = divmod(at - self.begins, timedelta(minutes=1))
        return 60 * int(self.worked[minute]) + rest // timedelta(seconds=1) * int(self.open[minute])

    def _next_open(self, start: datetime) -> datetime:
        minute = (start - self.begins) // timedelta(minutes=1)
        if self.open[minute]:
            return start
        return self._moment(minute + int(np.argmax(self.open[minute:])))

    def _moment(self, minute: int) -> datetime:
        return self.begins + timedelta(minutes=minute)


def clock_changes(zone: str, first_year: int, last_year: int) -> list[datetime]:
    """Return every moment in these years at which the clocks of ``zone`` change, to the hour."""
    begins, ends = (datetime(year, 1, 1, tzinfo=UTC) for year in (first_year, last_year + 1))
    hours = [begins + timedelta(hours=n) for n in range((ends - begins) // timedelta(hours=1))]
    offsets = [hour.astimezone(ZoneInfo(zone)).utcoffset() for hour in hours]
    pairs = zip(hours[1:], offsets, offsets[1:], strict=False)
    return [hour for hour, before, after in pairs if before != after]


def _minutes(day: date) -> int:
    return (day.toordinal() - EPOCH.toordinal()) * DAY
