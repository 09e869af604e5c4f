"""The edit page: goods, delivery and payment as agreed with the buyer (R-004-38..-43, C-22)."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.errors import Refusal
from orders import services
from orders.cabinet.agreement import NAMES as AGREED
from orders.cabinet.answers import back
from orders.cabinet.edit_form import EditForm, rebased
from orders.cabinet.edit_sums import expected
from orders.cabinet.edit_words import label_of, shown
from orders.cabinet.journal import SOURCES
from orders.models import Order
from orders.rules.edits import BUYER, DELIVERY, PAYMENT, TABLE
from orders.selectors import whole_order
from sellers.public import offers_on_sale

PAGE = "cabinet/orders/edit.html"


def edit(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Show what may be edited, and what not with the reason; store what was agreed with the buyer.

    R-004-38, R-004-39, R-004-40, R-004-41, R-004-42.
    """
    order = whole_order(request.scope, order_id)
    with timezone.override(ZoneInfo(request.shop.zone)):
        if request.method == "POST":
            return _store(request, order)
        now = timezone.localtime()
        form = EditForm(order, initial={"agreed_at": now}, by=request.actor.kind)
        return _drawn(request, order, form)


def goods(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Say what the goods and the whole would cost if this were saved; nothing is.

    No field is sent back: somebody may be typing in it at this moment.
    """
    order = whole_order(request.scope, order_id)
    form = EditForm(order, request.POST, by=request.actor.kind)
    context = {"order": order, "sums": expected(order, form), "told_apart": True}
    return render(request, "cabinet/orders/_edit_sums.html", context)


def _store(request: Any, order: Order) -> HttpResponse:
    form = EditForm(order, request.POST, by=request.actor.kind)
    if not form.is_valid():
        return _drawn(request, order, form, status=422)
    try:
        edited = _edit(request, order, form)
    except services.OrderChanged as stale:
        return _differing(request, order, form, stale)
    except Refusal as refusal:
        form.add_error(form.place_of(refusal.field, refusal.code), str(refusal))
        return _drawn(request, order, form, status=refusal.status)
    changed = edited.version != order.version
    messages.success(request, _("Saved as agreed.") if changed else _("Nothing has changed."))
    return redirect(back(request))


def _edit(request: Any, order: Order, form: EditForm) -> Order:
    changes = form.changes()
    return services.edit_order(
        order_id=order.pk,
        scope=request.scope,
        actor=request.actor,
        now=timezone.now(),
        changes=changes,
        agreement=form.agreement(),
        expected_version=form.cleaned_data["version"],
    )


def _differing(
    request: Any, order: Order, form: EditForm, stale: services.OrderChanged
) -> HttpResponse:
    """Show what somebody saved meanwhile beside what was typed, which stays in the form."""
    told: Any = stale.details["changes"]
    typed = {name: form.data.get(name) for name in form.changed_data}
    again = rebased(form, order, by=request.actor.kind)
    return _drawn(
        request, order, again, status=stale.status, differing=_in_words(told, typed, order.currency)
    )


def _in_words(
    told: Iterable[Mapping[str, Any]], typed: Mapping[str, Any], currency: str
) -> list[dict[str, Any]]:
    rows = []
    for one in told:
        name = one["field"]
        before, after = (shown(name, one[key], currency=currency) for key in ("before", "after"))
        rows.append(
            {
                "label": label_of(name) or name.replace("_", " "),
                "before": one["before"] if before is None else before,
                "after": one["after"] if after is None else after,
                "typed": typed.get(name, ""),
                "who": f"{one['actor']} · {SOURCES.get(one['source'], one['source'])}",
            }
        )
    return rows


def _drawn(
    request: Any, order: Order, form: EditForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = _context(request, order, form, expected(order, form))
    offers = [] if form.reasons["lines"] else offers_on_sale(order.shop_id)
    return render(request, PAGE, {**context, "offers": offers, **more}, status=status)


def _context(request: Any, order: Order, form: EditForm, sums: Any) -> dict[str, Any]:
    sections = {
        name: [form[n] for n in form.fields if n in TABLE and TABLE[n].section == name]
        for name in (DELIVERY, PAYMENT)
    }
    return {
        "order": order,
        "contact": order.contact,
        "form": form,
        "sums": sums,
        "delivery_fields": sections[DELIVERY],
        "payment_fields": sections[PAYMENT],
        "agreement_fields": [form[name] for name in AGREED],
        "why_not_goods": form.reasons["lines"],
        "why_not_delivery": form.why_not(DELIVERY),
        "why_not_payment": form.why_not(PAYMENT),
        "why_not_buyer": form.why_not(BUYER),
        "reasons": form.reasons,
        "may_save": any(reason is None for reason in form.reasons.values()),
    }
