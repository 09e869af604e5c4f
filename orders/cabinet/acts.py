"""The acts on one order: read the form, make one call, answer with the order as it is then."""

from collections.abc import Callable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, NotFound, Refusal
from orders import services
from orders.cabinet.answers import back, noted, refused
from orders.cabinet.forms import (
    CommentForm,
    ConfirmForm,
    CourierForm,
    DateForm,
    ShipForm,
    VersionedForm,
)
from orders.cabinet.page import drawn
from orders.selectors import whole_order
from orders.states import BY_CARRIER

PAGE = "order"  # id of the region that an act on the page swaps


def act(
    request: Any,
    order_id: UUID,
    form: forms.Form,
    call: Callable[..., object],
    done: Any,
    name: str,
) -> HttpResponse:
    """Do one act and answer; a form that is not right comes back with its reasons."""
    with timezone.override(ZoneInfo(request.shop.zone)):
        valid = form.is_valid()
    if not valid:
        return _again(request, order_id, name, form)
    values = {key: value for key, value in form.cleaned_data.items() if value not in (None, "")}
    if "version" in values:
        values["expected_version"] = values.pop("version")
    try:
        call(
            order_id=order_id,
            scope=request.scope,
            actor=request.actor,
            now=timezone.now(),
            **values,
        )
    except (Conflict, NotFound) as refusal:
        return refused(request, refusal)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _again(request, order_id, name, form)
    return _done(request, order_id, done)


def _done(request: Any, order_id: UUID, done: Any) -> HttpResponse:
    if not request.htmx:
        return redirect(back(request))
    if request.htmx.target != PAGE:
        return noted(request, str(done))
    response = drawn(request, whole_order(request.scope, order_id))
    response["HX-Trigger"] = noted(request, str(done))["HX-Trigger"]
    return response


def _again(request: Any, order_id: UUID, name: str, form: forms.Form) -> HttpResponse:
    order = whole_order(request.scope, order_id)
    if request.htmx and request.htmx.target != PAGE:
        first = next(iter(form.errors.values()))[0]
        return noted(request, str(first), level="error", status=200)
    return drawn(request, order, status=422, **{f"{name}_form": form, "asked_act": name})


def open_order(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Accept it. From the page itself a second look changes nothing and is no error (R-004-06)."""
    form = VersionedForm(request.POST)
    answer = act(request, order_id, form, services.open_order, _("Accepted."), "open")
    if (
        answer.status_code == services.MoveRefused.status
        and request.htmx
        and request.htmx.target == PAGE
    ):
        return drawn(request, whole_order(request.scope, order_id))
    return answer


def confirm(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Confirm with the buyer (R-004-12)."""
    form = ConfirmForm(request.POST)
    return act(request, order_id, form, services.confirm_order, _("Confirmed."), "confirm")


def ready(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Say that it is picked (R-004-13)."""
    form = VersionedForm(request.POST)
    return act(request, order_id, form, services.make_order_ready, _("Ready to ship."), "ready")


def ship(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Send it out (R-004-15, R-004-16)."""
    order = whole_order(request.scope, order_id)
    by_carrier = order.delivery_method in BY_CARRIER
    form = (ShipForm if by_carrier else CourierForm)(request.POST)
    return act(request, order_id, form, services.ship_order, _("On its way."), "ship")


def pickup(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Have it wait at the shop's point (R-004-17)."""
    form = VersionedForm(request.POST)
    done = _("Waits at the pickup point; the buyer is told.")
    return act(request, order_id, form, services.offer_order_for_pickup, done, "pickup")


def receive(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Say that the buyer has it (R-004-18)."""
    form = VersionedForm(request.POST)
    return act(request, order_id, form, services.receive_order, _("Received."), "receive")


def date(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Store the day agreed with the buyer (R-004-13)."""
    form = DateForm(request.POST)
    return act(request, order_id, form, services.agree_delivery_date, _("Date stored."), "date")


def comment(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Add a private comment (R-004-44)."""
    form = CommentForm(request.POST)
    return act(request, order_id, form, services.add_comment, _("Comment added."), "comment")


def reveal(request: Any, shop: str, order_id: UUID, what: str) -> HttpResponse:
    """Show one of the buyer's data in full; the look is kept in history."""
    contact = services.reveal_contact(
        order_id=order_id, scope=request.scope, actor=request.actor, now=timezone.now()
    )
    shown = getattr(contact, what.replace("-", "_"))
    return HttpResponse(format_html('<span class="num">{}</span>', shown))
