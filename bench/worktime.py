"""W3a: one deadline, and 100,000 recomputed, beside a bare bisect and a bare numpy searchsorted.

180 working minutes (09:00-20:00, Monday to Friday, Kyiv) from random moments of 2026, on a table of
2010-2037. The limits do the same arithmetic on epoch integers with no check, no class and no datetime;
every answer is compared with theirs before the clock starts. Run alone: ``python -m bench.worktime``.
"""

import json
import random
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from statistics import median
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from kernel.worktime import Interval, WorkTable, wall_moment

KYIV = ZoneInfo("Europe/Kyiv")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECONDS = 180 * 60
ALLOWANCE = SECONDS * 1_000_000
MANY, ONE_BY_ONE, ROUNDS = 100_000, 10_000, 15
FASTEST_US = 3.0


class BareBisect:
    """The physical limit of one deadline in Python: two bisects over integers."""

    def __init__(self, shifts: list[Interval]) -> None:
        self.opens = [_epoch(shift.opens) for shift in shifts]
        self.closes = [_epoch(shift.closes) for shift in shifts]
        lengths = [b - a for a, b in zip(self.opens, self.closes, strict=True)]
        self.worked = list(accumulate(lengths))
        self.before = [a - b for a, b in zip(self.worked, lengths, strict=True)]

    def due(self, start: int, allowance: int) -> int:
        """Return the due moment; everything in microseconds."""
        place = bisect_right(self.closes, start)
        inside = start - self.opens[place]
        worked = self.before[place] + allowance + (inside if inside > 0 else 0)
        place = bisect_left(self.worked, worked, place)
        return self.opens[place] + worked - self.before[place]


class BareSearch:
    """The limit of many deadlines: the same over arrays."""

    def __init__(self, bare: BareBisect) -> None:
        self.opens, self.closes = np.array(bare.opens), np.array(bare.closes)
        self.worked, self.before = np.array(bare.worked), np.array(bare.before)

    def due(self, starts: np.ndarray, allowance: int) -> np.ndarray:
        """Return the due moments; everything in microseconds."""
        places = self.closes.searchsorted(starts, "right")
        worked = self.before[places] + allowance + np.maximum(starts - self.opens[places], 0)
        places = self.worked.searchsorted(worked)
        return self.opens[places] + worked - self.before[places]


def main() -> list[dict[str, Any]]:
    """Measure and return one row for each line of W3a in the goals."""
    table = WorkTable.build(KYIV, _shifts())
    bare = BareBisect(table.shifts())
    search = BareSearch(bare)
    starts = _starts()
    moments = [EPOCH + start * MICROSECOND for start in starts[:ONE_BY_ONE]]
    local = [moment.astimezone(KYIV) for moment in moments]
    epochs = np.array(starts)
    _check(table, bare, search, starts, moments)

    def bare_each() -> None:
        for start in starts[:ONE_BY_ONE]:
            bare.due(start, ALLOWANCE)

    def each(given: list[datetime]) -> Callable[[], None]:
        def run() -> None:
            for moment in given:
                table.due(moment, SECONDS)

        return run

    bisect = "bare bisect, epoch integers"
    one = _race(each(moments), bare_each, ONE_BY_ONE)
    zoned = _race(each(local), bare_each, ONE_BY_ONE)
    many = _race(
        lambda: table.due_many(epochs, SECONDS), lambda: search.due(epochs, ALLOWANCE), MANY
    )
    return [
        _row("one deadline, datetime in UTC", one, bisect, 0.8, FASTEST_US),
        # Moments are in UTC inside the house; what a zone costs is its own conversion.
        _row("one deadline, datetime in Kyiv", zoned, bisect, None, None),
        _row("100,000 recomputed", many, "bare numpy searchsorted", 0.5, None),
    ]


@dataclass(frozen=True, slots=True)
class Pace:
    """Operations a second of ours and of the limit, and the middle of their ratios, round by round."""

    ours: float
    limit: float
    ratio: float


def _row(
    name: str, pace: Pace, limit_name: str, least: float | None, slowest_us: float | None
) -> dict[str, Any]:
    micros = 1e6 / pace.ours
    goals = [f"<= {slowest_us:g} us"] if slowest_us else []
    goals += [f">= {least:.0%} of the limit"] if least else []
    return {
        "workload": "W3a",
        "name": name,
        "ops_per_s": round(pace.ours),
        "limit_name": limit_name,
        "limit_ops_per_s": round(pace.limit),
        "ratio": round(pace.ratio, 2),
        "goal": ", ".join(goals) or "none",
        "met": micros <= (slowest_us or micros) and pace.ratio >= (least or 0),
    }


def _race(ours: Callable[[], Any], limit: Callable[[], Any], count: int) -> Pace:
    """Run both in turns, so that both meet the same machine."""
    times = [(_seconds(ours), _seconds(limit)) for _ in range(ROUNDS)]
    mine, theirs = (count / median(column) for column in zip(*times, strict=True))
    return Pace(mine, theirs, median(theirs / mine for mine, theirs in times))


def _seconds(act: Callable[[], Any]) -> float:
    began = perf_counter()
    act()
    return perf_counter() - began


def _check(
    table: WorkTable,
    bare: BareBisect,
    search: BareSearch,
    starts: list[int],
    moments: list[datetime],
) -> None:
    """Refuse to time answers that differ."""
    expected = [bare.due(start, ALLOWANCE) for start in starts]
    epochs = np.array(starts)
    found = [_epoch(table.due(moment, SECONDS)) for moment in moments]
    many = table.due_many(epochs, SECONDS).tolist()
    if not (
        found == expected[:ONE_BY_ONE]
        and many == search.due(epochs, ALLOWANCE).tolist() == expected
    ):
        raise AssertionError("The contenders disagree.")


def _shifts() -> list[Interval]:
    first = date(2010, 1, 1)
    days = (first + timedelta(days=n) for n in range((date(2038, 1, 1) - first).days))
    return [
        Interval(wall_moment(day, 9 * 60, KYIV), wall_moment(day, 20 * 60, KYIV))
        for day in days
        if day.weekday() < 5
    ]


def _starts() -> list[int]:
    draw = random.Random("W3a")
    begins, ends = (_epoch(datetime(year, 1, 1, tzinfo=UTC)) for year in (2026, 2027))
    return [draw.randrange(begins, ends) for _ in range(MANY)]


def _epoch(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


if __name__ == "__main__":
    for line in main():
        print(json.dumps(line))
