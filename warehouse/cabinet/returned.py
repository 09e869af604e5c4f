"""The seller's returns: what comes back, what was found, what became of it (R-002-69)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from warehouse.cabinet.words import RETURN_REASONS
from warehouse.selectors.returned import returns_of
from warehouse.selectors.statement import storage_of

PAGE = 50


def return_list(request: Any, shop: str) -> HttpResponse:
    """Show the shop's returns, the newest first."""
    before = request.GET.get("before", "")
    rows = returns_of(request.scope)
    if before.isdigit():
        rows = rows.filter(pk__lt=int(before[:18]))
    found = list(rows[: PAGE + 1])
    here = request.path
    page = {
        "prev_url": here if before else "",
        "next_url": f"{here}?before={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "label": "",
    }
    shown = [
        {"back": one, "why": RETURN_REASONS.get(one.reason, one.reason)} for one in found[:PAGE]
    ]
    context = {"rows": shown, "page": page, "storage": storage_of(request.scope)}
    return render(request, "cabinet/warehouse/returns.html", context)
