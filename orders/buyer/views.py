"""The buyer's page: where the order stands, what comes next, and the two things a buyer may do.

Looking changes nothing, whoever looks: a crawler, a preview of a messenger, a browser that fetches ahead
(C-28). Neither the buyer's own name, phone and street nor anything the shop noted for itself is shown.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from kernel.errors import NotFound, Refusal
from kernel.history import Actor, ActorKind
from kernel.scope import Scope
from orders import services
from orders.buyer.faces import face_of
from orders.selectors import whole_order
from orders.states import CancelReason

BUYER = Actor(kind=ActorKind.BUYER, label="buyer", source="buyer_page")


def page(request: Any, token: str) -> HttpResponse:
    """Show the order of the link (R-000-19, R-003-07); another link shows that it opens nothing."""
    try:
        order_id, scope = services.order_of_token(token, now=timezone.now())
    except NotFound as error:
        return _kept_private(render(request, "buyer/no_order.html", {"why": error}, status=404))
    order = whole_order(scope, order_id)
    with translation.override(_language(request, order)):
        context = {**face_of(order), "token": token}
        return _kept_private(render(request, "buyer/order.html", context))


def cancel(request: Any, token: str) -> HttpResponse:
    """Cancel while the channel lets the buyer (R-004-45, R-002-36)."""

    def call(order_id: UUID, scope: Scope) -> None:
        services.cancel_order(
            order_id=order_id,
            scope=scope,
            actor=BUYER,
            now=timezone.now(),
            reason=CancelReason.BUYER_REQUEST,
            comment=request.POST.get("comment", "")[:500],
        )

    return _act(request, token, call, _("The order is cancelled; the shop is told."))


def receive(request: Any, token: str) -> HttpResponse:
    """Confirm receipt; said twice, it is one receipt (R-003-08)."""

    def call(order_id: UUID, scope: Scope) -> None:
        services.receive_order(order_id=order_id, scope=scope, actor=BUYER, now=timezone.now())

    return _act(request, token, call, _("Thank you: the shop knows that you have it."))


def _act(
    request: Any, token: str, call: Callable[[UUID, Scope], None], done: object
) -> HttpResponse:
    try:
        call(*services.order_of_token(token, now=timezone.now()))
        messages.success(request, str(done))
    except NotFound:
        pass  # the page says so
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _kept_private(redirect("buyer:page", token=token))


def _language(request: Any, order: Any) -> str:
    """Return the language chosen on the page, else the one the buyer ordered in, else the browser's."""
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES or not order.contact.language:
        return str(translation.get_language())
    try:
        return translation.get_supported_language_variant(order.contact.language)
    except LookupError:
        return str(translation.get_language())


def _kept_private(response: HttpResponse) -> HttpResponse:
    """Keep the address, which is the key, out of caches, indexes and the addresses others see."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
