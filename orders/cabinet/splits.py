"""The doors of splitting, merging and separating: read the form, make one call, answer with the order."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from orders import services
from orders.cabinet.acts import act
from orders.cabinet.forms import VersionedForm
from orders.cabinet.split_dialog import MergeForm, SplitForm, split_sums
from orders.selectors import whole_order


def split(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Split it in two; asked without pressing, show only what it would come to (R-004-14)."""
    order = whole_order(request.scope, order_id)
    if request.method != "POST":
        form = SplitForm(request.GET, lines=order.lines.all())
        form.is_valid()
        return render(request, "cabinet/orders/_split_sums.html", split_sums(order, form))
    form = SplitForm(request.POST, lines=order.lines.all())
    done = _("Split: the buyer is told of both numbers.")
    return act(request, order_id, form, services.split_order, done, "split")


def merge(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Have another order of the buyer leave in one dispatch with this one."""
    form = MergeForm(request.POST)
    done = _("They leave together now, under one waybill.")
    return act(request, order_id, form, services.merge_orders, done, "merge")


def separate(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Let it travel by itself again."""
    form = VersionedForm(request.POST)
    return act(
        request, order_id, form, services.separate_order, _("It travels alone now."), "separate"
    )
