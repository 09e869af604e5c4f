"""The forms of staff's acts."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.widgets import (
    UnfoldAdminEmailInputWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from sellers.rules.shops import HOME_GROUNDS
from sellers.states import PLATFORM_ROLES, OperatingModel, Role


class OpenShopForm(forms.Form):
    """A new shop and its owner."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=UnfoldAdminTextInputWidget)
    slug = forms.SlugField(
        label=_("Address"),
        max_length=40,
        help_text=_("Letters, digits and dashes; it stands in every link and never changes."),
        widget=UnfoldAdminTextInputWidget,
    )
    country = forms.ChoiceField(
        label=_("Country"),
        choices=[(code, code) for code in HOME_GROUNDS],
        help_text=_("Currency, time zone, calendar and language follow from it."),
        widget=UnfoldAdminSelectWidget,
    )
    owner_email = forms.EmailField(label=_("Owner's e-mail"), widget=UnfoldAdminEmailInputWidget)
    owner_name = forms.CharField(
        label=_("Owner's name"), max_length=120, required=False, widget=UnfoldAdminTextInputWidget
    )


class AppointForm(forms.Form):
    """Somebody and their role on the platform."""

    email = forms.EmailField(label=_("E-mail"), widget=UnfoldAdminEmailInputWidget)
    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=120,
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in Role if role in PLATFORM_ROLES],
        widget=UnfoldAdminSelectWidget,
    )


class ReasonForm(forms.Form):
    """Why it is done."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("It stands in the history."),
        widget=UnfoldAdminTextInputWidget,
    )


class ModelForm(forms.Form):
    """Who runs the shop."""

    model = forms.ChoiceField(
        label=_("Operating model"), choices=OperatingModel, widget=UnfoldAdminSelectWidget
    )
