"""The forms of staff's acts on the kernel's rows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDateWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from kernel.calendars.models import WorkCalendar
from kernel.deadlines.models import DeadlinePolicy

DAYS = [
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
]
HOW_HOURS = _("09:00-13:00, 14:00-20:00; empty when closed.")


def text(label: Any, *, length: int = 200, required: bool = True, **more: Any) -> forms.CharField:
    """Return a field of one line."""
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        widget=UnfoldAdminTextInputWidget,
        **more,
    )


def day(label: Any) -> forms.DateField:
    """Return a field of one day."""
    return forms.DateField(label=label, widget=UnfoldAdminDateWidget)


def number(label: Any, *, required: bool = False, **more: Any) -> forms.IntegerField:
    """Return a field of a whole number that is not negative."""
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=more.pop("min_value", 0),
        max_value=more.pop("max_value", 10_000_000),
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "numeric"}),
        **more,
    )


def shifts_of(written: str) -> list[list[str]]:
    """Return the shifts of a day as services take them, from ``09:00-13:00, 14:00-20:00``.

    What is not written so is passed on as it is: the service says what is wrong with it.
    """
    parts = [part.strip() for part in written.split(",") if part.strip()]
    return [[clock.strip() for clock in part.split("-", 1)] for part in parts]


class ExceptionForm(forms.Form):
    """A day with hours of its own."""

    day = day(_("Day"))
    hours = text(_("Hours"), required=False, help_text=HOW_HOURS)
    reason = text(_("Reason"), help_text=_("It stands in the history."))


class RemoveExceptionForm(forms.Form):
    """A day that is to follow its week again."""

    day = day(_("Day"))
    reason = text(_("Reason"), help_text=_("It stands in the history."))


class YearForm(forms.Form):
    """A year whose holidays somebody has looked at."""

    year = number(_("Year"), required=True, min_value=1970, max_value=2100)


class WeekForm(forms.Form):
    """The hours of a week, day by day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number_of_day, name in enumerate(DAYS):
            self.fields[f"day{number_of_day}"] = text(name, required=False, help_text=HOW_HOURS)

    @property
    def week(self) -> dict[str, list[list[str]]]:
        """The hours as services take them; 0 is Monday."""
        return week_of(self.cleaned_data)


class WeekChangeForm(WeekForm):
    """Another week, and why."""

    reason = text(_("Reason"), help_text=_("It stands in the history."))


class PeriodForm(WeekForm):
    """Days that follow a week of their own (R-004-25)."""

    title = text(_("Title"), length=120, help_text=_("Sellers read it in the announcement."))
    starts_on = day(_("First day"))
    ends_on = day(_("Last day, included"))


def week_of(values: dict[str, Any]) -> dict[str, list[list[str]]]:
    """Return the hours of the week in a form's values, without the closed days."""
    days = {str(n): shifts_of(values[f"day{n}"]) for n in range(len(DAYS))}
    return {name: shifts for name, shifts in days.items() if shifts}


class ReasonForm(forms.Form):
    """Why it is done."""

    reason = text(_("Reason"), help_text=_("It stands in the history."))


class PolicyForm(forms.Form):
    """A policy that takes the place of the one before it; nothing is ever changed in an old one."""

    kind = forms.ChoiceField(label=_("Promise"), widget=UnfoldAdminSelectWidget)
    channel = text(_("Channel"), length=20, required=False, help_text=_("Empty: any."))
    shop_id = number(_("Shop"), help_text=_("Its number; empty: any."))
    offer_id = number(_("Offer"), help_text=_("Its number; empty: any."))
    effective_from = forms.DateTimeField(
        label=_("From"),
        required=False,
        help_text=_("In UTC, as 2026-12-01 00:00; empty: from now on."),
        widget=UnfoldAdminTextInputWidget,
    )
    calendar = forms.ChoiceField(label=_("Calendar"), widget=UnfoldAdminSelectWidget)
    allowance_min = number(
        _("Working minutes"), help_text=_("With no minutes and no days there is no limit.")
    )
    good_min = number(_("Of them excellent"), help_text=_("Minutes; empty: no such band."))
    days = number(_("Or working days"), max_value=366, help_text=_("After the first one."))
    warnings = text(
        _("Warn at, per cent"), length=40, required=False, initial="50, 80", help_text="50, 80"
    )
    credits_outages = forms.BooleanField(
        label=_("Our own outages are credited"),
        required=False,
        initial=True,
        widget=UnfoldBooleanSwitchWidget,
    )
    applies_to_running = forms.BooleanField(
        label=_("Also for promises that run already"),
        required=False,
        help_text=_("They move to it at once; none is shortened into the past."),
        widget=UnfoldBooleanSwitchWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = DeadlinePolicy.objects.order_by("kind").values_list("kind", flat=True).distinct()
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [(kind, kind) for kind in kinds]
        fields["calendar"].choices = list(WorkCalendar.objects.values_list("pk", "title"))

    def clean_warnings(self) -> list[int]:
        """Return the per cents as numbers."""
        try:
            levels = [
                int(part) for part in self.cleaned_data["warnings"].split(",") if part.strip()
            ]
        except ValueError:
            raise forms.ValidationError(_("Write per cents as 50, 80.")) from None
        if any(not 0 < level < 100 for level in levels):
            raise forms.ValidationError(_("A warning comes between 1 and 99 per cent."))
        return levels
