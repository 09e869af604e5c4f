"""Whether promised days are kept, by carrier and city; every number leads to its parcels (R-002-71, C-18)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode

from logistics.selectors.keeping_faces import report_faces


def keeping(request: Any, shop: str) -> HttpResponse:
    """Show the report, or the parcels behind one of its numbers."""

    def link(words: Mapping[str, str | int]) -> str:
        return f"{request.path}?{urlencode(words)}"

    context = report_faces(
        request.scope, request.GET.dict(), zone=request.shop.zone, now=timezone.now(), link=link
    )
    return render(request, "cabinet/logistics/keeping.html", context)
