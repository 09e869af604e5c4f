"""The form of the edit page, made from the edit matrix: what may not be edited is shown with the reason."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.money import NotMoney, exponent, to_major, to_minor
from orders.cabinet.agreement import NAMES as AGREED
from orders.cabinet.agreement import AgreementFields
from orders.models import Order
from orders.rules.edits import BUYER, TABLE, UNTIMELY, why_not_editable
from orders.rules.intake import DELIVERY_LENGTHS, QUANTITY_MOST, SKU_LENGTH
from orders.rules.line_edits import LineEdit
from orders.rules.masking import masked
from orders.rules.moving import Reason
from orders.services.edit_order import OF_CONTACT
from orders.states import DeliveryMethod, PaymentTerms

NEW_ROWS = 10
"""New lines that one form can hold; the page shows a further one once the last is begun."""


class Money(forms.DecimalField):
    """An amount as people write it, in major units of the order's currency; cleans to minor ones."""

    def __init__(self, *, currency: str, **kwargs: Any) -> None:
        self.currency = currency
        super().__init__(min_value=0, max_digits=15, decimal_places=exponent(currency), **kwargs)
        self.widget.attrs.update({"inputmode": "decimal"})

    def in_minor(self, value: Any) -> int:
        """Return a cleaned value in minor units."""
        try:
            return to_minor(value or 0, self.currency)
        except NotMoney as error:
            raise forms.ValidationError(str(error)) from error


def _text(name: str, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=TABLE[name].label, required=False, max_length=DELIVERY_LENGTHS[name], **more
    )


def _pieces() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Pieces"), required=False, min_value=0, max_value=QUANTITY_MOST
    )


def _fields(currency: str) -> dict[str, forms.Field]:
    """Return the fields of delivery and payment, in the order in which they are read."""
    day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return {
        "delivery_method": forms.ChoiceField(
            label=TABLE["delivery_method"].label, choices=DeliveryMethod.choices, required=False
        ),
        "agreed_delivery_on": forms.DateField(
            label=TABLE["agreed_delivery_on"].label, required=False, widget=day
        ),
        "city": _text("city"),
        "postcode": _text("postcode"),
        "address": _text("address"),
        "point_code": _text("point_code"),
        "region": _text("region"),
        "country": forms.RegexField(
            r"^[A-Z]{2}$",
            label=TABLE["country"].label,
            required=False,
            error_messages={
                "invalid": _("Write a country by its two letters (ISO 3166), e.g. UA.")
            },
        ),
        "recipient": _text("recipient"),
        "recipient_phone": _text(
            "recipient_phone",
            widget=forms.TextInput(attrs={"inputmode": "tel"}),
        ),
        "note": _text("note", widget=forms.Textarea(attrs={"rows": 2})),
        "payment_terms": forms.ChoiceField(
            label=TABLE["payment_terms"].label, choices=PaymentTerms.choices, required=False
        ),
        "delivery_minor": Money(
            currency=currency, label=TABLE["delivery_minor"].label, required=False
        ),
        "discount_minor": Money(
            currency=currency, label=TABLE["discount_minor"].label, required=False
        ),
    }


