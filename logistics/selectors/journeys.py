"""The road of an order's parcels, as its seller and its buyer see it (R-002-51, R-003-07)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Prefetch

from kernel.scope import Scope
from logistics.models import Parcel, TrackingEvent, Waybill
from logistics.states import PHASES, SAYS_ONLY, Direction, Kind, Phase

EVENTS_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the road: done, now, next or skipped, and when."""

    name: str
    state: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Seen:
    """One event as people read it; ``text`` and ``place`` are the carrier's words."""

    at: datetime
    kind: str
    text: str
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Number:
    """A waybill: whose, which, where it can be looked up, and whether the goods come back under it."""

    carrier: str
    number: str
    link: str
    goes_back: bool
    unknown_since: datetime | None


@dataclass(frozen=True, slots=True)
class Journey:
    """One parcel on its road; the latest event comes first."""

    state: str
    since: datetime | None
    reason: str
    whereabouts: str
    is_over: bool
    numbers: tuple[Number, ...]
    steps: tuple[Step, ...]
    events: tuple[Seen, ...]


def journeys_of_order(scope: Scope, order_id: UUID) -> list[Journey]:
    """Return the road of each parcel of an order, the first first; three queries."""
    waybills = Waybill.objects.of(scope).select_related("carrier").order_by("direction", "pk")
    rows = Parcel.objects.of(scope).filter(contents__order_id=order_id).order_by("created_at", "pk")
    parcels = list(rows.prefetch_related(Prefetch("waybills", queryset=waybills)))
    events = _events_of(parcels)
    return [_journey(parcel, events) for parcel in parcels]


def _events_of(parcels: list[Parcel]) -> dict[tuple[int, str], list[TrackingEvent]]:
    bills = [bill for parcel in parcels for bill in parcel.waybills.all()]
    found: dict[tuple[int, str], list[TrackingEvent]] = defaultdict(list)
    if bills:
        rows = TrackingEvent.objects.filter(
            carrier__in={bill.carrier_id for bill in bills},
            number__in={bill.number for bill in bills},
            revokes="",
        ).order_by(F("at").desc(), "-id")
        for event in rows:
            found[event.carrier_id, event.number].append(event)
    return found


def _journey(parcel: Parcel, events: dict[tuple[int, str], list[TrackingEvent]]) -> Journey:
    bills = list(parcel.waybills.all())
    told = [event for bill in bills for event in events.get((bill.carrier_id, bill.number), ())]
    told.sort(key=lambda event: event.at, reverse=True)
    return Journey(
        state=parcel.state,
        since=parcel.state_since,
        reason=parcel.reason,
        whereabouts=parcel.whereabouts,
        is_over=parcel.phase == Phase.OVER,
        numbers=tuple(map(_number, bills)),
        steps=_steps(parcel, told),
        events=tuple(
            Seen(event.at, event.kind, event.text, event.place, event.reason)
            for event in told[:EVENTS_SHOWN]
        ),
    )


def _number(bill: Waybill) -> Number:
    link = bill.carrier.tracking_url
    return Number(
        carrier=bill.carrier.name,
        number=bill.number,
        link=link.replace("{number}", bill.number) if link else "",
        goes_back=bill.direction == Direction.RETURN,
        unknown_since=bill.unknown_since,
    )


def _steps(parcel: Parcel, told: list[TrackingEvent]) -> tuple[Step, ...]:
    """Return the road in at most five steps; the last says how it ended, or should."""
    first = {event.kind: event.at for event in told if event.kind not in SAYS_ONLY}
    reached = PHASES[parcel.state]
    arrived = first.get(Kind.ARRIVED) or parcel.at_point_since or first.get(Kind.OUT_FOR_DELIVERY)
    back = parcel.state in (Kind.RETURNING, Kind.RETURNED, Kind.REFUSED, Kind.UNCOLLECTED)
    end = "returned" if back else parcel.state if parcel.over_at else "delivered"
    moments = [
        ("dispatched", parcel.dispatched_at),
        ("accepted", parcel.accepted_at),
        ("arrived", arrived),
        (end, parcel.over_at),
    ]
    return tuple(_turned(moments, over=reached == Phase.OVER))


def _turned(moments: list[tuple[str, datetime | None]], *, over: bool) -> list[Step]:
    """Say of each step whether it is done: what is followed by a done one was passed, known or not."""
    last = max((n for n, (_name, at) in enumerate(moments) if at), default=-1)
    steps = []
    for n, (name, at) in enumerate(moments):
        if at:
            state = "done"
        elif n < last:
            state = "skipped"
        else:
            state = "now" if n == last + 1 and not over else "next"
        steps.append(Step(name, state, at))
    return steps
