"""The road's part of the order page: each parcel from payment to the door, promised against actual."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from logistics.selectors.carrier_choice import carrier_choice
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


def carrier_choice_panel(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Show which carriers are recommended for the order, and ask whether another is meant (R-003-15)."""
    written = request.GET.get("carrier", "").strip()[:40]
    choice = carrier_choice(request.scope, order_id, written=written, now=timezone.now())
    if choice is None:
        raise Http404
    return render(request, "cabinet/logistics/_carrier_choice.html", {"choice": choice})
