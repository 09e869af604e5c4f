"""The road's part of the order page: each parcel from payment to the door, promised against actual."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.errors import Refusal
from logistics.models import Carrier
from logistics.selectors.carrier_choice import carrier_choice
from logistics.selectors.journeys import journeys_of_order
from logistics.selectors.telling import told_to_seller
from logistics.services.asking import ask_soon
from logistics.services.entering import enter_number
from orders.public import order_standing


def order_panel(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Show the panel; nothing while no carrier has the order."""
    if order_standing(request.scope, order_id) is None:
        raise Http404
    found = journeys_of_order(request.scope, order_id, now=timezone.now())
    if not found:
        return HttpResponse("")
    journeys = [told_to_seller(journey, zone=request.shop.zone) for journey in found]
    is_asked = any(number.is_asked for journey in found for number in journey.numbers)
    lacks = any(not journey.numbers and not journey.is_over for journey in found)
    context = {
        "order_id": order_id,
        "journeys": journeys,
        "is_asked": is_asked,
        "carriers": Carrier.objects.order_by("name") if lacks else (),
    }
    return render(request, "cabinet/logistics/_order_panel.html", context)


@require_POST
def ask(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Have the order's carriers asked now; 404 where the order is not the shop's."""
    if order_standing(request.scope, order_id) is None:
        raise Http404
    if ask_soon(order_id, scope=request.scope, now=timezone.now()):
        messages.success(request, _("The carrier is asked: its word stands here within a minute."))
    else:
        messages.info(request, _("The carrier was asked just now, or has nothing more to tell."))
    return redirect("orders:order", shop=shop, order_id=order_id)


@require_POST
def enter(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Enter under which number the order's parcel went (R-003-16)."""
    if order_standing(request.scope, order_id) is None:
        raise Http404
    try:
        enter_number(
            order_id,
            scope=request.scope,
            carrier=request.POST.get("carrier", ""),
            number=request.POST.get("number", ""),
            actor=request.actor,
            now=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The number is kept."))
    return redirect("orders:order", shop=shop, order_id=order_id)


def carrier_choice_panel(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Show which carriers are recommended for the order, and ask whether another is meant (R-003-15)."""
    written = request.GET.get("carrier", "").strip()[:40]
    choice = carrier_choice(request.scope, order_id, written=written, now=timezone.now())
    if choice is None:
        raise Http404
    return render(request, "cabinet/logistics/_carrier_choice.html", {"choice": choice})
