"""News for sellers, with what this reader has read (R-003-26, R-004-25)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import ngettext

from desk import services
from desk.cabinet.words import news_words
from desk.selectors.news import news_for
from desk.states import NewsKind

ICONS: dict[str, str] = {NewsKind.WRITTEN: "notes", NewsKind.HOURS: "calendar-clock"}


def news_page(request: Any, shop: str) -> HttpResponse:
    """Show the news, newest first (R-003-26, R-004-25). Looking marks nothing as read."""
    pieces = news_for(request.shop, request.principal.user_id)
    rows = [
        {
            "item": piece.item,
            "is_read": piece.is_read,
            "icon": ICONS[piece.item.kind],
            "words": news_words(piece.item),
        }
        for piece in pieces
    ]
    unread = sum(not row["is_read"] for row in rows)
    context = {"rows": rows, "unread": unread, "seen_at": timezone.now().isoformat()}
    return render(request, "cabinet/desk/news.html", context)


def read(request: Any, shop: str, item_id: int) -> HttpResponse:
    """Note that this reader has read one piece."""
    services.mark_read(
        shop=request.shop, item_id=item_id, user_id=request.principal.user_id, at=timezone.now()
    )
    return redirect("desk:news", shop)


def read_all(request: Any, shop: str) -> HttpResponse:
    """Note that this reader has read all that the page showed them."""
    now = timezone.now()
    count = services.mark_all_read(
        shop=request.shop,
        user_id=request.principal.user_id,
        seen_at=_seen_at(request.POST.get("seen_at", ""), now),
        at=now,
    )
    if count:
        said = ngettext(
            "%(n)d news item marked as read.", "%(n)d news items marked as read.", count
        )
        messages.success(request, said % {"n": count})
    return redirect("desk:news", shop)


def _seen_at(text: str, now: datetime) -> datetime:
    try:
        seen_at = parse_datetime(text)
    except ValueError:
        return now
    return seen_at if seen_at is not None and seen_at.tzinfo is not None else now
