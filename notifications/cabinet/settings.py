"""Notification settings: where messages go, what each person wants, what is switched off."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal
from notifications.cabinet.telegram import link_context
from notifications.rules.masking import masked
from notifications.rules.reasons import reason_of
from notifications.selectors.channels import (
    Wish,
    disabled_mail,
    people_with_links,
    wishes_of,
)
from notifications.selectors.people import inbox_key, inbox_of, user_key
from notifications.services.choosing import choose, enable_address, send_test
from notifications.states import CHOSEN_KINDS, Channel, Kind
from sellers.public import people_of_shop

HINTS: Mapping[Kind, Promise] = {
    Kind.NEW_ORDERS: _("A paid order has arrived; many at once come in one message."),
    Kind.WARNINGS: _("Half and four fifths of an order's time are used."),
    Kind.MISSES: _("A deadline has passed. This one ignores quiet hours."),
}
OWN = (Channel.TELEGRAM, Channel.EMAIL)


def notification_settings(request: Any, shop: str) -> HttpResponse:
    """Show everything about one's own notifications and the shop's; a POST keeps one's own wishes."""
    user_id = request.principal.user_id
    if request.method == "POST":
        return _chosen(request, user_id, _read(request.POST, OWN))
    people = people_of_shop(request.shop.id)
    context = {
        "inbox": inbox_of(request.shop, people),
        "is_owners": not request.shop.notification_email,
        "disabled": [
            {"row": row, "shown": masked(row.address), "reason": reason_of(row.code)}
            for row in disabled_mail(request.scope)
        ],
        "kinds": _matrix(request.shop.id, user_id),
        "may_inbox": request.may("notifications:settings-inbox", "POST"),
        "people": people_with_links(request.shop.id),
        **link_context(user_id),
    }
    return render(request, "cabinet/notifications/settings.html", context)


def inbox(request: Any, shop: str) -> HttpResponse:
    """Keep what the shop's inbox is told."""
    return _chosen(request, None, _read(request.POST, (Channel.EMAIL,)))


def test(request: Any, shop: str) -> HttpResponse:
    """Send a test to oneself, or to the shop's inbox."""
    to_inbox = request.POST.get("to") == "inbox"
    key = inbox_key(request.shop.id) if to_inbox else user_key(request.principal.user_id)
    channel = Channel.EMAIL if to_inbox else Channel.TELEGRAM
    return _attempt(
        request,
        lambda: send_test(
            shop_id=request.shop.id, person_key=key, channel=channel, now=timezone.now()
        ),
        _("A test is on its way."),
    )


def enable(request: Any, shop: str, address_id: int) -> HttpResponse:
    """Send to an address again that had refused."""
    return _attempt(
        request,
        lambda: enable_address(
            shop_id=request.shop.id,
            address_id=address_id,
            actor=request.actor,
            now=timezone.now(),
        ),
        _("Mail goes there again."),
    )


def _matrix(shop_id: int, user_id: int) -> list[dict[str, Any]]:
    own, shared = wishes_of(shop_id, user_id), wishes_of(shop_id, None)
    return [
        {
            "kind": kind,
            "hint": HINTS[kind],
            "inbox": shared[kind, Channel.EMAIL],
            "telegram": own[kind, Channel.TELEGRAM],
            "email": own[kind, Channel.EMAIL],
        }
        for kind in CHOSEN_KINDS
    ]


def _read(posted: Any, channels: tuple[Channel, ...]) -> dict[Wish, bool]:
    return {(k, c): f"{k}.{c}" in posted for k in CHOSEN_KINDS for c in channels}


def _chosen(request: Any, user_id: int | None, wanted: dict[Wish, bool]) -> HttpResponse:
    return _attempt(
        request,
        lambda: choose(shop_id=request.shop.id, user_id=user_id, wanted=wanted, now=timezone.now()),
        _("Saved. It holds from now on."),
    )


def _attempt(request: Any, act: Callable[[], object], done: Any) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("notifications:settings", shop=request.shop.slug)
