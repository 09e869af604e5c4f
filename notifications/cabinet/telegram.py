"""Linking one's Telegram: a code, its QR, and a panel that notices by itself when it is done."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from zint import Symbol, Symbology

from notifications.models import TelegramLink
from notifications.selectors.channels import live_link
from notifications.services.choosing import forgive_lost_link
from notifications.services.linking import GOOD_FOR, deep_link, issue_code, unlink_user
from notifications.states import ENDED_BY_TELEGRAM

QUIET_ZONE = 4  # modules of white around a code


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


def qr_svg(text: str) -> SafeString:
    """Return a QR code of ``text`` as SVG in whole modules; it holds nothing but numbers."""
    symbol = Symbol()
    symbol.symbology = Symbology.QRCODE
    symbol.encode(text)
    symbol.buffer_vector()
    module = 2  # zint draws a module as two units
    squares = "".join(
        f"M{r.x / module:g} {r.y / module:g}h{r.width / module:g}v{r.height / module:g}"
        f"h-{r.width / module:g}z"
        for r in symbol.vector.rectangles
    )
    side = f"{symbol.vector.width / module + 2 * QUIET_ZONE:g}"
    return mark_safe(  # noqa: S308
        f'<svg viewBox="-{QUIET_ZONE} -{QUIET_ZONE} {side} {side}" width="208" height="208" '
        'role="img" aria-label="QR" shape-rendering="crispEdges">'
        f'<rect x="-{QUIET_ZONE}" y="-{QUIET_ZONE}" width="{side}" height="{side}" fill="#fff"/>'
        f'<path d="{squares}" fill="#000"/></svg>'
    )
