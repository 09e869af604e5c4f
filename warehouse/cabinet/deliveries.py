"""The seller's deliveries to the warehouse: announced by pasting SKUs and quantities, then watched."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.errors import Refusal
from warehouse.models import Inbound
from warehouse.rules.delivery_lines import PastedLine, read_lines
from warehouse.selectors.deliveries import deliveries_of, delivery_lines, refusals_of
from warehouse.selectors.statement import storage_of
from warehouse.services.inbounds import AnnouncedLine, announce_inbound, cancel_inbound
from warehouse.states import InboundState

PAGE = 50


class DeliveryForm(forms.Form):
    """What comes, when, and under which number."""

    number = forms.CharField(
        label=gettext_lazy("Number"),
        max_length=40,
        help_text=gettext_lazy("Write it on the boxes: the door finds the delivery by it."),
    )
    expected_on = forms.DateField(
        label=gettext_lazy("Comes on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    lines = forms.CharField(
        label=gettext_lazy("Goods"),
        max_length=200_000,
        help_text=gettext_lazy(
            "A row for each SKU: the SKU, then how many. Paste from a spreadsheet."
        ),
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )
    note = forms.CharField(
        label=gettext_lazy("Note for the warehouse"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def delivery_list(request: Any, shop: str) -> HttpResponse:
    """Show the shop's deliveries, the newest first."""
    before = request.GET.get("before", "")
    rows = deliveries_of(request.scope)
    if before.isdigit():
        rows = rows.filter(pk__lt=int(before[:18]))
    found = list(rows[: PAGE + 1])
    here = request.path
    page = {
        "prev_url": here if before else "",
        "next_url": f"{here}?before={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "label": "",
    }
    context = {"rows": found[:PAGE], "page": page, "storage": storage_of(request.scope)}
    return render(request, "cabinet/warehouse/deliveries.html", context)


def announce(request: Any, shop: str) -> HttpResponse:
    """Show the form of a new delivery; announce it."""
    if request.method != "POST":
        number = f"{timezone.localtime(timezone.now()):%Y%m%d-%H%M}"
        return _form_page(request, DeliveryForm(initial={"number": number}))
    form = DeliveryForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    pasted = read_lines(form.cleaned_data["lines"])
    try:
        inbound = _announce(request, form.cleaned_data, pasted)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        faults = _placed(refusal.details.get("rows") or [], pasted)
        return _form_page(request, form, status=refusal.status, faults=faults)
    messages.success(request, _("Delivery %(number)s is announced.") % {"number": inbound.number})
    return redirect("warehouse:delivery", shop=shop, inbound_id=inbound.pk)


def _announce(request: Any, values: dict[str, Any], pasted: list[PastedLine]) -> Inbound:
    inbound, _new = announce_inbound(
        shop_id=request.shop.id,
        number=values["number"],
        lines=[AnnouncedLine(line.sku, line.quantity) for line in pasted],
        expected_on=values["expected_on"],
        note=values["note"],
        actor=request.actor,
        at=timezone.now(),
    )
    return inbound


def _placed(faults: Any, pasted: list[PastedLine]) -> list[dict[str, Any]]:
    """Return the faults with the place of their row in the text, empty rows counted."""
    return [{**one, "row": pasted[one["row"] - 1].row} for one in faults]


def _form_page(request: Any, form: DeliveryForm, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"form": form, "storage": storage_of(request.scope), **more}
    return render(request, "cabinet/warehouse/announce.html", context, status=status)


def delivery(request: Any, shop: str, inbound_id: int) -> HttpResponse:
    """Show one delivery: announced, received, damaged, and what differs."""
    inbound = get_object_or_404(Inbound.objects.of(request.scope), pk=inbound_id)
    lines = delivery_lines(inbound)
    over = inbound.state == InboundState.RECEIVED
    context = {
        "inbound": inbound,
        "lines": lines,
        "over": over,
        "refusals": refusals_of(inbound),
        "differing": over and [line for line in lines if line.differs],
        "may_cancel": inbound.state == InboundState.ANNOUNCED
        and request.may("warehouse:delivery-cancel", "POST"),
        "totals": {
            name: sum(getattr(line, name) for line in lines)
            for name in ("expected", "received", "damaged", "put_away")
        },
    }
    return render(request, "cabinet/warehouse/delivery.html", context)


def cancel(request: Any, shop: str, inbound_id: int) -> HttpResponse:
    """Say that it does not come after all."""
    inbound = get_object_or_404(Inbound.objects.of(request.scope), pk=inbound_id)
    try:
        cancel_inbound(
            scope=request.scope, number=inbound.number, actor=request.actor, at=timezone.now()
        )
        messages.success(request, _("Cancelled: nobody waits for it."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(reverse("warehouse:delivery", args=[shop, inbound.pk]))
