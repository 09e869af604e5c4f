"""What leaves by the cut-off and what will miss it, and why: the lead's forecast. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from warehouse.rules.waves import FAR, Pace
from warehouse.states import OutboundState

O = OutboundState  # noqa: E741
# The nearer to the door, the sooner it is taken in hand.
STAGES: tuple[str, ...] = (
    O.WEIGHED,
    O.LABELLED,
    O.PACKED,
    O.SORTED,
    O.PICKED,
    O.PICKING,
    O.IN_WAVE,
    O.RELEASED,
    O.SHORT,
)


class Why(StrEnum):
    """Why a parcel will miss the cut-off."""

    SHORT = "short"
    """Its goods are not there."""
    NO_TIME = "no_time"
    """More urgent ones take all the time that these people have."""
    TOO_LONG = "too_long"
    """It alone takes longer than is left."""
    PAST = "past"
    """What was promised of it is over already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenParcel:
    """A parcel that is not scanned out yet; ``to_pick`` of its ``lines`` are not picked."""

    key: Any
    order: str
    state: str
    wave: int | None
    lines: int
    to_pick: int
    dispatch_by: datetime | None


@dataclass(frozen=True, slots=True)
class Missing:
    """A parcel that will not be out in time."""

    parcel: OpenParcel
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The forecast for one cut-off.

    ``due`` must be out by it, ``done_at`` is when the last of them would be; ``work`` is one person's time.
    """

    due: int
    making: int
    missing: tuple[Missing, ...]
    work: timedelta
    done_at: datetime
    people_needed: int


def outlook(
    parcels: Iterable[OpenParcel], *, pace: Pace, people: int, now: datetime, cut_off: datetime
) -> Outlook:
    """Return what so many people get out strictly before ``cut_off``, the most urgent first."""
    due = [p for p in parcels if p.dispatch_by is not None and p.dispatch_by <= cut_off]
    room = (cut_off - now).total_seconds()
    used, missing = 0.0, []
    for parcel in sorted(due, key=_urgency):
        needs = seconds_of(parcel, pace) / max(people, 1)
        why = _why(parcel, needs, used, room, now)
        if why is not None:
            missing.append(Missing(parcel, why))
        if why in (None, Why.PAST):
            used += needs
    work = sum(seconds_of(p, pace) for p in due if p.state != O.SHORT)
    return Outlook(
        due=len(due),
        making=len(due) - len(missing),
        missing=tuple(missing),
        work=timedelta(seconds=round(work)),
        done_at=now + timedelta(seconds=round(work / max(people, 1))),
        people_needed=_people(work, room),
    )


def seconds_of(parcel: OpenParcel, pace: Pace) -> float:
    """Return how long one person has to do with a parcel until its dispatch scan."""
    lines, state = parcel.lines, parcel.state
    left = lines * pace.dispatch
    if state in (O.PACKED, O.LABELLED, O.WEIGHED):
        return left
    left += lines * pace.pack
    if state == O.SORTED:
        return left
    return left + lines * pace.sort + parcel.to_pick * pace.pick


def by_wave(found: Sequence[Missing]) -> dict[int | None, int]:
    """Return how many parcels of each wave will miss; None stands for those in no wave."""
    counted: dict[int | None, int] = {}
    for one in found:
        counted[one.parcel.wave] = counted.get(one.parcel.wave, 0) + 1
    return counted


def _why(parcel: OpenParcel, needs: float, used: float, room: float, now: datetime) -> Why | None:
    if parcel.state == O.SHORT:
        return Why.SHORT
    if parcel.dispatch_by is not None and parcel.dispatch_by <= now:
        return Why.PAST
    if used + needs < room:
        return None
    return Why.TOO_LONG if needs >= room else Why.NO_TIME


def _urgency(parcel: OpenParcel) -> tuple[datetime, int]:
    return parcel.dispatch_by or FAR, STAGES.index(parcel.state)


def _people(work: float, room: float) -> int:
    """Return how many people it takes; as many as there is work if no time is left at all."""
    if work <= 0:
        return 0
    return int(work // room) + 1 if room > 0 else 99
