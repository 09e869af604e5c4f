"""What is printed at the docks: labels of pallets, papers of handovers."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from warehouse.models import Pallet
from warehouse.papers.pallet import PalletLabel, pallet_label

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
                "from": _("From"),
                "carrier": _("Carrier"),
                "dock": _("Dock"),
                "opened": _("Opened"),
            },
        ),
        fmt,
    )
    return HttpResponse(made, content_type=TYPES[fmt])
