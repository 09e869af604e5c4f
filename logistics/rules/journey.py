"""The way of an order from payment to the door as stops: what was promised, what was, what comes next."""

from dataclasses import dataclass
from datetime import date, datetime

from logistics.states import PHASES, Kind, Phase

BACK = frozenset({Kind.RETURNING, Kind.RETURNED, Kind.REFUSED, Kind.UNCOLLECTED})
DONE, NOW, NEXT, SKIPPED = "done", "now", "next", "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one parcel and its order. Moments are UTC; ``by`` moments are promised, exclusive."""

    state: str
    paid_at: datetime | None = None
    confirmed_at: datetime | None = None
    packed_at: datetime | None = None
    left_at: datetime | None = None
    left_by: datetime | None = None
    cut_off_at: datetime | None = None
    pickup_until: datetime | None = None
    accepted_at: datetime | None = None
    moving_at: datetime | None = None
    arrived_at: datetime | None = None
    courier_at: datetime | None = None
    point_at: datetime | None = None
    first_attempt_at: datetime | None = None
    over_at: datetime | None = None
    first_by: datetime | None = None
    first_on: date | None = None
    deliver_by: datetime | None = None
    deliver_on: date | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """One step: done, now, next or skipped; when, and by when it was promised (``on`` where a day was)."""

    name: str
    state: str
    at: datetime | None
    by: datetime | None = None
    on: date | None = None
    is_late: bool = False


def stops_of(facts: Facts, *, now: datetime) -> list[Stop]:
    """Return the steps in their order, the last how it ended or should; what was passed unseen is skipped."""
    told = _moments(facts)
    last = max((n for n, one in enumerate(told) if one[1]), default=-1)
    stops = []
    for n, (name, at, by, on) in enumerate(told):
        if at:
            state = DONE
        elif n < last:
            state = SKIPPED
        else:
            state = NOW if n == last + 1 and not facts.over_at else NEXT
        waits = state in (NOW, NEXT) and not facts.over_at
        is_late = by is not None and (at >= by if at else waits and now >= by)
        stops.append(Stop(name, state, at, by, on, is_late))
    return stops


def awaited(facts: Facts, *, now: datetime) -> tuple[date | None, bool]:
    """Return the day by which it is promised, and whether it is late; none when it is over.

    That is the day at the door, unless a first attempt promised for an earlier day did not come.
    """
    if facts.over_at or facts.state in BACK:
        return None, False
    untried = facts.first_by if facts.first_attempt_at is None else None
    if facts.deliver_by and not (untried and now >= untried):
        return facts.deliver_on, now >= facts.deliver_by
    return (facts.first_on, now >= untried) if untried else (None, False)


def _moments(
    facts: Facts,
) -> list[tuple[str, datetime | None, datetime | None, date | None]]:
    """Return (name, when, promised by, promised day) of each step that this parcel has."""
    steps: list[tuple[str, datetime | None, datetime | None, date | None]] = [
        ("paid", facts.paid_at, None, None),
        ("confirmed", facts.confirmed_at, None, None),
        ("packed", facts.packed_at, facts.cut_off_at, None),
        ("dispatched", facts.left_at, facts.pickup_until or facts.left_by, None),
        ("accepted", facts.accepted_at, None, None),
    ]
    if PHASES[facts.state] != Phase.BEFORE:
        steps.append(("moving", facts.moving_at, None, None))
    steps.append(("arrived", facts.arrived_at, None, None))
    if facts.point_at and not facts.courier_at:
        steps.append(("at_point", facts.point_at, facts.first_by, facts.first_on))
    else:
        offered = facts.courier_at or facts.first_attempt_at
        steps.append(("courier", offered, facts.first_by, facts.first_on))
    if facts.state in BACK:
        return [step for step in steps if step[1]] + [("returned", facts.over_at, None, None)]
    end = facts.state if facts.over_at else "delivered"
    return [*steps, (str(end), facts.over_at, facts.deliver_by, facts.deliver_on)]
