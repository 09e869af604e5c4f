"""The score of a shop: one published formula (R-003-18). Pure.

A shop begins with 100 points. Each row of `TABLE` may take up to its weight: the weight, times the share of
what went wrong among all that is counted in its window. So every promise missed and every order cancelled by
the shop's fault costs a known number of points, and these costs add up to what is missing from 100.
Windows end with yesterday; today is not counted yet.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

SHORT, LONG = 14, 30  # days
ON_TIME, NOT_CANCELLED, IN_STOCK = "on_time", "not_cancelled", "in_stock"
FULL = 100
LEAST = 10
"""A shop with fewer promises or orders than this is judged as if it had so many: one slip is not a fall."""
OUT_OF_STOCK = "out_of_stock"
FAULTS = (OUT_OF_STOCK, "overdue_reassigned", "other")
"""Reasons of cancelling that are the shop's fault, unless the buyer gave them."""


@dataclass(frozen=True, slots=True)
class Part:
    """One row of the table: what is judged, over how many days, and how many points it may cost."""

    name: str
    days: int
    weight: int


TABLE = (
    Part(ON_TIME, SHORT, 40),
    Part(ON_TIME, LONG, 20),
    Part(NOT_CANCELLED, SHORT, 15),
    Part(NOT_CANCELLED, LONG, 10),
    Part(IN_STOCK, SHORT, 10),
    Part(IN_STOCK, LONG, 5),
)


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted: promises kept and missed, orders sent out or cancelled, and those at fault."""

    kept: int = 0
    missed: int = 0
    handled: int = 0
    at_fault: int = 0
    out_of_stock: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.kept + other.kept,
            self.missed + other.missed,
            self.handled + other.handled,
            self.at_fault + other.at_fault,
            self.out_of_stock + other.out_of_stock,
        )

    def wrong(self, name: str) -> int:
        """Return how many of what ``name`` judges went wrong."""
        return {ON_TIME: self.missed, NOT_CANCELLED: self.at_fault, IN_STOCK: self.out_of_stock}[
            name
        ]

    def judged(self, name: str) -> int:
        """Return among how many; never fewer than `LEAST`."""
        return max(LEAST, self.kept + self.missed if name == ON_TIME else self.handled)


Windows = Mapping[int, Tally]
"""The tally of each window, by its length in days."""


def windows(days: Mapping[date, Tally], today: date) -> dict[int, Tally]:
    """Return the tallies of the windows that end with the day before ``today``."""
    return {
        length: sum((days.get(day, Tally()) for day in _days_before(today, length)), Tally())
        for length in (SHORT, LONG)
    }


def _days_before(today: date, length: int) -> Iterable[date]:
    return (today - timedelta(days=n) for n in range(1, length + 1))


def lost(part: Part, tallies: Windows) -> Fraction:
    """Return how many points one row of the table takes."""
    tally = tallies[part.days]
    return Fraction(part.weight * tally.wrong(part.name), tally.judged(part.name))


def score_tenths(tallies: Windows) -> int:
    """Return the score in tenths of a point, 0 to 1000, halves rounded up."""
    score = FULL - sum((lost(part, tallies) for part in TABLE), Fraction())
    return int(score * 10 + Fraction(1, 2))


def cost(names: Iterable[str], on: date, today: date, tallies: Windows) -> Fraction:
    """Return how many points one slip of that day costs by the parts it counts in."""
    age, named = (today - on).days, set(names)
    return sum(
        (
            Fraction(part.weight, tallies[part.days].judged(part.name))
            for part in TABLE
            if part.name in named and 1 <= age <= part.days
        ),
        Fraction(),
    )


def judged_in(reason: str) -> tuple[str, ...]:
    """Return the parts in which an order cancelled for ``reason`` is a slip."""
    if reason == OUT_OF_STOCK:
        return (NOT_CANCELLED, IN_STOCK)
    return (NOT_CANCELLED,) if reason in FAULTS else ()


def what_if(tallies: Windows, *, shipped: int, left: int) -> int:
    """Return the score if, of the orders due today, ``shipped`` go out in time and ``left`` do not."""
    then = Tally(kept=shipped, missed=left, handled=shipped)
    return score_tenths({length: tally + then for length, tally in tallies.items()})
