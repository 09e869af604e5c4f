"""The only door into the desk for the roof and the apps above. Its facts: `desk.events`."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from desk.selectors.news import unread_news
from desk.selectors.queue import (
    objections_to_answer,
    orders_to_reassign,
    questions_to_answer,
    shops_to_call,
)
from desk.services import count_scores
from sellers.public import ShopProfile

__all__ = [
    "banners_of",
    "count_scores",
    "objections_to_answer",
    "orders_to_reassign",
    "questions_to_answer",
    "shops_to_call",
    "unread_news",
]


def banners_of(shop: ShopProfile) -> list[dict[str, Any]]:
    """Return what every page of a suspended shop says (R-004-34)."""
    if not shop.suspended:
        return []
    late = reverse("orders:list", kwargs={"shop": shop.slug}) + "?overdue=1"
    return [
        {
            "level": "danger",
            "icon": "hand-stop",
            "text": _(
                "Your offers are off sale: too many orders are overdue. "
                "They come back when none is overdue any more."
            ),
            "url": late,
            "action": _("Overdue orders"),
        }
    ]
