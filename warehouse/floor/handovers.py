"""The screen of a truck: pallets ticked by scan, seals typed twice, both signatures, papers (R-002-24)."""

import base64
import binascii
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal
from kernel.problems import problem_response
from warehouse.floor.screens import Command, Floor, Screen, register
from warehouse.models import Handover
from warehouse.selectors.handovers import bay_of, carriers_to_load, last_signed
from warehouse.services.scanning import refusal_answer
from warehouse.services.signing import sign_handover
from warehouse.states import HandoverState, StationKind

PICTURE = "data:image/png;base64,"


def show_handover(floor: Floor) -> dict[str, Any]:
    """Return what the screen of a truck draws."""
    dock = floor.station
    at_dock = dock is not None and dock.kind == StationKind.DOCK
    bay = bay_of(dock.pk) if dock is not None and at_dock else None
    shown: dict[str, Any] = {"at_dock": at_dock, "bay": bay, "prompt": _prompt(floor, at_dock, bay)}
    if bay is None:
        dock_id = dock.pk if dock is not None else None
        return {**shown, "carriers": carriers_to_load(dock_id), "last": last_signed(dock_id)}
    done, of = len(bay.loaded), len(bay.loaded) + len(bay.waiting)
    labels = [f"{prefix}{pallet.sscc}" for pallet in bay.waiting for prefix in ("", "00")]
    expected = labels if bay.handover.state == HandoverState.LOADING else []
    return {**shown, "done": done, "of": of, "expected": expected, "handover": bay.handover}


def _prompt(floor: Floor, at_dock: bool, bay: Any) -> Any:
    if not at_dock:
        return _("Scan your dock")
    if bay is None:
        return _("Begin a truck")
    if bay.handover.state == HandoverState.FROZEN:
        return _("Sign the sheet")
    if floor.context.get("off"):
        return _("Scan the pallet to take off")
    return _("Scan the pallets") if bay.waiting or not bay.loaded else _("Seal the truck")


def sign(request: Any, warehouse: str, handover: UUID) -> HttpResponse:
    """Take both signatures; what was signed before is answered alike."""
    found = get_object_or_404(Handover, pk=handover, warehouse__code=warehouse)
    try:
        sign_handover(
            handover_id=found.pk,
            our_name=request.POST.get("our_name", ""),
            our_signature=_picture(request.POST.get("our_signature", "")),
            their_name=request.POST.get("their_name", ""),
            their_signature=_picture(request.POST.get("their_signature", "")),
            actor=request.principal.actor("floor"),
            at=timezone.now(),
        )
    except Refusal as refusal:
        verdict = refusal_answer(refusal).verdict
        return problem_response(refusal.status, refusal.code, refusal, verdict=verdict)
    return JsonResponse({"go": reverse("floor:screen", args=[warehouse, "handover"])})


def _picture(given: str) -> bytes:
    try:
        return base64.b64decode(given.removeprefix(PICTURE), validate=True)
    except (binascii.Error, ValueError):
        return b""


register(
    Screen(
        key="handover",
        title=_("Truck"),
        icon="truck",
        action="handover",
        template="floor/handover.html",
        show=show_handover,
        commands=(
            Command("HANDOVER", _("Truck"), on_paper=False),
            Command("DETAILS", _("Keep"), on_paper=False),
            Command("SEAL", _("Add the seal"), on_paper=False),
            Command("UNSEAL", _("Take off the sheet"), on_paper=False),
            Command("FREEZE", _("Close the sheet")),
            Command("THAW", _("Open the sheet again")),
            Command("OFF", _("Take a pallet off")),
            Command("DROP", _("This truck is not coming"), on_paper=False),
        ),
    )
)
