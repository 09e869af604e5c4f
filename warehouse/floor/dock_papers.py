"""What is printed at the docks: labels of pallets, papers of handovers."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from warehouse.models import Handover, Pallet
from warehouse.papers.handover_words import SECOND
from warehouse.papers.pallet import PalletLabel, pallet_label
from warehouse.services.handover_papers import paper_to_show

PAPERS = ("sheet", "tn1")
TYPES = {"pdf": "application/pdf", "png": "image/png"}


def show_pallet_label(request: Any, warehouse: str, sscc: str) -> HttpResponse:
    """Return the label of a pallet, a PDF or, with ``?as=png``, a picture for a label printer."""
    rows = Pallet.objects.select_related("warehouse", "dock")
    pallet = get_object_or_404(rows, warehouse__code=warehouse, sscc=sscc)
    fmt = "png" if request.GET.get("as") == "png" else "pdf"
    place = pallet.warehouse
    opened = pallet.opened_at.astimezone(ZoneInfo(place.zone))
    made = pallet_label(
        PalletLabel(
            sscc=pallet.sscc,
            carrier=pallet.carrier or _("no carrier"),
            sender="\n".join(filter(None, [place.company or place.name, place.address])),
            dock=pallet.dock.code,
            opened=f"{opened:%d.%m.%Y %H:%M}",
            words={
                "from": pgettext("on a label", "From"),
                "carrier": _("Carrier"),
                "dock": _("Dock"),
                "opened": _("Opened"),
            },
        ),
        fmt,
    )
    return HttpResponse(made, content_type=TYPES[fmt])


def show_handover_paper(
    request: Any, warehouse: str, handover: UUID, kind: str, version: int
) -> HttpResponse:
    """Return a paper of a handover in English and Russian, or in English and ``?lang=``."""
    rows = Handover.objects.select_related("warehouse")
    found = get_object_or_404(rows, pk=handover, warehouse__code=warehouse)
    second = request.GET.get("lang", SECOND[0])
    if kind not in PAPERS or second not in SECOND:
        raise Http404
    made = paper_to_show(found, kind, version, second)
    if made is None:
        raise Http404
    name = f"{found.number}-{kind}-{version}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(made, content_type=TYPES["pdf"], headers=headers)
