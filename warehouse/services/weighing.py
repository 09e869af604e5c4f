"""The scale (R-002-20): scan the parcel, the scale types its weight; a wrong one must be explained."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from kernel import history
from kernel.errors import Conflict, Refusal
from kernel.scope import PLATFORM, Scope
from warehouse.models import Label, Outbound, OutboundLine
from warehouse.rules.weighing import Expected, Piece, expected_weight, grams_in, suspect
from warehouse.services.in_hand import hand, hands
from warehouse.services.parcels import NoSuchParcel, held_parcel
from warehouse.services.scanning import Answer, Scanned, handles
from warehouse.services.stopping import demand_live
from warehouse.services.weights import learn, pieces_of, tare_of
from warehouse.states import OutboundState, Verdict

ACTION, BY_LEAD = "weigh", "weigh_override"
ACCEPT = "CMD:ACCEPT"


class WeightDiffers(Conflict):
    """The weight is not what the parcel should have."""

    code = "weight_differs"


class NotToBeWeighed(Conflict):
    """The parcel is at another point of its way."""

    code = "not_to_be_weighed"


class NothingOnTheScale(Refusal):
    """A weight came before any parcel, or is none, or lacks its reason."""

    code = "nothing_on_the_scale"


@dataclass(frozen=True, slots=True)
class Weighed:
    """A held parcel with what is known of its weight."""

    parcel: Outbound
    lines: list[OutboundLine]
    pieces: list[Piece]
    tare_g: int
    expected: Expected


@handles(ACTION)
def weigh(scanned: Scanned) -> Answer:
    """Take a parcel onto the scale, or its weight. Raises WeightDiffers with what to check, and others.

    A scale that reads labels says both at once: the code, and ``weight_g`` in the context.
    """
    at_once = grams_in(str(scanned.context.get("weight_g", "")))
    grams = at_once or grams_in(scanned.code)
    if grams is None:
        return _on_the_scale(scanned)
    on = _known(_labelled(scanned), scanned) if at_once else _held(scanned)
    if not on.expected.fits(grams):
        raise _differs(on, grams)
    learn(on.lines, weight_g=grams, tare_g=on.tare_g)
    return _accept(on, grams, scanned)


@handles(BY_LEAD)
def weigh_by_lead(scanned: Scanned) -> Answer:
    """Accept a weight that differs, with a reason; nothing is learned from it. The floor lets leads only."""
    if scanned.code != ACCEPT:
        return _on_the_scale(scanned)
    grams = grams_in(str(scanned.context.get("weight", "")))
    reason = str(scanned.context.get("reason", "")).strip()
    if grams is None or not reason:
        raise NothingOnTheScale(_("Enter the weight on the scale, and why it is right."))
    on = _held(scanned)
    history.write(
        subject=("outbound", str(on.parcel.pk)),
        shop_id=on.parcel.shop_id,
        action="accept_weight",
        actor=scanned.actor,
        at=scanned.at,
        changes={"weight_g": (on.expected.grams, grams)},
        comment=reason[:300],
    )
    return _accept(on, grams, scanned)


def parcel_on_label(code: str, warehouse_id: int, scope: Scope = PLATFORM) -> Outbound:
    """Return the parcel whose own code or whose label's code this is, under its lock. Raises NoSuchParcel."""
    labels = Label.objects.filter(code=code, replaced_at=None).values("outbound_id")
    rows = Outbound.objects.of(scope).filter(Q(code=code) | Q(pk__in=labels))
    rows = rows.filter(warehouse_id=warehouse_id).exclude(state=OutboundState.ENDED)
    pk = rows.values_list("pk", flat=True).first()
    if pk is None:
        raise NoSuchParcel(_("No parcel here has this code: scan the label of the parcel."))
    return held_parcel(pk)


def parcel_seen(outbound_id: str) -> Weighed | None:
    """Return a parcel with what it should weigh, for a screen; None if it is not to be weighed any more."""
    parcel = Outbound.objects.of(PLATFORM).select_related("order").filter(pk=outbound_id).first()
    if parcel is None or parcel.state != OutboundState.LABELLED:
        return None
    return _weighed(parcel)


