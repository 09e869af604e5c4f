"""The delivery log: what was sent, to whom, and what became of it."""

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.errors import Refusal
from notifications.models import Message
from notifications.rules.reasons import reason_of
from notifications.rules.rendering import plain_of
from notifications.selectors.log import Filters, attempts_of, log_page, message_in
from notifications.selectors.people import inbox_key, user_key
from notifications.services.choosing import resend as resend_message
from notifications.states import Audience, Channel, Kind, MessageState
from sellers.public import people_of_shop

FIELDS = ("state", "channel", "kind", "text")
ICONS: dict[str, str] = {
    Channel.EMAIL: "mail",
    Channel.TELEGRAM: "brand-telegram",
    Channel.SMS: "message",
}
TONES = {
    MessageState.QUEUED: ("blue", "clock"),
    MessageState.SENT: ("calm", "check"),
    MessageState.FAILED: ("red", "alert-triangle"),
    MessageState.SUPPRESSED: ("grey", "bell-off"),
    MessageState.MERGED: ("grey", "list"),
}


def message_list(request: Any, shop: str) -> HttpResponse:
    """Show one page of the log, newest first."""
    filters = Filters(**{name: request.GET.get(name, "")[:100].strip() for name in FIELDS})
    found, after = log_page(request.scope, filters, after=_cursor(request.GET.get("after", "")))
    asked = {name: value for name, value in asdict(filters).items() if value}
    names = _names(request.shop.id)
    context = {
        "rows": [dressed(message, names) for message in found],
        "asked": asked,
        "states": MessageState,
        "channels": Channel,
        "kinds": Kind,
        "page": _pager(request, asked, after),
    }
    return render(request, "cabinet/notifications/messages.html", context)


def message(request: Any, shop: str, message_id: UUID) -> HttpResponse:
    """Show one message with every attempt to send it."""
    found = message_in(request.scope, message_id)
    if found is None:
        raise Http404
    context = {
        "message": found,
        "row": dressed(found, _names(request.shop.id)),
        "plain": plain_of(found.text) if found.channel == Channel.TELEGRAM else found.text,
        "attempts": [(one, reason_of(one.code)) for one in attempts_of(found)],
        "may_resend": found.state in (MessageState.FAILED, MessageState.SUPPRESSED)
        and request.may("notifications:resend", "POST"),
    }
    return render(request, "cabinet/notifications/message.html", context)


def resend(request: Any, shop: str, message_id: UUID) -> HttpResponse:
    """Try again what was not sent."""
    try:
        resend_message(
            message_id=message_id, scope=request.scope, actor=request.actor, now=timezone.now()
        )
    except Refusal as refusal:
        if refusal.status == 404:
            raise Http404 from None
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is on its way again."))
    return redirect(reverse("notifications:message", args=[shop, message_id]))


def dressed(message: Message, names: dict[str, str]) -> dict[str, Any]:
    """Return a message as a row of the log."""
    tone, icon = TONES[message.state]
    return {
        "message": message,
        "who": names.get(message.person_key) or _who(message),
        "icon": ICONS[message.channel],
        "tone": tone,
        "state_icon": icon,
        "reason": reason_of(message.code) if message.code else "",
        "title": message.subject or plain_of(message.text).splitlines()[0],
    }


def _who(message: Message) -> str:
    return _("the buyer") if message.audience == Audience.BUYER else _("a former member")


def _names(shop_id: int) -> dict[str, str]:
    people = {user_key(person.user_id): person.name for person in people_of_shop(shop_id)}
    return {inbox_key(shop_id): _("the shop's inbox"), **people}


def _cursor(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _pager(request: Any, asked: dict[str, str], after: UUID | None) -> dict[str, str]:
    address = request.path
    later = f"{address}?{urlencode({**asked, 'after': after})}" if after else ""
    first = f"{address}?{urlencode(asked)}" if "after" in request.GET else ""
    return {"prev_url": first, "next_url": later, "label": ""}
