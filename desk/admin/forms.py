"""The forms of moderators' acts."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)


class ReasonForm(forms.Form):
    """Why it is done."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("It stands in the history."),
        widget=UnfoldAdminTextInputWidget,
    )


class AgreedForm(forms.Form):
    """Who agreed, and how."""

    agreed = forms.CharField(
        label=_("Who agreed, when and how"),
        max_length=500,
        help_text=_("The buyer, and somebody of the other shop. It stands in the history."),
        widget=UnfoldAdminTextInputWidget,
    )


class NoteForm(forms.Form):
    """What came of it."""

    text = forms.CharField(
        label=_("What was agreed"), max_length=2_000, widget=UnfoldAdminTextareaWidget
    )


class AnswerForm(forms.Form):
    """What the shop will read."""

    answer = forms.CharField(
        label=_("Answer to the shop"), max_length=2_000, widget=UnfoldAdminTextareaWidget
    )


class PolicyForm(forms.Form):
    """From when on a moderator is called, and a shop suspended."""

    orders_count = forms.IntegerField(
        label=_("Overdue orders before we call"),
        min_value=1,
        max_value=1_000,
        widget=UnfoldAdminIntegerFieldWidget,
    )
    window_hours = forms.IntegerField(
        label=_("Within how many hours"),
        min_value=1,
        max_value=720,
        widget=UnfoldAdminIntegerFieldWidget,
    )
    suspend_count = forms.IntegerField(
        label=_("Overdue orders before suspension"),
        min_value=1,
        max_value=1_000,
        required=False,
        help_text=_("Empty: only a moderator suspends."),
        widget=UnfoldAdminIntegerFieldWidget,
    )


def shop_form(shops: Iterable[Any], *, with_reason: bool = False) -> type[forms.Form]:
    """Return a form that asks for one of ``shops``, and why where that is wanted."""
    choices = [(str(shop.id), shop.name) for shop in shops]

    class ShopForm(ReasonForm if with_reason else forms.Form):  # type: ignore[misc]
        shop_id = forms.TypedChoiceField(
            label=_("Shop"), choices=choices, coerce=int, widget=UnfoldAdminSelectWidget
        )

    return ShopForm
