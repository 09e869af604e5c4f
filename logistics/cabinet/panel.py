"""The road's part of the order page: where each parcel is, under which number, and what comes next."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from logistics.cabinet.words import dressed
from logistics.selectors.journeys import journeys_of_order
from orders.public import order_standing


def order_panel(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Show the panel; nothing while no carrier has the order."""
    if order_standing(request.scope, order_id) is None:
        raise Http404
    journeys = [dressed(journey) for journey in journeys_of_order(request.scope, order_id)]
    if not journeys:
        return HttpResponse("")
    context = {"order_id": order_id, "journeys": journeys}
    return render(request, "cabinet/logistics/_order_panel.html", context)
