"""Labels of parcels to look at and to print."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from kernel.scope import PLATFORM
from warehouse.models import Outbound
from warehouse.services.labels import FORMATS, NoLabel, drawn_label, valid_label


def show_label(request: Any, warehouse: str, parcel: str, fmt: str) -> HttpResponse:
    """Return the label of a parcel as pdf, png or zpl; a carrier's own is what the carrier gave."""
    rows = Outbound.objects.of(PLATFORM)
    outbound = get_object_or_404(rows, warehouse__code=warehouse, code=parcel)
    label = valid_label(outbound)
    if label is None or fmt not in FORMATS:
        raise Http404
    try:
        content, media_type = drawn_label(label, fmt)
    except NoLabel as missing:
        raise Http404(str(missing)) from missing
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'inline; filename="{outbound.code}.{fmt}"'
    answer["Cache-Control"] = "private, no-cache"
    answer["ETag"] = f'"{label.sha256}"'
    return answer
