"""Edit one field of an order over its shop's head: the platform admin's logged override (R-004-38)."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from kernel.errors import Refusal
from kernel.history import Actor
from kernel.money import NotMoney, to_minor
from kernel.scope import PLATFORM
from orders.models import Order
from orders.rules.edits import GOODS, TABLE, Agreement
from orders.services import edit_order
from orders.states import AgreedHow, AgreedWith

FIELDS = [(n, row.label) for n, row in TABLE.items() if row.states and row.section != GOODS]


class OverrideForm(forms.Form):
    """Which field, its new value, why staff does it, and how the buyer agreed."""

    field = forms.ChoiceField(
        label=_("What is changed"), choices=FIELDS, widget=UnfoldAdminSelectWidget
    )
    value = forms.CharField(
        label=_("New value"),
        required=False,
        max_length=4000,
        help_text=_("A day as 2026-02-09, an amount as 70.00, a choice by its code."),
        widget=UnfoldAdminTextInputWidget,
    )
    override_reason = forms.CharField(
        label=_("Why staff does it"), max_length=1000, widget=UnfoldAdminTextareaWidget
    )
    with_whom = forms.ChoiceField(
        label=_("Agreed with"), choices=AgreedWith.choices, widget=UnfoldAdminSelectWidget
    )
    how = forms.ChoiceField(
        label=_("How it was agreed"),
        choices=[("", "—"), *AgreedHow.choices],
        widget=UnfoldAdminSelectWidget,
    )

    def clean(self) -> dict[str, Any]:
        """Read the value as its field wants it; amounts stay text until the order's currency is known."""
        super().clean()
        values: dict[str, Any] = self.cleaned_data
        if values.get("field") == "agreed_delivery_on" and values.get("value"):
            try:
                values["value"] = date.fromisoformat(values["value"])
            except ValueError:
                self.add_error("value", _("Write the day as 2026-02-09."))
        return values


class EditUnreadable(Refusal):
    """The value is no amount of money."""

    code = "edit_unreadable"


def override(order: Order, values: dict[str, Any], *, actor: Actor) -> Order:
    """Store what a valid form says. Raises what `edit_order` raises, and EditUnreadable."""
    now, field = timezone.now(), values["field"]
    return edit_order(
        order_id=order.pk,
        scope=PLATFORM,
        actor=actor,
        now=now,
        changes={field: _value(order, field, values["value"])},
        agreement=Agreement(with_whom=values["with_whom"], how=values["how"], at=now),
        override_reason=values["override_reason"],
    )


def _value(order: Order, field: str, value: Any) -> Any:
    if field == "agreed_delivery_on":
        return value or None
    if not field.endswith("_minor"):
        return value
    try:
        return to_minor(value or 0, order.currency)
    except NotMoney as error:
        raise EditUnreadable(str(error), field="value") from error