class EditForm(AgreementFields):
    """Everything of one order that an edit may touch; ``version`` is the one it was filled from.

    Each field carries what it was filled with, so that only what somebody really changed is sent on: what a
    colleague saved meanwhile in the other fields stays.
    """

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, order: Order, *args: Any, by: str, **kwargs: Any) -> None:
        self.order = order
        kwargs["initial"] = {**initial_of(order), **kwargs.get("initial", {})}
        kwargs["auto_id"] = "edit_%s"
        super().__init__(*args, **kwargs)
        agreed = {name: self.fields.pop(name) for name in AGREED}
        self.reasons = {
            name: why_not_editable(name, order.state, by=by, settled=order.channel.settles)
            for name in TABLE
        }
        standing = masked("recipient_phone", order.contact.recipient_phone)
        for name, field in {**_fields(order.currency), **self._line_fields()}.items():
            self._add(name, field)
        self.fields.update(agreed)
        self.fields["recipient_phone"].widget.attrs["placeholder"] = standing
        if standing and self.reasons["recipient_phone"] is None:
            self.fields["recipient_phone"].help_text = _("Leave it empty to keep this one.")

    def _line_fields(self) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {
            f"line_{line.position}": _pieces() for line in self.order.lines.all()
        }
        for row in range(NEW_ROWS if self.reasons["lines"] is None else 0):
            fields[f"new_{row}_sku"] = forms.CharField(
                label=_("SKU"),
                required=False,
                max_length=SKU_LENGTH,
                # The style sheet sees by the placeholder whether a row was begun.
                widget=forms.TextInput(
                    attrs={"list": "offers", "autocomplete": "off", "placeholder": " "}
                ),
            )
            fields[f"new_{row}_quantity"] = _pieces()
            fields[f"new_{row}_price"] = Money(
                currency=self.order.currency, label=_("Price"), required=False
            )
        return fields

    def _add(self, name: str, field: forms.Field) -> None:
        field.show_hidden_initial = not name.startswith("new_")
        if self.reason_of(name) is not None:
            field.widget.attrs["disabled"] = True
        self.fields[name] = field

    def reason_of(self, name: str) -> Reason | None:
        """Return why our field ``name`` may not be edited now, or None."""
        return self.reasons[name if name in TABLE else "lines"]

    def clean(self) -> dict[str, Any]:
        """Ask for a nought where a count was wiped out: nobody takes a line out by accident."""
        super().clean()
        for name in self.changed_data:
            if name.startswith("line_") and self.cleaned_data.get(name, 0) is None:
                self.add_error(name, _("Write 0 to take this line out."))
        return self.cleaned_data

    def why_not(self, section: str) -> Any:
        """Return the reason that holds for a whole section, or None."""
        reasons = [self.reasons[name] for name, row in TABLE.items() if row.section == section]
        return reasons[0] if len({reason and reason.code for reason in reasons}) == 1 else None

    def changes(self) -> dict[str, Any]:
        """Return what a valid form asks to change, as `edit_order` takes it."""
        changes = {
            name: self.in_minor(name) if name.endswith("_minor") else self.cleaned_data[name]
            for name in self.changed_data
            if name in TABLE and not (name == "recipient_phone" and not self.cleaned_data[name])
        }
        # What no form of ours asks about is still refused by name, not overlooked.
        own = [name for name, row in TABLE.items() if row.section == BUYER and name in self.data]
        changes |= {name: self.data[name] for name in own}
        wishes = tuple(edit for _prefix, edit in self.wishes())
        return {**changes, "lines": wishes} if wishes else changes

    def wishes(self) -> list[tuple[str, LineEdit]]:
        """Return the edits of lines, each with the beginning of the names of its fields."""
        asked: list[tuple[str, LineEdit]] = []
        for line in self.order.lines.all():
            name = f"line_{line.position}"
            quantity = self.cleaned_data.get(name)
            if name in self.changed_data and quantity is not None:
                asked.append((name, LineEdit(line=line.position, quantity=quantity)))
        return asked + list(self._new_lines())

    def _new_lines(self) -> Iterator[tuple[str, LineEdit]]:
        for row in range(NEW_ROWS):
            sku = (self.cleaned_data.get(f"new_{row}_sku") or "").strip()
            price = self.cleaned_data.get(f"new_{row}_price")
            if sku:
                quantity = self.cleaned_data.get(f"new_{row}_quantity")
                yield (
                    f"new_{row}",
                    LineEdit(
                        sku=sku,
                        quantity=1 if quantity is None else quantity,
                        unit_price_minor=None
                        if price is None
                        else self.in_minor(f"new_{row}_price"),
                    ),
                )

    def in_minor(self, name: str) -> int:
        field: Any = self.fields[name]
        minor: int = field.in_minor(self.cleaned_data.get(name))
        return minor

    def place_of(self, field: str, code: str) -> str | None:
        """Return the name of our field that a refusal belongs to; None for the whole form."""
        if field == "agreement":
            return "agreed_at" if code in UNTIMELY else "agreed_how"
        if field.startswith("lines["):
            index, _dot, part = field.removeprefix("lines[").partition("].")
            prefix = self.wishes()[int(index)][0]
            part = {"unit_price_minor": "price"}.get(part, part)
            field = f"{prefix}_{part}" if prefix.startswith("new_") else prefix
        return field if field in self.fields else None


def initial_of(order: Order) -> dict[str, Any]:
    """Return what the form is filled with; the recipient's phone is not shown, only replaced."""
    contact = order.contact
    values = {name: getattr(contact, name) for name in OF_CONTACT - {"recipient_phone"}}
    for name in ("delivery_method", "agreed_delivery_on", "payment_terms"):
        values[name] = getattr(order, name)
    for name in ("delivery_minor", "discount_minor"):
        values[name] = to_major(getattr(order, name), order.currency)
    values |= {f"line_{line.position}": line.quantity for line in order.lines.all()}
    return {**values, "version": order.version}


def rebased(form: EditForm, order: Order, *, by: str) -> EditForm:
    """Return the form as it is to be sent again after somebody else saved ``order``.

    What was typed is kept where it may still be edited; every other field shows what stands now.
    """
    now, empty = initial_of(order), EditForm(order, by=by)
    open_to_edits = {name for name in now if empty.reason_of(name) is None}
    kept = [name for name in form.changed_data if name in open_to_edits or name in AGREED]
    new = [name for name in form.data if name.startswith("new_")]
    data = {**now, **{f"initial-{name}": value for name, value in now.items()}}
    data |= {name: form.data.get(name) for name in {*kept, *new, *AGREED, "recipient_phone"}}
    data["version"] = order.version
    return EditForm(order, {k: v for k, v in data.items() if v is not None}, by=by)
