"""Forms of the last mile's acts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from logistics.models import Hold, Problem
from logistics.models.last_mile_rule import FREE_STORAGE_DAYS
from sellers.public import people_of_shop


def hold_form(hold: Hold) -> type[forms.Form]:
    """Return the form of where a parcel waits, with what is known filled in."""

    class HoldForm(forms.Form):
        place = forms.CharField(
            label=_("Place"),
            max_length=200,
            required=False,
            initial=hold.place,
            widget=UnfoldAdminTextInputWidget,
            help_text=_("Left empty, the place that the carrier told stays."),
        )
        code = forms.CharField(
            label=_("Code to collect it with"),
            max_length=60,
            required=False,
            initial=hold.code,
            widget=UnfoldAdminTextInputWidget,
        )
        told_days = forms.IntegerField(
            label=_("Days by the carrier's message"),
            required=False,
            min_value=0,
            max_value=FREE_STORAGE_DAYS,
            initial=hold.told_days,
            widget=UnfoldAdminIntegerFieldWidget,
            help_text=_("Fewer days shorten the wait; left empty, the rule of the carrier holds."),
        )

    return HoldForm


def owner_form(problem: Problem, me: tuple[int, str]) -> type[forms.Form]:
    """Return the form of whose a problem is: people of its shop, and whoever asks."""
    people = [(one.user_id, one.name or one.email) for one in people_of_shop(problem.shop_id)]
    known = {user_id for user_id, _name in people}
    choices: list[tuple[Any, Any]] = [*people, *([] if me[0] in known else [me])]

    class OwnerForm(forms.Form):
        owner_id = forms.TypedChoiceField(
            label=_("Whose it is"),
            coerce=int,
            choices=choices,
            initial=problem.owner_id,
            widget=UnfoldAdminSelectWidget,
        )

    return OwnerForm
