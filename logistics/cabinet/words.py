"""How the road is told to sellers and buyers."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.selectors.journeys import Journey
from logistics.states import REASON_MISSING, Kind

K = Kind
STEP_NAMES = {
    "dispatched": _("Sent"),
    "accepted": _("With the carrier"),
    "arrived": _("In the city"),
    "delivered": _("Delivered"),
    "returned": _("Came back"),
    "cancelled": pgettext_lazy("waybill", "Cancelled"),
    "lost": pgettext_lazy("parcel", "Lost"),
    "destroyed": _("Destroyed"),
}
GROUP_NAMES = {
    "trouble": _("Need somebody"),
    "waits": _("Wait to be collected"),
    "before": _("Not with the carrier yet"),
    "moving": _("With the carrier"),
    "back": _("Coming back"),
}
TONES = {
    **dict.fromkeys([K.FAILED_ATTEMPT, K.PROBLEM, K.UNCOLLECTED, K.REFUSED], "amber"),
    **dict.fromkeys([K.LOST, K.DESTROYED], "late"),
    K.DELIVERED: "green",
}
# What the reader may do, or wait for, while the parcel stands so.
NEXT = {
    K.REGISTERED: _("The carrier has the number and not the parcel yet."),
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


def reason_words(reason: str) -> Any:
    """Return a carrier's reason, or that it gave none (R-002-68)."""
    return _("the carrier gave no reason") if reason == REASON_MISSING else reason


def dressed(journey: Journey) -> dict[str, Any]:
    """Return what a page shows of one parcel."""
    kind = Kind(journey.state)
    return {
        "state": kind.label,
        "tone": TONES.get(kind, "blue"),
        "since": journey.since,
        "reason": reason_words(journey.reason),
        "whereabouts": journey.whereabouts,
        "next": NEXT.get(kind, ""),
        "numbers": journey.numbers,
        "steps": [
            {"label": STEP_NAMES[step.name], "state": step.state, "at": step.at}
            for step in journey.steps
        ],
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
        "is_over": journey.is_over,
    }
