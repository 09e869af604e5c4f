"""The forms of settings: shapes only, sense is the services' business."""

from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sellers import selectors
from sellers.states import SHOP_ROLES, Role, TokenScope

NEAR = (
    "Europe/Kyiv",
    "Europe/Moscow",
    "Asia/Shanghai",
    "Europe/Warsaw",
    "Europe/Chisinau",
    "Asia/Almaty",
    "Asia/Hong_Kong",
    "UTC",
)
EXPIRY = {"30": 30, "90": 90, "365": 365, "never": None}


@lru_cache(maxsize=1)
def zones() -> list[tuple[Any, Any]]:
    """Return the time zones to choose from: the usual ones first, then all."""
    others = sorted(name for name in available_timezones() if "/" in name and name not in NEAR)
    others = [
        name for name in others if not name.startswith(("Etc/", "SystemV/", "posix", "right"))
    ]
    return [
        (_("Usual"), [(name, name.replace("_", " ")) for name in NEAR]),
        (_("All others"), [(name, name.replace("_", " ")) for name in others]),
    ]


HANDLING_CHOICES = [
    (1, _("1 working day")),
    (2, _("2 working days")),
    (3, _("3 working days")),
]


class ShopForm(forms.Form):
    """How a shop is called and spoken to."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("Your team and your buyers see it. The address of the shop stays as it is."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("Messages to the shop's own address come in it."),
    )
    handling_days = forms.TypedChoiceField(
        label=_("Orders leave within"),
        choices=[("", _("as the marketplace wants it")), *HANDLING_CHOICES],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_(
            "Counted from the day after payment. A marketplace or an offer may be stricter, and then that "
            "holds. Orders already paid keep what was promised then."
        ),
    )
    review_url = forms.URLField(
        label=_("Address for reviews"),
        max_length=200,
        required=False,
        assume_scheme="https",
        help_text=_("Buyers are asked for a review there when they have their order."),
    )


class HoursForm(forms.Form):
    """When a shop works."""

    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zones,
        help_text=_("All times in the cabinet are shown in it."),
    )
    calendar = forms.ChoiceField(
        label=_("Working calendar"),
        help_text=_(
            "Clocks of new orders run in its working hours. Promises already given keep theirs."
        ),
    )
    quiet_from = forms.TimeField(
        label=_("Quiet from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_until = forms.TimeField(
        label=_("Quiet until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_(
            "Between these times messages wait and come when they end; a clock that would"
            " run out meanwhile is told at once. Leave both empty to be told at any hour."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.calendars = list(selectors.calendars_for_orders())
        choices = [(calendar.code, gettext(calendar.title)) for calendar in self.calendars]
        self.fields["calendar"].choices = choices  # type: ignore[attr-defined]


class MailForm(forms.Form):
    """Where a shop's mail goes."""

    notification_email = forms.EmailField(
        label=_("E-mail for orders"),
        required=False,
        help_text=_(
            "New orders, warnings and misses go here. Leave it empty and the owner gets them."
        ),
    )


class InviteForm(forms.Form):
    """Whom to let in, and as what."""

    email = forms.EmailField(label=_("E-mail"))
    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"), max_length=120, required=False
    )
    role = forms.ChoiceField(
        label=_("Role"),
        widget=forms.RadioSelect,
        choices=[
            (Role.MANAGER, _("Manager: orders, offers and the settings of the shop")),
            (Role.OPERATOR, _("Operator: orders, and pausing offers")),
        ],
        initial=Role.OPERATOR,
    )


class RoleForm(forms.Form):
    """Another role for somebody."""

    role = forms.ChoiceField(choices=[(role, role) for role in SHOP_ROLES])


class TokenForm(forms.Form):
    """What a token is for."""

    label = forms.CharField(
        label=_("What it is for"),
        max_length=80,
        help_text=_(
            "For example the name of your site. Two tokens of one name may live at a time."
        ),
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"),
        choices=TokenScope.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.ChoiceField(
        label=_("It works for"),
        choices=[
            ("30", _("30 days")),
            ("90", _("90 days")),
            ("365", _("a year")),
            ("never", _("until it is revoked")),
        ],
        initial="365",
    )


class AccountForm(forms.Form):
    """How I am called and spoken to."""

    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=120,
        required=False,
        help_text=_("It stands in the history beside what you do."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("Pages and messages to you come in it."),
    )
