"""What the last mile owes and what goes wrong on it, told from the set of events (C-07..C-09).

Pure: the same events, told in any order and repeatedly, promise and complain of the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from logistics.rules.last_mile_words import HOLD_CLOCK, STORAGE_CLOCK, Delivery, HoldAt, ProblemKind
from logistics.rules.reasons import FAILURES, is_of_address, lacks_reason
from logistics.rules.tracking import Standing, Told, in_order, standing
from logistics.states import PHASES, Direction, Kind, Phase

K, P = Kind, ProblemKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The rule that holds for one parcel; days are calendar days after the first one."""

    delivery: str
    free_attempts: int = 2
    hold_days: int = 14
    hold_at: str = HoldAt.STATION
    storage_days: int = 3
    extra_days: int = 0


@dataclass(frozen=True, slots=True)
class Promise:
    """A parcel waits for its buyer: by which clock, from when on, for how many days more."""

    kind: str
    since: datetime
    days: int


@dataclass(frozen=True, slots=True)
class Waits:
    """Where it waits: the kind of place, its name where the carrier told one, since when."""

    at: str
    place: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that wants a person: since when, and the carrier's words."""

    since: datetime
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """All that follows for the end of a parcel's road."""

    promise: Promise | None
    waits: Waits | None
    troubles: dict[str, Trouble]


CONCERNING = frozenset(
    {
        K.CUSTOMS,
        K.PROBLEM,
        K.FAILED_ATTEMPT,
        K.AT_POINT,
        K.UNCOLLECTED,
        K.REFUSED,
        K.RETURNING,
        K.RETURNED,
        K.LOST,
        K.DESTROYED,
    }
)


def concerns(state: str) -> bool:
    """Tell whether a parcel in that state, or one that leaves it, may owe or want something."""
    return state in CONCERNING


def ending(
    told: Iterable[Told],
    terms: Terms,
    *,
    told_days: int | None = None,
    agreed: Iterable[int] = (),
    corrected_at: datetime | None = None,
) -> Ending:
    """Return what holds for a parcel of which ``told`` is known.

    ``told_days`` is the carrier's message to the buyer, ``agreed`` the deliveries that have a slot,
    ``corrected_at`` when the seller last corrected the address.
    """
    events = in_order(told)
    stands = standing(events)
    forward = [event for event in events if event.direction == Direction.FORWARD]
    failed = [event for event in forward if event.kind == K.FAILED_ATTEMPT]
    return Ending(
        promise=_promise(stands, terms, told_days),
        waits=_waits(stands, forward, failed, terms),
        troubles={
            **_underway(stands, failed, forward, terms, frozenset(agreed)),
            **_address(stands, forward, corrected_at),
            **_unexplained(stands, forward),
            **_on_the_way_back(stands),
        },
    )


def _promise(stands: Standing, terms: Terms, told_days: int | None) -> Promise | None:
    if PHASES[stands.state] != Phase.ON_THE_WAY:
        return None
    if stands.first_failed_at is not None:
        return Promise(HOLD_CLOCK, stands.first_failed_at, terms.hold_days)
    if stands.at_point_since is not None:
        return Promise(STORAGE_CLOCK, stands.at_point_since, storage_days(terms, told_days))
    return None


def storage_days(terms: Terms, told_days: int | None) -> int:
    """Return how long a point keeps a parcel: what the message says, never longer than the rule (C-09)."""
    days = terms.storage_days + terms.extra_days
    return days if told_days is None else min(told_days, days)


def _waits(stands: Standing, forward: list[Told], failed: list[Told], terms: Terms) -> Waits | None:
    """Return where it is held for collection: at a point, or after the last free attempt (R-002-59)."""
    if PHASES[stands.state] != Phase.ON_THE_WAY:
        return None
    arrived = [event for event in forward if event.kind == K.AT_POINT]
    if len(failed) >= terms.free_attempts:
        last = failed[terms.free_attempts - 1]
        after = [event for event in arrived if event.at >= last.at]
        place = after[-1].place if after else last.place
        return Waits(terms.hold_at, place, last.at)
    if stands.at_point_since is not None and not failed:
        locker = terms.delivery == Delivery.LOCKER
        return Waits(HoldAt.LOCKER if locker else HoldAt.POINT, arrived[0].place, arrived[0].at)
    return None


