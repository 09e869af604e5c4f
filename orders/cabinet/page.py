"""The order page: what was promised, what it is, what to do next, what happened."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kernel.deadlines.reading import ClockFace, clocks_of
from orders.cabinet import forms
from orders.cabinet.call_desk import call_context, shelf_of, with_stock
from orders.cabinet.cancel_dialog import cancel_context
from orders.cabinet.journal import journal, levels, milestones
from orders.cabinet.rows import CLOCK_NAMES, NextAct, as_felt, next_act
from orders.cabinet.split_dialog import together_context
from orders.models import Order, OrderContact
from orders.selectors import comments_of, contact_changes, order_history, whole_order
from orders.selectors.calls import attempts_of
from orders.services import verified_blocks
from orders.states import (
    BEFORE_SHIPPING,
    BY_CARRIER,
    LATE_IN,
    OPEN_STATES,
    DeliveryMethod,
    OrderState,
)

S = OrderState
CARRIERS = ("Nova Poshta", "Ukrposhta", "Meest", "CDEK", "Boxberry", "DPD", "Cainiao")


def order_page(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Show one order. Reading changes nothing: opening it is the page's own explicit POST (C-28)."""
    return drawn(request, whole_order(request.scope, order_id))


def drawn(request: Any, order: Order, *, status: int = 200, **more: Any) -> HttpResponse:
    """Draw the page, or for htmx only what changes in it."""
    whole = not request.htmx or request.htmx.boosted
    name = "cabinet/orders/order.html" if whole else "cabinet/orders/_order.html"
    return render(request, name, {**context_of(request, order), **more}, status=status)


def context_of(request: Any, order: Order) -> dict[str, Any]:
    """Return everything the page shows of ``order``."""
    now = timezone.now()
    clocks = [as_felt(clock) for clock in clocks_of(request.scope, order.pk, now=now)]
    waiting = [c for c in clocks if c.closed_at is None and c.kind in LATE_IN]
    return {
        "now": now,
        "order": order,
        "state_face": OrderState(order.state),
        "contact": order.contact,
        "address": _address(order.contact),
        "lines": order.lines.all(),
        "method": DeliveryMethod(order.delivery_method),
        "clock": min(waiting, key=lambda clock: clock.due_at, default=None),
        "clocks": [(CLOCK_NAMES.get(clock.kind, clock.kind), clock) for clock in clocks],
        "milestones": milestones(order),
        "levels": levels(order),
        "journal": journal(
            order_history(request.scope, order.pk),
            comments_of(request.scope, order.pk),
            zone=ZoneInfo(request.shop.zone),
            currency=order.currency,
            words=contact_changes(request.scope, order.pk),
        ),
        "blocks": verified_blocks(order),
        "act": _act_of(request, order),
        "carriers": CARRIERS,
        "may_cancel": order.state in OPEN_STATES,
        "held_in": BEFORE_SHIPPING,
        "may_edit_date": order.state in BEFORE_SHIPPING,
        "asked_act": request.GET.get("act", ""),
        **forms_of(order, zone=request.shop.zone),
        **together_context(request, order),
        **desk_of(request, order, clocks=clocks, now=now),
    }


def _act_of(request: Any, order: Order) -> NextAct | None:
    """Return what is pressed next; one that rides with another is sent with that one."""
    if order.rides_with_id and order.state == S.AWAITING_SHIPMENT:
        return None
    return next_act(
        request.shop.slug,
        order.pk,
        state=order.state,
        method=order.delivery_method,
        waybill=order.waybill if order.is_tracked else "",
        paid=order.paid_at is not None,
    )


def _address(contact: OrderContact) -> str:
    """Return where it goes, in one line; empty where the buyer comes for it."""
    town = f"{contact.postcode} {contact.city}".strip()
    return ", ".join(part for part in (town, contact.address, contact.point_code) if part)


def desk_of(
    request: Any, order: Order, *, clocks: list[ClockFace], now: datetime
) -> dict[str, Any]:
    """Return the call desk and the dialog of cancelling, from what both of them look at."""
    attempts = attempts_of(request.scope, order.pk)
    shelf, offered = shelf_of(order)
    seen: dict[str, Any] = {"attempts": attempts, "clocks": clocks, "now": now}
    return {
        "stock_lines": with_stock(order.lines.all(), shelf),
        **call_context(request, order, offered=offered, **seen),
        **cancel_context(request, order, shelf=shelf, **seen),
    }


def forms_of(order: Order, *, zone: str) -> dict[str, Any]:
    """Return the forms of the acts that the order's state allows, filled from the order."""
    version = {"version": order.version}
    road = forms.ShipForm if order.delivery_method in BY_CARRIER else forms.CourierForm
    with timezone.override(ZoneInfo(zone)):
        return {
            "confirm_form": forms.ConfirmForm(
                initial={**version, "agreed_delivery_on": order.agreed_delivery_on}
            ),
            "ship_form": road(initial=version),
            "date_form": forms.DateForm(
                initial={
                    **version,
                    "agreed_delivery_on": order.agreed_delivery_on,
                    "agreed_at": timezone.localtime(),
                }
            ),
            "comment_form": forms.CommentForm(),
        }
