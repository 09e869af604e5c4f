"""The road's part of the order page: each parcel from payment to the door, promised against actual."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from logistics.selectors.journeys import journeys_of_order
from logistics.selectors.telling import told_to_seller
from orders.public import order_standing


def order_panel(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Show the panel; nothing while no carrier has the order."""
    if order_standing(request.scope, order_id) is None:
        raise Http404
    found = journeys_of_order(request.scope, order_id, now=timezone.now())
    if not found:
        return HttpResponse("")
    journeys = [told_to_seller(journey, zone=request.shop.zone) for journey in found]
    context = {"order_id": order_id, "journeys": journeys}
    return render(request, "cabinet/logistics/_order_panel.html", context)
