"""A parcel's road in words and as a picture, for its seller and for its buyer (R-003-07).

The buyer is told kinds, places and days: nothing that a carrier wrote in words of its own.
"""

from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from logistics.rules.journey import DONE, NEXT, NOW
from logistics.rules.places import CITIES
from logistics.rules.route_map import MapStop, Sheet, drawn_way
from logistics.selectors.journeys import Journey, Seat
from logistics.states import REASON_MISSING, Kind

K = Kind
WIDE, NARROW = (760, 300), (340, 320)
HUBS_WIDE, HUBS_NARROW, LONGEST_NAME = 4, 2, 26
STOP_NAMES = {
    "paid": pgettext_lazy("an order", "Paid"),
    "confirmed": _("Confirmed"),
    "packed": pgettext_lazy("a parcel", "Packed"),
    "dispatched": _("Sent"),
    "accepted": _("With the carrier"),
    "moving": _("On the way"),
    "arrived": _("In the city"),
    "courier": _("With the courier"),
    "at_point": _("At the pick-up point"),
    "delivered": _("Delivered"),
    "returned": _("Came back"),
    "cancelled": pgettext_lazy("waybill", "Cancelled"),
    "lost": pgettext_lazy("parcel", "Lost"),
    "destroyed": _("Destroyed"),
}
TONES = {
    **dict.fromkeys([K.FAILED_ATTEMPT, K.PROBLEM, K.UNCOLLECTED, K.REFUSED], "amber"),
    **dict.fromkeys([K.LOST, K.DESTROYED], "late"),
    K.DELIVERED: "calm",
}
BEFORE_THE_CARRIER = frozenset({K.REGISTERED, K.PACKED, K.DISPATCHED})
# What the reader may do, or wait for, while the parcel stands so.
NEXT_FOR_SELLER = {
    K.REGISTERED: _("The carrier has the number and not the parcel yet."),
    K.PACKED: _("The carrier scans it when it takes it over."),
    K.DISPATCHED: _("The carrier scans it when it takes it over."),
    K.ACCEPTED: _("It is on its way."),
    K.IN_TRANSIT: _("It is on its way."),
    K.CUSTOMS: _("Customs look at it; it goes on by itself, or somebody is asked for papers."),
    K.ARRIVED: _("The carrier brings it, or says where it waits."),
    K.PROBLEM: _("The carrier holds it up. Ask the carrier what is missing."),
    K.OUT_FOR_DELIVERY: _("The courier has it today."),
    K.FAILED_ATTEMPT: _("The courier found nobody. A day for the next try is to be agreed."),
    K.AT_POINT: _("It waits to be collected."),
    K.UNCOLLECTED: _("Its time at the point is over: it goes back."),
    K.REFUSED: _("The buyer did not take it: it goes back."),
    K.RETURNING: _("It is on its way back."),
}
NEXT_FOR_BUYER = {
    **NEXT_FOR_SELLER,
    K.REGISTERED: _("The carrier takes it over next."),
    K.PACKED: _("The carrier takes it over next."),
    K.DISPATCHED: _("The carrier takes it over next."),
    K.CUSTOMS: _("Customs look at it; it goes on by itself."),
    K.PROBLEM: _("The carrier holds it up; the shop is asking why."),
    K.OUT_FOR_DELIVERY: _("The courier brings it today."),
    K.FAILED_ATTEMPT: _("The courier found nobody. The carrier calls you to agree a day."),
    K.AT_POINT: _("It waits for you. Take the number along."),
    K.UNCOLLECTED: _("Its time at the point is over: it goes back to the shop."),
    K.REFUSED: _("It goes back to the shop."),
    K.RETURNING: _("It is on its way back to the shop."),
    K.LOST: _("It is lost. The shop owes you an answer: write to it."),
    K.DESTROYED: _("It was destroyed. The shop owes you an answer: write to it."),
}


def told_to_seller(journey: Journey, *, zone: str) -> dict[str, Any]:
    """Return what the seller's page shows of one parcel: with every word of the carrier."""
    kind = Kind(journey.state)
    return {
        **_told(journey, NEXT_FOR_SELLER, ZoneInfo(zone)),
        "reason": reason_words(journey.reason),
        "is_with_carrier": journey.state not in BEFORE_THE_CARRIER,
        "whereabouts": journey.whereabouts,
        "events": [
            {
                "at": seen.at,
                "label": Kind(seen.kind).label,
                "text": seen.text,
                "place": seen.place,
                "reason": reason_words(seen.reason),
            }
            for seen in journey.events
        ],
        "tone": TONES.get(kind, "blue"),
    }


def told_to_buyer(journey: Journey, *, zone: str) -> dict[str, Any]:
    """Return what the buyer's page shows: kinds, cities and days, and nothing in a carrier's own words."""
    told = _told(journey, NEXT_FOR_BUYER, ZoneInfo(zone))
    return {**told, "tone": TONES.get(Kind(journey.state), "blue")}


def reason_words(reason: str) -> Any:
    """Return a carrier's reason, or that it gave none (R-002-68)."""
    return _("the carrier gave no reason") if reason == REASON_MISSING else reason


def _told(journey: Journey, sentences: dict[Kind, Any], zone: ZoneInfo) -> dict[str, Any]:
    return {
        "state": Kind(journey.state).label,
        "since": journey.since,
        "next": sentences.get(Kind(journey.state), ""),
        "awaited_on": journey.awaited_on,
        "is_late": journey.is_late,
        "collect_by": journey.collect_by,
        "is_over": journey.is_over,
        "numbers": journey.numbers,
        "stops": [{"label": STOP_NAMES[stop.name], "stop": stop} for stop in journey.stops],
        "maps": [
            ("wide", _map(journey, HUBS_WIDE, WIDE, zone)),
            ("narrow", _map(journey, HUBS_NARROW, NARROW, zone)),
        ],
    }


def _map(journey: Journey, most: int, size: tuple[int, int], zone: ZoneInfo) -> Sheet:
    """Return the picture: from where, through which cities, to where, and the way back as ahead or done."""
    hubs, seen = journey.hubs[-most:], journey.goal.at is not None
    seats = [journey.origin, *hubs, *([journey.goal] if seen or not journey.goes_back else [])]
    reached = len(seats) - 1 if seen or journey.goes_back else len(seats) - 2
    last = DONE if journey.is_over or journey.goes_back else NOW
    states = [DONE if n < reached else last if n == reached else NEXT for n in range(len(seats))]
    stops = [_stop(*pair, journey, zone) for pair in zip(seats, states, strict=True)]
    if journey.goes_back and journey.origin.spot:
        back = DONE if journey.state == Kind.RETURNED else NEXT
        stops.append(MapStop("", "", back, journey.origin.spot))
    return drawn_way(stops, width=size[0], height=size[1])


def _stop(seat: Seat, state: str, journey: Journey, zone: ZoneInfo) -> MapStop:
    name = CITIES[seat.spot.name][3][0] if seat is not journey.goal and seat.spot else seat.name
    return MapStop(_short(name), _note(seat, state, journey, zone), state, seat.spot)


def _note(seat: Seat, state: str, journey: Journey, zone: ZoneInfo) -> str:
    """Return when it was there, or by when it is promised."""
    if seat.at:
        form = pgettext("date format", "j M, H:i")
        return str(formats.date_format(seat.at.astimezone(zone), form))
    if state == NEXT and journey.deliver_on:
        day = formats.date_format(journey.deliver_on, pgettext("date format", "j M"))
        return str(_("by %(day)s") % {"day": day})
    return ""


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