def _underway(
    stands: Standing,
    failed: list[Told],
    forward: list[Told],
    terms: Terms,
    agreed: frozenset[int],
) -> dict[str, Trouble]:
    if PHASES[stands.state] != Phase.ON_THE_WAY or stands.since is None:
        return {}
    found: dict[str, Trouble] = {}
    tried = len(failed)
    if tried >= terms.free_attempts:
        found[P.HELD] = Trouble(failed[terms.free_attempts - 1].at, failed[-1].reason)
    elif tried and tried + 1 not in agreed and not _moved_on(forward, failed[-1]):
        found[P.FAILED_ATTEMPT] = Trouble(failed[-1].at, failed[-1].reason)
    if (again := _tried_again(forward, failed)) and 2 not in agreed:
        found[P.UNAGREED] = Trouble(again.at, again.reason)
    if stands.state == K.CUSTOMS:
        found[P.CUSTOMS] = Trouble(stands.since, stands.reason)
    if stands.state == K.PROBLEM and not is_of_address(stands.reason):
        found[P.HELD_UP] = Trouble(stands.since, stands.reason)
    return found


def _tried_again(forward: list[Told], failed: list[Told]) -> Told | None:
    """Return the second delivery that was begun without the carrier having said that a day was agreed."""
    if not failed:
        return None
    after = [event for event in forward if event.at > failed[0].at]
    again = next((e for e in after if e.kind in (K.OUT_FOR_DELIVERY, K.FAILED_ATTEMPT)), None)
    if again is None or any(e.kind == K.RESCHEDULED and e.at <= again.at for e in after):
        return None
    return again


def _moved_on(forward: list[Told], failed: Told) -> bool:
    """Tell whether the carrier itself has agreed on another day, or took it to where it can be collected."""
    return any(
        event.kind in (K.RESCHEDULED, K.AT_POINT) and event.at >= failed.at for event in forward
    )


def _address(
    stands: Standing, forward: list[Told], corrected_at: datetime | None
) -> dict[str, Trouble]:
    if PHASES[stands.state] != Phase.ON_THE_WAY:
        return {}
    wrong: Told | None = None
    for event in forward:
        if event.kind in FAILURES and is_of_address(event.reason):
            wrong = wrong or event
        elif event.kind == K.ADDRESS_CHANGED:
            wrong = None
        if wrong is not None and corrected_at is not None and wrong.at <= corrected_at:
            wrong = None
    return {} if wrong is None else {P.ADDRESS_WRONG: Trouble(wrong.at, wrong.reason)}


def _unexplained(stands: Standing, forward: list[Told]) -> dict[str, Trouble]:
    failures = [event for event in forward if event.kind in FAILURES]
    if stands.state in (K.DELIVERED, K.RETURNED) or not failures:
        return {}
    last = failures[-1]
    return {P.REASON_MISSING: Trouble(last.at)} if lacks_reason(last.kind, last.reason) else {}


def _on_the_way_back(stands: Standing) -> dict[str, Trouble]:
    if stands.since is None:
        return {}
    if stands.state in (K.LOST, K.DESTROYED):
        return {P.LOST: Trouble(stands.since, stands.reason)}
    if PHASES[stands.state] == Phase.GOING_BACK and stands.turned_back == K.REFUSED:
        return {P.REFUSED: Trouble(stands.since, stands.reason)}
    if PHASES[stands.state] == Phase.GOING_BACK or stands.state == K.RETURNED:
        return {P.RETURNED: Trouble(stands.since, stands.reason)}
    return {}
