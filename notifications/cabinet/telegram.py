"""Linking one's Telegram: a code, its QR, and a panel that notices by itself when it is done."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from notifications.models import TelegramLink
from notifications.rules.qr import qr_svg
from notifications.selectors.channels import live_link
from notifications.services.choosing import forgive_lost_link
from notifications.services.linking import GOOD_FOR, deep_link, issue_code, unlink_user
from notifications.states import ENDED_BY_TELEGRAM


def status(request: Any, shop: str) -> HttpResponse:
    """Answer the panel that waits: linked, or (204) nothing new."""
    user_id = request.principal.user_id
    if live_link(user_id) is None:
        return HttpResponse(status=204)
    return render(request, "cabinet/notifications/_telegram.html", link_context(user_id))


def link(request: Any, shop: str) -> HttpResponse:
    """Issue a code and show it as a link, as a picture and in words."""
    code = issue_code(user_id=request.principal.user_id, now=timezone.now())
    address = deep_link(code)
    context = {
        "code": code,
        "link": address,
        "qr": qr_svg(address),
        "minutes": int(GOOD_FOR.total_seconds() // 60),
        "bot": settings.TELEGRAM_BOT_USERNAME,
    }
    template = "_telegram_code" if request.htmx else "telegram_code"
    return render(request, f"cabinet/notifications/{template}.html", context)


def unlink(request: Any, shop: str) -> HttpResponse:
    """Unlink one's chat, or do without one that was lost."""
    user_id = request.principal.user_id
    unlink_user(user_id=user_id, now=timezone.now())
    forgive_lost_link(user_id=user_id)
    messages.success(request, _("Telegram is unlinked. Mail still comes."))
    return redirect("notifications:settings", shop=shop)


def link_context(user_id: int) -> dict[str, Any]:
    """Return the caller's chat, or the one they lost."""
    latest = TelegramLink.objects.filter(user_id=user_id).order_by("-linked_at", "-id").first()
    lost = latest is not None and latest.end_reason in ENDED_BY_TELEGRAM
    return {"linked": live_link(user_id), "lost": latest if lost else None}
