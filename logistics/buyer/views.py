"""The road of an order for its buyer (R-003-07): one look, which changes nothing.

The token of the page opens it and nothing else does. The buyer's own name, phone and street are not read,
and of what a carrier wrote nothing is shown but what it means and in which city it was.
"""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kernel.errors import NotFound
from logistics.selectors.journeys import journeys_of_order
from logistics.selectors.telling import told_to_buyer
from orders.public import order_of_token, order_standing


def road(request: Any, token: str) -> HttpResponse:
    """Show where each parcel is; nothing for a link that opens nothing, or while no carrier has it."""
    now = timezone.now()
    try:
        order_id, scope = order_of_token(token, now=now)
    except NotFound:
        return _kept_private(HttpResponse("", status=404))
    standing = order_standing(scope, order_id)
    found = journeys_of_order(scope, order_id, now=now) if standing else []
    if standing is None or not found:
        return _kept_private(HttpResponse(""))
    zone = standing.zone
    context = {
        "zone": zone,
        "token": token,
        "journeys": [told_to_buyer(journey, zone=zone) for journey in found],
    }
    return _kept_private(render(request, "buyer/_road.html", context))


def _kept_private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
