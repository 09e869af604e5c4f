"""The address of the order list, read leniently: what makes no sense is left out, never an error."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from orders.selectors import Filters
from orders.states import DeliveryMethod, OrderState

SIZES = 50


class ListForm(forms.Form):
    """What the list can be asked for."""

    q = forms.CharField(required=False, max_length=100, strip=True)
    state = forms.MultipleChoiceField(required=False, choices=OrderState.choices)
    channel = forms.CharField(required=False, max_length=20)
    delivery = forms.ChoiceField(required=False, choices=[("", ""), *DeliveryMethod.choices])
    overdue = forms.BooleanField(required=False)
    unpaid = forms.BooleanField(required=False)
    cursor = forms.CharField(required=False, max_length=40)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: filters, where to go on, and the address without the place."""

    filters: Filters
    cursor: str | None
    query: str
    values: dict[str, Any]


def read(query: QueryDict) -> Asked:
    """Return what of ``query`` can be understood."""
    form = ListForm(query)
    form.is_valid()
    values = form.cleaned_data
    filters = Filters(
        states=tuple(values.get("state") or ()),
        channel=values.get("channel", ""),
        text=values.get("q", "").replace("\0", ""),
        delivery=values.get("delivery", ""),
        overdue=bool(values.get("overdue")),
        unpaid=True if values.get("unpaid") else None,
    )
    kept = {name: value for name, value in values.items() if value and name != "cursor"}
    return Asked(filters, values.get("cursor") or None, urlencode(kept, doseq=True), kept)
