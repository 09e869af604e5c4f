"""The warehouse's part of the order page: how far the parcel is, what is missing, who scanned it when."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orders.public import order_standing
from warehouse.selectors.order_panel import ParcelFace, parcels_of_order
from warehouse.selectors.shortages import lacking_of
from warehouse.selectors.statement import storage_of
from warehouse.states import OutboundState

O = OutboundState  # noqa: E741
BEFORE_PACKING = frozenset({"new", "needs_agreement", "confirmed"})
STEP_NAMES = {
    "released": _("Released"),
    "picked": _("Picked"),
    "packed": pgettext_lazy("a parcel", "Packed"),
    "dispatched": _("Packing finished"),
    "handed_over": _("Handed over"),
}
WORK_NAMES = {
    "pick": _("picked"),
    "sort": _("sorted"),
    "check": _("checked"),
    "pack": _("packed"),
    "label": _("labelled"),
    "weigh": _("weighed"),
    "dispatch": _("packing finished"),
    "palletise": _("on a pallet"),
    "load": _("loaded"),
    "put_back": _("put back"),
    "unpack": _("taken apart"),
}
TONES = {O.SHORT: "late", O.PUT_BACK: "amber", O.INTERCEPTED: "late", O.HANDED_OVER: "calm"}


def order_panel(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Show the panel; nothing for a shop that sends by itself, or an order that it sent itself."""
    standing = order_standing(request.scope, order_id)
    if standing is None:
        raise Http404
    if storage_of(request.scope) is None:
        return HttpResponse("")
    faces = parcels_of_order(request.scope, order_id)
    lacking = lacking_of(order_id)
    if not faces and not lacking and standing.state not in BEFORE_PACKING:
        return HttpResponse("")
    context = {
        "order_id": order_id,
        "parcels": [_dressed(face) for face in faces],
        "lacking": lacking,
    }
    return render(request, "cabinet/warehouse/_order_panel.html", context)


def _dressed(face: ParcelFace) -> dict[str, Any]:
    parcel = face.parcel
    return {
        "code": parcel.code,
        "state": O(parcel.state).label,
        "tone": TONES.get(O(parcel.state), "blue"),
        "warehouse": parcel.warehouse.name,
        "weight_g": parcel.weight_g,
        "stopped_at": parcel.stopped_at,
        "is_stopped": parcel.state in (O.PUT_BACK, O.INTERCEPTED, O.ENDED),
        "forced_reason": parcel.forced_reason,
        "is_open": parcel.state not in (O.HANDED_OVER, O.ENDED),
        "steps": [
            {"label": STEP_NAMES[step.name], "state": step.state, "at": step.at}
            for step in face.steps
        ],
        "scans": [
            {**scan, "work": WORK_NAMES[scan["action"]]}
            for scan in face.scans
            if scan["action"] in WORK_NAMES
        ],
    }
