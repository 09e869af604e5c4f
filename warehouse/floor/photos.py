"""Photographs of what stands at the door or at the returns desk, kept as evidence (R-001-22, R-002-27)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from kernel.errors import Refusal
from kernel.scope import PLATFORM
from warehouse.models import EvidenceFile, GoodsReturn, Inbound, Warehouse
from warehouse.services.evidence import attach_evidence

# What is photographed -> its rows, the screen that shows it, and its name in that screen's context.
SUBJECTS: dict[str, tuple[Any, str, str]] = {
    "inbound": (Inbound, "receive", "inbound"),
    "return": (GoodsReturn, "returns", "return"),
}


def add_photo(request: Any, warehouse: str, subject: str, subject_id: int) -> HttpResponse:
    """Keep the photograph of a delivery or a return, and go back to its screen."""
    if subject not in SUBJECTS:
        raise Http404
    model, screen, name = SUBJECTS[subject]
    place = get_object_or_404(Warehouse, code=warehouse)
    get_object_or_404(model.objects.of(PLATFORM), pk=subject_id, warehouse=place)
    photo = request.FILES.get("photo")
    try:
        attach_evidence(
            (subject, str(subject_id)),
            name=photo.name if photo else "",
            media_type=photo.content_type if photo else "",
            content=photo.read() if photo else b"",
            actor=request.principal.actor("floor"),
            at=timezone.now(),
        )
        messages.success(request, _("The photograph is kept."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    back = reverse("floor:screen", args=[warehouse, screen])
    return redirect(f"{back}?{urlencode({name: subject_id})}")


def photos_of(subject: str, subject_id: int) -> int:
    """Return how many photographs there are of a delivery or a return."""
    rows = EvidenceFile.objects.filter(subject_kind=subject, subject_id=str(subject_id))
    return rows.count()
