"""Labels of parcels to look at and to print."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from kernel.scope import PLATFORM
from warehouse.models import Outbound
from warehouse.services.labels import FORMATS, NoLabel, drawn_label, valid_label


def show_label(request: Any, warehouse: str, code: str, fmt: str) -> HttpResponse:
    """Return the label of a parcel as pdf, png or zpl; a carrier's own is what the carrier gave."""
    parcel = get_object_or_404(Outbound.objects.of(PLATFORM), warehouse__code=warehouse, code=code)
    label = valid_label(parcel)
    if label is None or fmt not in FORMATS:
        raise Http404
    try:
        content, media_type = drawn_label(label, fmt)
    except NoLabel as missing:
        raise Http404(str(missing)) from missing
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'inline; filename="{parcel.code}.{fmt}"'
    answer["Cache-Control"] = "private, no-cache"
    answer["ETag"] = f'"{label.sha256}"'
    return answer
