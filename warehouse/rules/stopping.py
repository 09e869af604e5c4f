"""Whether a parcel may go on, and what is to be done with one that may not (C-01, R-002-37)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from warehouse.states import BOXED, OutboundState

GONE = frozenset({OutboundState.HANDED_OVER})
HALTED = frozenset({OutboundState.ENDED, OutboundState.INTERCEPTED, OutboundState.PUT_BACK})


@dataclass(frozen=True, slots=True)
class Halt:
    """The red screen's words: ``title`` is the act in a few words, ``text`` the whole of it."""

    title: Any
    text: Any


def why_halted(
    *, code: str, number: str, state: str, cancelled: bool, since: timedelta | None, forced: bool
) -> Halt | None:
    """Return what to do with a parcel that must not go on, or None where it may.

    ``cancelled`` is of its order, which may be ahead of ``state`` by the second that a fact takes;
    ``since`` how long ago it was stopped, None where nobody can tell.
    """
    if forced or state in GONE or not (cancelled or state in HALTED):
        return None
    known = {"code": code, "number": number, "ago": ago(since)}
    if state == OutboundState.ENDED:
        return Halt(
            _("Taken apart"), _("Parcel %(code)s is no more: nothing of it leaves.") % known
        )
    if state == OutboundState.INTERCEPTED or (cancelled and state in BOXED):
        return Halt(
            _("Do not send it"),
            _(
                "Order %(number)s was cancelled %(ago)s. Take parcel %(code)s off the line, "
                "open “Take apart” and scan it there."
            )
            % known,
        )
    return Halt(
        _("Back to the shelf"),
        _(
            "Order %(number)s was cancelled %(ago)s. Set its goods aside, "
            "open “Put back” and scan the tote."
        )
        % known,
    )


def ago(since: timedelta | None) -> str:
    """Return how long ago in words that fit a sentence: minutes, then hours."""
    minutes = int(since.total_seconds()) // 60 if since is not None else -1
    if minutes < 0:
        return str(_("a while ago"))
    if minutes == 0:
        return str(_("just now"))
    if minutes < 120:
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    hours = minutes // 60
    return ngettext("%(n)d hour ago", "%(n)d hours ago", hours) % {"n": hours}
