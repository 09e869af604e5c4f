"""Trying to reach a buyer: what counts as a try, when the next one is due, where else to look. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from orders.rules.moving import Reason
from orders.states import MESSENGERS, OPEN_STATES, ContactResult, ContactWay, OrderState

R, W = ContactResult, ContactWay
USUAL_WAIT = 20
WAITS = (15, USUAL_WAIT, 30, 60)
"""Minutes of work until the next call (R-004-50)."""
LONGEST_NOTE = 500

# While an order stands here its buyer is called; elsewhere a call is written down and none follows.
CALLED_IN = frozenset({OrderState.NEW, OrderState.NEEDS_AGREEMENT, OrderState.AWAITING_PICKUP})
CALLED_AGAIN = frozenset({R.NO_ANSWER, R.BUSY, R.CALL_LATER})
IN_VAIN = frozenset({R.NO_ANSWER, R.BUSY, R.WRONG_NUMBER, R.NOT_FOUND})

_WRITTEN = (R.REACHED, R.NO_ANSWER, R.CALL_LATER, R.NOT_FOUND)
RESULTS: dict[str, tuple[ContactResult, ...]] = {
    W.CALL: (R.REACHED, R.NO_ANSWER, R.BUSY, R.CALL_LATER, R.WRONG_NUMBER),
    W.VIBER: _WRITTEN,
    W.TELEGRAM: _WRITTEN,
    W.WHATSAPP: _WRITTEN,
    W.SMS: (R.REACHED, R.NO_ANSWER, R.WRONG_NUMBER),
    W.EMAIL: (R.REACHED, R.NO_ANSWER, R.NOT_FOUND),
}

FRIDAY, SATURDAY = 4, 5
EVENING = time(17)


@dataclass(frozen=True, slots=True)
class Tally:
    """How often the buyer was sought in vain since last reached, by phone and by messenger."""

    calls: int = 0
    messages: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """A way to open one conversation with a number."""

    way: ContactWay
    label: Any
    icon: str
    url: str


def why_not_an_attempt(
    way: str, result: str, *, state: str, note: str, again_in: int | None
) -> Reason | None:
    """Return why this try cannot be written down, or None."""
    if state not in OPEN_STATES:
        return Reason(
            "order_closed", "state", _("The order is over: there is nothing to call for.")
        )
    if result not in RESULTS.get(way, ()):
        return Reason("result_unfitting", "result", _("This way of contact has no such result."))
    if again_in is not None and again_in not in WAITS:
        return Reason("wait_unknown", "again_in", _("Call again in 15, 20, 30 or 60 minutes."))
    if len(note) > LONGEST_NOTE:
        return Reason("note_too_long", "note", _("A note has up to 500 characters."))
    return None


def calls_again(way: str, result: str, *, state: str) -> bool:
    """Tell whether another call is due after this try (R-004-50)."""
    return way == W.CALL and result in CALLED_AGAIN and state in CALLED_IN


def ends_the_wait(way: str, result: str) -> bool:
    """Tell whether this try was the call that was due: any call is, and so is reaching the buyer."""
    return way == W.CALL or result == R.REACHED


def tally(attempts: Iterable[tuple[str, str]]) -> Tally:
    """Count tries in vain, (way, result) in order of time, since the buyer was last reached (R-004-52)."""
    calls = messages = 0
    for way, result in attempts:
        if result == R.REACHED:
            calls = messages = 0
        elif result in IN_VAIN:
            calls += way == W.CALL
            messages += way in MESSENGERS
    return Tally(calls, messages)


def contact_links(phone: str) -> list[Link]:
    """Return how to call and write to ``phone`` (E.164); none where it could not be read (R-004-51)."""
    digits = phone.removeprefix("+")
    if not phone.startswith("+") or not digits.isdigit():
        return []
    return [
        Link(W.CALL, _("Call"), "phone", f"tel:{phone}"),
        Link(W.VIBER, "Viber", "message", f"viber://chat?number=%2B{digits}"),
        Link(W.TELEGRAM, "Telegram", "brand-telegram", f"https://t.me/+{digits}"),
        Link(W.WHATSAPP, "WhatsApp", "message-circle", f"https://wa.me/{digits}"),
    ]


def friday_evening(now: datetime, zone: str) -> tuple[datetime, datetime] | None:
    """Return the Friday evening whose orders deserve a call on Saturday, from then to Saturday's end.

    In UTC; None on other days. A hint and nothing more: no clock knows of it (R-004-24).
    """
    local = now.astimezone(ZoneInfo(zone))
    is_evening = local.weekday() == FRIDAY and local.time() >= EVENING
    if not is_evening and local.weekday() != SATURDAY:
        return None
    friday = local.date() - timedelta(days=local.weekday() - FRIDAY)
    ends = datetime.combine(friday + timedelta(days=1), time(), ZoneInfo(zone))
    begins = datetime.combine(friday, EVENING, ZoneInfo(zone))
    return begins.astimezone(UTC), ends.astimezone(UTC)
