"""The form of one offer: a price as people write it, the card as services take it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.money import NotMoney, exponent, to_major, to_minor
from sellers.cabinet.forms import HANDLING_CHOICES
from sellers.models import Offer
from sellers.rules.offers import HEAVIEST_G, LONGEST_MM, OfferCard
from sellers.states import OfferFlag

MEASURES = {"length_mm": LONGEST_MM, "width_mm": LONGEST_MM, "height_mm": LONGEST_MM}


def measure(label: Any, most: int) -> forms.IntegerField:
    """Return a field for one measure of a thing."""
    return forms.IntegerField(label=label, min_value=1, max_value=most, required=False)


class OfferForm(forms.Form):
    """All that a shop says about one SKU; ``version`` is the one the form was filled from."""

    sku = forms.CharField(
        label=_("SKU"),
        max_length=64,
        help_text=_("Your own code for it, as in your stock and your files. It cannot be changed."),
    )
    name = forms.CharField(label=_("Name"), max_length=300)
    price = forms.DecimalField(label=_("Price"), min_value=0, max_digits=15, decimal_places=3)
    barcode = forms.CharField(label=_("Barcode"), max_length=64, required=False)
    category = forms.CharField(label=_("Category"), max_length=60, required=False)
    length_mm = measure(_("Length, mm"), LONGEST_MM)
    width_mm = measure(_("Width, mm"), LONGEST_MM)
    height_mm = measure(_("Height, mm"), LONGEST_MM)
    weight_g = measure(_("Weight, g"), HEAVIEST_G)
    handling_days = forms.TypedChoiceField(
        label=_("Leaves within"),
        choices=[("", _("as the shop says")), *HANDLING_CHOICES],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Buyers see it, and the dispatch clock of new orders counts by it."),
    )
    flags = forms.MultipleChoiceField(
        label=_("Packers should know"),
        choices=OfferFlag.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.fields["price"].label = _("Price, %(currency)s") % {"currency": currency}
        step = "1" if exponent(currency) == 0 else f"0.{'0' * (exponent(currency) - 1)}1"
        self.fields["price"].widget.attrs.update({"step": step, "inputmode": "decimal"})

    def clean_price(self) -> int:
        """Return the price in minor units."""
        try:
            return to_minor(self.cleaned_data["price"], self.currency)
        except NotMoney as error:
            raise forms.ValidationError(str(error)) from error

    def card(self) -> OfferCard:
        """Return what a valid form says."""
        said = {k: v for k, v in self.cleaned_data.items() if k not in {"sku", "version", "price"}}
        said["flags"] = tuple(said["flags"])
        return OfferCard(price_minor=self.cleaned_data["price"], currency=self.currency, **said)


def filled_from(offer: Offer) -> dict[str, Any]:
    """Return what the form shows of an offer."""
    names = (
        "sku",
        "name",
        "barcode",
        "category",
        *MEASURES,
        "weight_g",
        "handling_days",
        "flags",
        "version",
    )
    price = to_major(offer.price_minor, offer.currency)
    return {"price": price, **{name: getattr(offer, name) for name in names}}
