"""The score of a shop and what is behind it (R-003-18): a constant number of queries, whatever its size."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from desk.models import Objection, ScoreDay
from desk.rules.score import (
    FAULTS,
    LONG,
    ON_TIME,
    TABLE,
    Part,
    Tally,
    Windows,
    cost,
    judged_in,
    lost,
    what_if,
    windows,
)
from desk.states import ObjectionState
from kernel.deadlines.reading import deadlines_by_due
from kernel.scope import Scope
from orders.public import Slip, order_cards, slips_of
from orders.states import DISPATCH_CLOCK

SLIPS, DUE_TODAY = 300, 100
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the published table as it stands: what went wrong of how many, and what that costs."""

    part: Part
    wrong: int
    judged: int
    lost: Fraction


@dataclass(slots=True)
class CostlyOrder:
    """An order that cost points, its slips, and what was said about it."""

    order_id: UUID
    number: str
    slips: list[Slip]
    points: Fraction
    objection: Objection | None = None

    @property
    def is_excluded(self) -> bool:
        """Whether it counts no more."""
        return self.objection is not None and self.objection.state == ObjectionState.ACCEPTED


@dataclass(frozen=True, slots=True)
class DueOrder:
    """An open order that has to be sent today."""

    order_id: UUID
    number: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Score:
    """The score at the end of ``counted_on``, and its days; without any, the shop is new."""

    tenths: int
    counted_on: date | None
    table: tuple[Line, ...]
    tallies: Windows
    trend: tuple[tuple[date, int], ...]


def tallies_between(scope: Scope, first: date, last: date) -> dict[date, Tally]:
    """Return the counted days of one shop, both ends included."""
    rows = ScoreDay.objects.of(scope).filter(day__range=(first, last))
    columns = ("day", "kept", "missed", "handled", "at_fault", "out_of_stock")
    return {day: Tally(*counts) for day, *counts in rows.values_list(*columns)}


def score_of(scope: Scope) -> Score:
    """Return the score of one shop as it was counted last, in one query."""
    rows = list(ScoreDay.objects.of(scope).order_by("-day")[:LONG])
    days = {
        row.day: Tally(row.kept, row.missed, row.handled, row.at_fault, row.out_of_stock)
        for row in rows
    }
    newest = rows[0] if rows else None
    tallies = windows(days, newest.day + _DAY if newest else date.min + LONG * _DAY)
    return Score(
        tenths=newest.score_tenths if newest else 1000,
        counted_on=newest.day if newest else None,
        table=tuple(_line(part, tallies) for part in TABLE),
        tallies=tallies,
        trend=tuple((row.day, row.score_tenths) for row in reversed(rows)),
    )


def _line(part: Part, tallies: Windows) -> Line:
    tally = tallies[part.days]
    return Line(part, tally.wrong(part.name), tally.judged(part.name), lost(part, tallies))


def costly_orders(scope: Scope, score: Score, *, shop_id: int, zone: str) -> list[CostlyOrder]:
    """Return the orders that cost points, the latest first, with what the shop objected."""
    if score.counted_on is None:
        return []
    first = score.counted_on - (LONG - 1) * _DAY
    found: dict[UUID, CostlyOrder] = {}
    place = ZoneInfo(zone)
    for slip in slips_of(
        shop_id, zone=zone, first=first, last=score.counted_on, faults=FAULTS, limit=SLIPS
    ):
        order = found.setdefault(
            slip.order_id, CostlyOrder(slip.order_id, slip.number, [], Fraction())
        )
        order.slips.append(slip)
        order.points += cost(
            _parts(slip),
            slip.at.astimezone(place).date(),
            score.counted_on + _DAY,
            score.tallies,
        )
    for objection in Objection.objects.of(scope).filter(order_id__in=list(found)):
        found[objection.order_id].objection = objection
    for order in found.values():
        order.points = Fraction() if order.is_excluded else order.points
    return list(found.values())


def _parts(slip: Slip) -> tuple[str, ...]:
    return (ON_TIME,) if slip.what == "missed" else judged_in(slip.detail)


def due_today(scope: Scope, *, now: datetime, zone: str) -> list[DueOrder]:
    """Return the open orders whose promise to be sent ends before midnight, the nearest first."""
    place = ZoneInfo(zone)
    midnight = datetime.combine(now.astimezone(place).date() + _DAY, time(), place)
    clocks = deadlines_by_due(
        scope,
        kind=DISPATCH_CLOCK,
        due_before=midnight + timedelta(seconds=1),  # a promise in days ends at midnight itself
        limit=DUE_TODAY,
    )
    numbers = {card.id: card.number for card in order_cards(scope, [c.subject_id for c in clocks])}
    return [
        DueOrder(clock.subject_id, numbers[clock.subject_id], clock.due_at)
        for clock in clocks
        if clock.subject_id in numbers
    ]


def outlook(score: Score, due: list[DueOrder], shipped: set[UUID]) -> dict[str, Any]:
    """Return the score in tenths if those ``shipped`` go out today and the others due do not."""
    sent = sum(order.order_id in shipped for order in due)
    return {
        "sent": sent,
        "left": len(due) - sent,
        "then": what_if(score.tallies, shipped=sent, left=len(due) - sent),
        "none": what_if(score.tallies, shipped=0, left=len(due)),
        "all": what_if(score.tallies, shipped=len(due), left=0),
    }
