"""The questions that acts ask: shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.cabinet.agreement import AgreedForm


class ActForm(forms.Form):
    """Base of the acts' forms: several stand on one page, so each has ids of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(*args, **kwargs)


class VersionedForm(ActForm):
    """Carries the version the page was drawn from."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ConfirmForm(VersionedForm):
    """What was agreed with the buyer (R-004-12)."""

    availability_checked = forms.BooleanField(
        label=_("Every line is in stock and is what the listing says"), required=False
    )
    contact_made = forms.BooleanField(label=_("I have reached the buyer"), required=False)
    agreed_delivery_on = forms.DateField(
        label=_("Delivery agreed for"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ShipForm(VersionedForm):
    """How it travels by a carrier (R-004-16)."""

    carrier = forms.CharField(
        label=_("Carrier"), max_length=40, widget=forms.TextInput(attrs={"list": "carriers"})
    )
    waybill = forms.CharField(label=_("Waybill number"), max_length=60)

    def clean(self) -> dict[str, Any]:
        """Want a yes where the page asked whether this carrier is meant (R-003-15)."""
        values = super().clean() or {}
        if self.data.get("carrier_asked") and not self.data.get("carrier_sure"):
            self.add_error(
                "carrier", _("Tick below that you mean this carrier, or choose another.")
            )
        return values


class CourierForm(VersionedForm):
    """How it travels by the shop's own courier (R-004-15)."""

    visit_at = forms.DateTimeField(
        label=_("Visit agreed for"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    courier_phone = forms.CharField(
        label=_("Courier's phone"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text=_("The buyer gets the time and this number."),
    )


class DateForm(AgreedForm, VersionedForm):
    """The day agreed with the buyer (R-004-13, R-004-39)."""

    agreed_delivery_on = forms.DateField(
        label=_("Delivery agreed for"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class CommentForm(ActForm):
    """A private comment (R-004-44)."""

    text = forms.CharField(
        label=_("Private comment"),
        max_length=4000,
        widget=forms.Textarea(
            attrs={"rows": 2, "data-key": "m", "data-key-label": _("Private comment")}
        ),
        help_text=_("Only your shop sees it, never the buyer."),
    )
