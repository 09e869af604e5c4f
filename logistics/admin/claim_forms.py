"""Forms of the claims' acts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from logistics.services.claim_opening import Upload
from logistics.states import ClaimKind

KINDS = [("", "–"), *ClaimKind.choices]
CURRENCIES = [(code, code) for code in ("RUB", "UAH", "CNY", "USD", "EUR")]


def upload_of(file: Any) -> Upload | None:
    """Return a sent file as a claim keeps it."""
    if file is None:
        return None
    return Upload(name=file.name, media_type=file.content_type or "", content=file.read())


class WhyForm(forms.Form):
    """Why it is done."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2})
    )


class LiableForm(WhyForm):
    """Who answers for it."""

    liable = forms.ChoiceField(
        label=_("Who answers for it"),
        choices=[("carrier", _("the carrier")), ("seller", _("the seller"))],
        widget=UnfoldAdminSelectWidget,
    )
    field_order = ["liable", "reason"]


class AmountForm(WhyForm):
    """How much is paid."""

    amount = forms.DecimalField(
        label=_("Amount"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget,
    )
    currency = forms.ChoiceField(
        label=_("Currency"), choices=CURRENCIES, widget=UnfoldAdminSelectWidget
    )
    field_order = ["amount", "currency", "reason"]


class MatchForm(forms.Form):
    """Which parcel it is."""

    barcode = forms.CharField(
        label=_("Parcel barcode or waybill"), max_length=60, widget=UnfoldAdminTextInputWidget
    )


class ReadForm(forms.Form):
    """What a mail is about."""

    kind = forms.ChoiceField(
        label=_("What is wrong"), choices=KINDS, required=False, widget=UnfoldAdminSelectWidget
    )
    barcode = forms.CharField(
        label=_("Parcel barcode or waybill"),
        max_length=60,
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )


class EvidenceForm(forms.Form):
    """A picture or film of the parcel."""

    file = forms.FileField(label=_("File"), widget=UnfoldAdminFileFieldWidget)


class EnterForm(ReadForm):
    """A claim that came by telephone or paper; its act is scanned."""

    handover = forms.CharField(
        label=_("Number of the handover"),
        max_length=40,
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )
    sender = forms.CharField(
        label=_("Who reported"), max_length=254, widget=UnfoldAdminTextInputWidget
    )
    words = forms.CharField(
        label=_("Their words"),
        max_length=4000,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )
    act = forms.FileField(
        label=_("Act of disagreement"), required=False, widget=UnfoldAdminFileFieldWidget
    )
    picture = forms.FileField(label=_("Picture"), required=False, widget=UnfoldAdminFileFieldWidget)


class ListForm(forms.Form):
    """A carrier's list of what it scanned."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or .xlsx with a column Barcode, and one Scanned at where it is known."),
        widget=UnfoldAdminFileFieldWidget,
    )
    handover = forms.CharField(
        label=_("The whole list of handover"),
        max_length=40,
        required=False,
        help_text=_("Its number, if what is not on the list was not found. Else leave it empty."),
        widget=UnfoldAdminTextInputWidget,
    )
