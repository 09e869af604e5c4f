"""The forms of the problem queue."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from logistics.rules.last_mile_words import BY_HAND
from orders.states import AgreedHow, AgreedWith


class _Form(forms.Form):
    """Several stand on one page, so each has ids of its own."""

    def __init__(self, *args: Any, of: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}_{of}_%s")
        super().__init__(*args, **kwargs)


class CloseForm(_Form):
    """How it ended."""

    because = forms.ChoiceField(
        label=_("How it ended"), choices=[(one.value, one.label) for one in BY_HAND]
    )
    comment = forms.CharField(label=_("Comment"), required=False, max_length=500)


class AgreeForm(_Form):
    """When the courier may come again."""

    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    starts = forms.TimeField(
        label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=_("To"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    accepts_cost = forms.BooleanField(
        label=_("I accept the price of a delivery beyond the free ones"), required=False
    )


class CorrectForm(_Form):
    """The address as it should be; what is left empty stays as it is."""

    city = forms.CharField(label=_("City"), required=False, max_length=120)
    address = forms.CharField(label=_("Address"), required=False, max_length=400)
    postcode = forms.CharField(label=_("Postcode"), required=False, max_length=20)
    recipient = forms.CharField(label=_("Recipient"), required=False, max_length=200)
    recipient_phone = forms.CharField(label=_("Recipient's phone"), required=False, max_length=40)
    with_whom = forms.ChoiceField(label=_("Agreed with"), choices=AgreedWith.choices)
    how = forms.ChoiceField(label=_("How"), choices=AgreedHow.choices)

    def changes(self) -> dict[str, str]:
        """Return what was filled in."""
        names = ("city", "address", "postcode", "recipient", "recipient_phone")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data[name]}


def moment(day: Any, clock: Any, zone: Any) -> datetime:
    """Return the moment of a day and a clock in the shop's zone."""
    return datetime.combine(day, clock, zone)
