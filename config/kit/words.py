"""The words of the kit: bands, states and channels by name, icon and tone, and what scripts say.

Whatever a script writes on a page is translated here and handed over as JSON, so that one catalogue
serves both. Gaps are ``{named}``; scripts and Python fill them alike.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Face:
    """How one value looks: its word, its icon and its tone (a colour family of the style sheet)."""

    label: Text
    icon: str
    tone: str


BANDS = {
    "calm": Face(_("On time"), "clock", "calm"),
    "amber": Face(_("Hurry"), "hourglass", "amber"),
    "red": Face(_("Urgent"), "alert-triangle", "red"),
    "late": Face(_("Late"), "flame", "late"),
    "kept": Face(_("Kept"), "clock-check", "calm"),
    "missed": Face(_("Missed"), "clock-x", "late"),
    "void": Face(_("Not counted"), "ban", "grey"),
    "none": Face(_("No limit"), "point", "grey"),
}

STATES = {
    "new": Face(_("New"), "sparkles", "accent"),
    "needs_agreement": Face(_("Requires agreement"), "phone", "amber"),
    "confirmed": Face(_("Confirmed"), "circle-check", "calm"),
    "awaiting_shipment": Face(_("Awaiting shipment"), "package", "blue"),
    "delivering": Face(_("Delivering"), "truck-delivery", "blue"),
    "awaiting_pickup": Face(_("Awaiting at pickup point"), "map-pin", "blue"),
    "received": Face(_("Received"), "check", "grey"),
    "cancelled": Face(_("Cancelled"), "x", "grey"),
    "unpaid": Face(_("Awaiting payment"), "credit-card", "grey"),
    "draft": Face(_("Being set up"), "pencil", "amber"),
    "waiting": Face(_("Waiting"), "clock", "grey"),
    "stopped": Face(_("Stopped"), "hand-stop", "grey"),
    "queued": Face(_("Queued"), "clock", "grey"),
    "running": Face(_("Running"), "player-play", "blue"),
    "done": Face(_("Done"), "check", "calm"),
    "sent": Face(_("Sent"), "send", "calm"),
    "undone": Face(_("Undone"), "arrow-back-up", "grey"),
    "failed": Face(_("Failed"), "alert-circle", "red"),
    "parked": Face(_("Parked"), "hand-stop", "red"),
    "paused": Face(_("Paused"), "player-pause", "amber"),
    "active": Face(_("Active"), "circle-check", "calm"),
    "revoked": Face(_("Revoked"), "ban", "grey"),
    "expired": Face(_("Expired"), "clock-x", "grey"),
}

CHANNELS = {
    "native": Face(_("Own site"), "building-store", "grey"),
    "aliexpress": Face("AliExpress", "shopping-bag", "red"),
    "tmall": Face("Tmall", "shopping-cart", "red"),
    "api": Face("API", "api", "blue"),
}

WEEKDAYS = [
    pgettext_lazy("short weekday", "Mon"),
    pgettext_lazy("short weekday", "Tue"),
    pgettext_lazy("short weekday", "Wed"),
    pgettext_lazy("short weekday", "Thu"),
    pgettext_lazy("short weekday", "Fri"),
    pgettext_lazy("short weekday", "Sat"),
    pgettext_lazy("short weekday", "Sun"),
]
MONTHS = [
    pgettext_lazy("month of a date", "January"),
    pgettext_lazy("month of a date", "February"),
    pgettext_lazy("month of a date", "March"),
    pgettext_lazy("month of a date", "April"),
    pgettext_lazy("month of a date", "May"),
    pgettext_lazy("month of a date", "June"),
    pgettext_lazy("month of a date", "July"),
    pgettext_lazy("month of a date", "August"),
    pgettext_lazy("month of a date", "September"),
    pgettext_lazy("month of a date", "October"),
    pgettext_lazy("month of a date", "November"),
    pgettext_lazy("month of a date", "December"),
]

CLOCK_WORDS: dict[str, Text] = {
    "left": _("{time} left"),
    "late_by": _("late by {time}"),
    "until": _("until {moment}"),
    "since": _("since {moment}"),
    "paused": _("paused until {moment}"),
    "days_hours": _("{d} d {h} h"),
    "hours_minutes": _("{h} h {m}"),
    "hours": _("{h} h"),
    "minutes": _("{m} min"),
    "minutes_seconds": _("{m} min {s} s"),
    "tomorrow": _("tomorrow {time}"),
    "yesterday": _("yesterday {time}"),
    "weekday": _("{weekday} {time}"),
    "date": _("{day} {month}, {time}"),
}

SCRIPT_WORDS: dict[str, Text] = {
    "ok": _("OK"),
    "cancel": _("Keep as it is"),
    "close": _("Close"),
    "undo": _("Undo"),
    "copied": _("Copied"),
    "copy_failed": _("The browser did not let us copy. Select the text and copy it by hand."),
    "reason": _("Reason"),
    "reason_needed": _("Write the reason: it goes into the history."),
    "selected": _("Selected: {n}"),
    "too_big": _(
        "{name} is {size} MB. The limit is {limit} MB: split the file and send it in parts."
    ),
    "wrong_kind": _("{name} is not one of the accepted kinds: {kinds}."),
    "keys": _("Keyboard"),
    "nothing_active": _("Choose a row first: j and k move, Enter opens."),
    "network": _("No connection. Nothing was lost: try again when you are back online."),
    "slow": _("The server took too long. Look at the page before you repeat the action."),
    "forbidden": _("You may not do this here. Ask the owner of the shop for the right."),
    "stale_form": _("This page has grown old. Reload it and try again."),
    "missing": _("It is no longer here. Reload the page to see what is."),
    "conflict": _("Somebody changed this a moment ago. Reload the page and decide anew."),
    "too_large": _("That is more than we take at once. Send it in smaller parts."),
    "too_many": _("Too many attempts. Wait a minute and try again."),
    "server": _("Something broke on our side and was recorded. Try again in a minute."),
    "refused": _("That could not be done. Check the fields and try again."),
    "passkey_failed": _("The passkey did not work. Try again, or sign in with your password."),
    "passkey_needs_name": _(
        "Passkeys need a named address: open this page at localhost or your domain."
    ),
    "reload": _("Reload"),
    "table": _("As a table"),
}


def face_of(faces: dict[str, Face], value: object) -> Face:
    """Return the face of ``value``; an unknown value shows its own label, in grey."""
    known = faces.get(str(value))
    if known is not None:
        return known
    return Face(getattr(value, "label", None) or str(value).replace("_", " "), "point", "grey")


def script_words() -> dict[str, object]:
    """Return everything a script may say, in the language of the moment."""
    return {
        **{key: str(text) for key, text in {**CLOCK_WORDS, **SCRIPT_WORDS}.items()},
        "bands": {
            name: {"label": str(face.label), "icon": face.icon} for name, face in BANDS.items()
        },
        "weekdays": [str(day) for day in WEEKDAYS],
        "months": [str(month) for month in MONTHS],
    }