def _on_the_scale(scanned: Scanned) -> Answer:
    parcel = _labelled(scanned)
    on = _known(parcel, scanned)
    return Answer(
        verdict=Verdict.OK,
        title=parcel.order.number,
        text=_("Put it on the scale."),
        data={
            **hands(scanned.action, parcel=str(parcel.pk)),
            "expected_g": on.expected.grams,
            "context": {"off": None},
        },
        subject=("outbound", str(parcel.pk)),
    )


def _labelled(scanned: Scanned) -> Outbound:
    return parcel_on_label(scanned.code, scanned.warehouse_id, scanned.scope)


def _held(scanned: Scanned) -> Weighed:
    """Return the parcel on the scale under its lock."""
    pk = hand(scanned).get("parcel")
    if pk is None:
        raise NothingOnTheScale(_("Scan the parcel first, then put it on the scale."))
    return _known(held_parcel(pk), scanned)


def _known(parcel: Outbound, scanned: Scanned) -> Weighed:
    demand_live(parcel, at=scanned.at)
    if parcel.state != OutboundState.LABELLED:
        raise _not_now(parcel)
    return _weighed(parcel)


def _weighed(parcel: Outbound) -> Weighed:
    lines = list(OutboundLine.objects.filter(outbound=parcel).select_related("offer"))
    pieces, tare = pieces_of(lines), tare_of(parcel)
    return Weighed(parcel, lines, pieces, tare, expected_weight(pieces, tare_g=tare))


def _not_now(parcel: Outbound) -> NotToBeWeighed:
    about: dict[str, Any] = {"subject": ("outbound", str(parcel.pk))}
    if parcel.weight_g:
        said = {"code": parcel.code, "kg": f"{parcel.weight_g / 1000:.3f}"}
        text = _("Parcel %(code)s was weighed already: %(kg)s kg. Scan it out at dispatch.") % said
        return NotToBeWeighed(text, title=_("Weighed already"), **about)
    text = _("Parcel %(code)s has no label scanned on it yet: go back to packing.")
    return NotToBeWeighed(text % {"code": parcel.code}, title=_("Not yet"), **about)


def _differs(on: Weighed, grams: int) -> WeightDiffers:
    should = on.expected.grams or 0
    off = grams - should
    said = {
        "is": f"{grams / 1000:.3f}",
        "should": f"{should / 1000:.3f}",
        "tolerance": on.expected.tolerance_g,
        "off": abs(off),
    }
    words = (
        _("%(is)s kg instead of %(should)s kg (± %(tolerance)s g): %(off)s g too much. %(check)s")
        if off > 0
        else _(
            "%(is)s kg instead of %(should)s kg (± %(tolerance)s g): %(off)s g too little. %(check)s"
        )
    )
    return WeightDiffers(
        words % {**said, "check": _to_check(on.pieces, off)},
        title=_("Wrong weight"),
        subject=("outbound", str(on.parcel.pk)),
        data={"context": {"off": grams}},
    )


def _to_check(pieces: list[Piece], off: int) -> str:
    """Return what to look at first."""
    found = suspect(pieces, off_g=off)
    if found is None:
        return _("Open it and compare with the order; else ask the lead.")
    said = {"n": found[1], "name": found[0].name}
    words = (
        _("Is there %(n)d × %(name)s too many?") if off > 0 else _("Is %(n)d × %(name)s missing?")
    )
    return words % said


def _accept(on: Weighed, grams: int, scanned: Scanned) -> Answer:
    parcel = on.parcel
    parcel.weigh(weight_g=grams, at=scanned.at)
    parcel.version += 1
    parcel.save()
    return Answer(
        verdict=Verdict.OK,
        title=_("%(kg)s kg") % {"kg": f"{grams / 1000:.3f}"},
        text=_("Right. Scan it out at dispatch."),
        code="weighed",
        data={**hands(scanned.action), "context": {"off": None}},
        subject=("outbound", str(parcel.pk)),
    )
