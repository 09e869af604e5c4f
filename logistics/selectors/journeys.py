"""The road of an order's parcels, as its seller and its buyer see it (R-002-51, R-003-07)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Prefetch

from kernel.deadlines.models import Deadline
from kernel.scope import Scope
from logistics.models import DispatchNotice, Parcel, ParcelOrder, TrackingEvent, Waybill
from logistics.rules.journey import Facts, Stop, awaited, stops_of
from logistics.rules.last_mile_words import WAITING_CLOCKS
from logistics.rules.places import Spot, spot_in, spot_of
from logistics.states import SAYS_ONLY, Direction, Kind, Phase

EVENTS_SHOWN = 40
DISPATCH_CLOCK = "order.dispatch"
MOVING = (Kind.IN_TRANSIT, Kind.CUSTOMS)


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
class Seat:
    """A place on the way: as it is called, where it lies if we know, when the parcel was seen there."""

    name: str
    spot: Spot | None
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """One parcel on its road; the latest event comes first. ``awaited_on`` is the day that is promised."""

    state: str
    since: datetime | None
    reason: str
    whereabouts: str
    is_over: bool
    goes_back: bool
    numbers: tuple[Number, ...]
    stops: tuple[Stop, ...]
    events: tuple[Seen, ...]
    awaited_on: date | None
    is_late: bool
    left_at: datetime | None
    origin: Seat
    hubs: tuple[Seat, ...]
    goal: Seat
    deliver_on: date | None
    collect_by: datetime | None


def journeys_of_order(scope: Scope, order_id: UUID, *, now: datetime) -> list[Journey]:
    """Return the road of each parcel of an order, the first first; seven queries."""
    waybills = Waybill.objects.of(scope).select_related("carrier").order_by("direction", "pk")
    rows = Parcel.objects.of(scope).filter(contents__order_id=order_id).order_by("created_at", "pk")
    rows = rows.select_related("promise", "outbound__warehouse", "shop")
    parcels = list(rows.prefetch_related(Prefetch("waybills", queryset=waybills)))
    if not parcels:
        return []
    events = _events_of(parcels)
    known = _order_of(scope, order_id)
    known["collect_by"] = _waiting_until(parcels)
    return [_journey(parcel, events, known, now) for parcel in parcels]


def _order_of(scope: Scope, order_id: UUID) -> dict[str, Any]:
    """Return the moments of the order, its city, its dispatch deadline and the day of its dispatch scan."""
    names = {
        "paid_at": F("order__paid_at"),
        "confirmed_at": F("order__confirmed_at"),
        "packed_at": F("order__ready_at"),
        "city": F("order__contact__city"),
    }
    found: dict[str, Any] = dict(
        ParcelOrder.objects.filter(order_id=order_id).values(**names).first() or {}
    )
    due = Deadline.objects.filter(subject_id=order_id, kind=DISPATCH_CLOCK).order_by("-pk")
    found["left_by"] = due.values_list("due_at", flat=True).first()
    notices = DispatchNotice.objects.of(scope).filter(outbound__order_id=order_id)
    notice = notices.select_related("day__warehouse", "outbound__warehouse").first()
    found["day"] = notice.day if notice else None
    found["warehouse"] = notice.outbound.warehouse if notice else None
    return found


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


def _journey(
    parcel: Parcel,
    events: dict[tuple[int, str], list[TrackingEvent]],
    known: dict[str, Any],
    now: datetime,
) -> Journey:
    bills = list(parcel.waybills.all())
    told = [event for bill in bills for event in events.get((bill.carrier_id, bill.number), ())]
    told.sort(key=lambda event: event.at, reverse=True)
    facts = _facts(parcel, told, known)
    awaited_on, is_late = awaited(facts, now=now)
    warehouse = parcel.outbound.warehouse if parcel.outbound else known["warehouse"]
    goal = known.get("city") or ""
    return Journey(
        state=parcel.state,
        since=parcel.state_since,
        reason=parcel.reason,
        whereabouts=parcel.whereabouts,
        is_over=parcel.phase == Phase.OVER,
        goes_back=parcel.phase == Phase.GOING_BACK or parcel.state == Kind.RETURNED,
        numbers=tuple(map(_number, bills)),
        stops=tuple(stops_of(facts, now=now)),
        events=tuple(
            Seen(event.at, event.kind, event.text, event.place, event.reason)
            for event in told[:EVENTS_SHOWN]
        ),
        awaited_on=awaited_on,
        is_late=is_late,
        left_at=parcel.dispatched_at,
        origin=_origin(warehouse, parcel),
        hubs=tuple(_hubs(told, goal)),
        goal=Seat(goal, spot_of(goal), facts.first_attempt_at),
        deliver_on=facts.deliver_on,
        collect_by=known["collect_by"].get(parcel.pk),
    )


def _waiting_until(parcels: list[Parcel]) -> dict[UUID, datetime]:
    """Return until when each parcel waits to be collected, where it does (R-002-60, R-002-62)."""
    ids = [parcel.pk for parcel in parcels if parcel.phase != Phase.OVER]
    rows = Deadline.objects.filter(subject_id__in=ids, kind__in=WAITING_CLOCKS, state="running")
    return dict(rows.order_by("-due_at").values_list("subject_id", "due_at")) if ids else {}


def _facts(parcel: Parcel, told: list[TrackingEvent], known: dict[str, Any]) -> Facts:
    first = {
        event.kind: event.at
        for event in told
        if event.kind not in SAYS_ONLY and not event.goes_back
    }
    promise, day = getattr(parcel, "promise", None), known["day"]
    return Facts(
        state=parcel.state,
        paid_at=known.get("paid_at"),
        confirmed_at=known.get("confirmed_at"),
        packed_at=known.get("packed_at"),
        left_at=parcel.dispatched_at,
        left_by=known["left_by"],
        cut_off_at=day.due_at if day else None,
        pickup_until=_pickup_until(day),
        accepted_at=parcel.accepted_at,
        moving_at=min((first[kind] for kind in MOVING if kind in first), default=None),
        arrived_at=first.get(Kind.ARRIVED) or parcel.at_point_since,
        courier_at=first.get(Kind.OUT_FOR_DELIVERY),
        point_at=parcel.at_point_since,
        first_attempt_at=parcel.first_attempt_at,
        over_at=parcel.over_at,
        first_by=promise.first_attempt_before if promise else None,
        first_on=promise.first_attempt_on if promise else None,
        deliver_by=promise.deliver_before if promise else None,
        deliver_on=promise.deliver_on if promise else None,
    )


def _pickup_until(day: Any) -> datetime | None:
    if day is None or day.pickup_on is None or day.pickup_until is None:
        return None
    wall = datetime.combine(day.pickup_on, day.pickup_until)
    return wall.replace(tzinfo=ZoneInfo(day.warehouse.zone))


def _origin(warehouse: Any, parcel: Parcel) -> Seat:
    """Return where it began: the city of its warehouse, or the seller by name."""
    if warehouse is None:
        return Seat(parcel.shop.name, None, parcel.dispatched_at)
    spot = spot_in(f"{warehouse.name} {warehouse.address}")
    return Seat(warehouse.name, spot, parcel.dispatched_at)


def _hubs(told: list[TrackingEvent], goal: str) -> list[Seat]:
    """Return the cities in which it was seen, each once and in their order, but for the last one."""
    seats: dict[str, Seat] = {}
    end = spot_of(goal)
    for event in reversed(told):
        spot = spot_in(event.place) if event.place and not event.goes_back else None
        if spot and spot != end and spot.name not in seats:
            seats[spot.name] = Seat(spot.name, spot, event.at)
    return list(seats.values())


def _number(bill: Waybill) -> Number:
    link = bill.carrier.tracking_url
    return Number(
        carrier=bill.carrier.name,
        number=bill.number,
        link=link.replace("{number}", bill.number) if link else "",
        goes_back=bill.direction == Direction.RETURN,
        unknown_since=bill.unknown_since,
    )
