"""Where a parcel is, told from all that is known of it (R-002-51, R-004-16b).

`standing` is a function of a set: in whatever order and however often a carrier tells its events, the answer
is the same. What was told only leads onwards; a final answer is left only by an event that says so, or when
the carrier takes back what it told.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from logistics.states import (
    OVER,
    PHASES,
    RANKS,
    REOPENS,
    Direction,
    Kind,
    Phase,
    Source,
)


@dataclass(frozen=True, slots=True)
class Told:
    """One event: ``key`` is what makes it the same event when it is told again; ``at`` is UTC.

    ``revokes`` is the key of an event that it takes back; ``reason`` and ``place`` are the carrier's words.
    """

    key: str
    kind: str
    at: datetime
    direction: str = Direction.FORWARD
    source: str = Source.POLL
    revokes: str = ""
    reason: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the events leave a parcel: its state, since when, by which event; and the moments that count.

    ``first_attempt_at`` is when the buyer could first have had it: at the door, or waiting at a point.
    ``turned_back`` is why it goes back, once it does: refused or uncollected, where that was told.
    """

    state: str
    since: datetime | None
    key: str
    reason: str
    place: str
    accepted_at: datetime | None
    first_failed_at: datetime | None
    first_attempt_at: datetime | None
    failed_attempts: int
    at_point_since: datetime | None
    over_at: datetime | None
    turned_back: str


NOTHING = Standing(Kind.REGISTERED, None, "", "", "", None, None, None, 0, None, None, "")
# What shows that the buyer was offered the parcel (R-002-14, C-18).
ATTEMPTS = frozenset({Kind.FAILED_ATTEMPT, Kind.AT_POINT, Kind.REFUSED, Kind.DELIVERED})
TURNS_BACK = frozenset({Kind.REFUSED, Kind.UNCOLLECTED})
# On the way back "delivered" means that we have it again, and every other step that it is on its way.
ON_RETURN: dict[str, str] = {
    **dict.fromkeys([kind for kind in RANKS if PHASES[kind] != Phase.OVER], Kind.RETURNING),
    Kind.REGISTERED: Kind.INFO,
    Kind.DELIVERED: Kind.RETURNED,
    Kind.CANCELLED: Kind.INFO,
    Kind.RETURNED: Kind.RETURNED,
    Kind.LOST: Kind.LOST,
    Kind.DESTROYED: Kind.DESTROYED,
}


def standing(told: Iterable[Told]) -> Standing:
    """Return where the parcel stands after all these events, which may come in any order and repeatedly."""
    events = in_order(told)
    last: Told | None = None
    state, turned_back = str(Kind.REGISTERED), ""
    for event in events:
        meant = meaning(event)
        if meant in RANKS and leads_on(state, meant, by_hand=event.source == Source.PERSON):
            state, last = meant, event
            turned_back = meant if meant in TURNS_BACK else turned_back
    forward = [event for event in events if event.direction == Direction.FORWARD]
    failed = [event.at for event in forward if event.kind == Kind.FAILED_ATTEMPT]
    return Standing(
        state=state,
        since=last.at if last else None,
        key=last.key if last else "",
        reason=last.reason if last else "",
        place=last.place if last else "",
        accepted_at=_first(forward, lambda kind: PHASES[kind] >= Phase.ON_THE_WAY),
        first_failed_at=failed[0] if failed else None,
        first_attempt_at=_first(forward, ATTEMPTS.__contains__),
        failed_attempts=len(failed),
        at_point_since=_first(forward, lambda kind: kind == Kind.AT_POINT),
        over_at=last.at if last and state in OVER else None,
        turned_back=turned_back,
    )


def meaning(event: Told) -> str:
    """Return what an event means for the parcel, given the way its waybill goes."""
    if event.direction == Direction.RETURN:
        return ON_RETURN.get(event.kind, event.kind)
    return event.kind


def leads_on(state: str, meant: str, *, by_hand: bool = False) -> bool:
    """Tell whether an event moves a parcel in ``state``: never back, and out of an end only by name."""
    if by_hand:
        return True
    if state in OVER:
        return meant == state or meant in REOPENS[state]
    return PHASES[meant] >= PHASES[state]


def in_order(told: Iterable[Told]) -> list[Told]:
    """Return each event once, without those that were taken back, as they happened."""
    once = {event.key: event for event in told}
    revoked = {event.revokes for event in once.values() if event.revokes}
    left = [event for event in once.values() if event.key not in revoked and not event.revokes]
    return sorted(left, key=lambda event: (event.at, RANKS.get(meaning(event), 0), event.key))


def _first(events: list[Told], counts: Callable[[str], bool]) -> datetime | None:
    return next((e.at for e in events if e.kind in RANKS and counts(e.kind)), None)
