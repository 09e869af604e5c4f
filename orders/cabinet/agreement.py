"""The questions about the buyer's agreement, asked by every form that edits (R-004-39)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orders.rules.edits import Agreement
from orders.states import AgreedHow, AgreedWith

NAMES = ("agreed_with", "agreed_how", "agreed_at")
MINUTE = "%Y-%m-%dT%H:%M"


class AgreementFields(forms.Form):
    """With whom it was agreed, how and when. Nothing is preset but the moment: somebody has to say so."""

    agreed_with = forms.ChoiceField(
        label=_("Agreed with"), choices=AgreedWith.choices, initial=AgreedWith.BUYER
    )
    agreed_how = forms.ChoiceField(
        label=pgettext_lazy("of an agreement", "How"),
        choices=[("", _("Choose how")), *AgreedHow.choices],
    )
    agreed_at = forms.DateTimeField(
        label=_("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE),
    )

    def agreement(self) -> Agreement | None:
        """Return the agreement that a valid form names, taken out of its other values."""
        with_whom, how, at = (self.cleaned_data.pop(name, None) for name in NAMES)
        return Agreement(with_whom=with_whom, how=how, at=at) if how and at else None


class AgreedForm(AgreementFields):
    """Base of acts that hand the agreement to their service among their values."""

    def clean(self) -> dict[str, Any]:
        """Put the agreement in the place of its three answers."""
        super().clean()
        values: dict[str, Any] = self.cleaned_data
        if not self.errors:
            values["agreement"] = self.agreement()
        return values
