"""The buyer's link on the order page: shown to be passed on, and revoked."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orders import services
from orders.cabinet.answers import back, noted


def show(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Show the address of the buyer's page; asking for it makes it live for a while."""
    token = services.buyer_token(order_id=order_id, scope=request.scope, now=timezone.now())
    address = request.build_absolute_uri(reverse("buyer:page", kwargs={"token": token}))
    if not request.htmx:
        return redirect(address)
    context = {"address": address, "order_id": order_id, "shop": request.shop}
    return render(request, "cabinet/orders/_buyer_link.html", context)


def revoke(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Have the links told so far open nothing."""
    services.revoke_buyer_link(
        order_id=order_id, scope=request.scope, actor=request.actor, now=timezone.now()
    )
    if not request.htmx:
        return redirect(back(request))
    return noted(request, str(_("The old links open nothing any more.")))
