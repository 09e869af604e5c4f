"""The doors of the call desk, and of giving up: read the form, make one call, answer with the order."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orders import services
from orders.cabinet.acts import act
from orders.cabinet.call_desk import AttemptForm, agreed_form, shelf_of
from orders.cabinet.cancel_dialog import CancelForm
from orders.rules.calls import contact_links
from orders.rules.edits import Agreement
from orders.selectors import whole_order
from orders.states import AgreedHow, AgreedWith


def log_attempt(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Write down a try to reach the buyer (R-004-08, R-004-50, R-004-51)."""
    form = AttemptForm(request.POST)
    return act(request, order_id, form, services.log_attempt, _("Written down."), "attempt")


def contacts(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Show how to call and write to the buyer; the look is kept in history (R-004-51)."""
    contact = services.reveal_contact(
        order_id=order_id, scope=request.scope, actor=request.actor, now=timezone.now()
    )
    links = contact_links(contact.phone)
    return render(
        request, "cabinet/orders/_contacts.html", {"links": links, "phone": contact.phone}
    )


def agreed(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Save what was agreed on the telephone: day, way, price, more goods (R-004-10, R-004-11)."""
    order = whole_order(request.scope, order_id)
    _shelf, offered = shelf_of(order, talked=True)
    form = agreed_form(order, offered, request.POST)

    def edit(*, now: datetime, **known: Any) -> object:
        agreement = Agreement(with_whom=AgreedWith.BUYER, how=AgreedHow.PHONE, at=now)
        return services.edit_order(agreement=agreement, now=now, **known)

    return act(request, order_id, form, edit, _("Saved to the order."), "agreed")


def cancel(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """End it with a reason that fits, and the stock put right where that is the reason.

    R-004-19, R-004-36, R-004-46, R-004-47, R-004-49, R-004-52, R-004-53, R-004-55.
    """
    lines = whole_order(request.scope, order_id).lines.all()
    form = CancelForm(request.POST, lines=lines)
    return act(request, order_id, form, services.cancel_order, _("Cancelled."), "cancel")
