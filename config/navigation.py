"""The way around the cabinet: one list, for the sidebar and the phone's bottom bar."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

ENTRIES = [
    ("orders:today", _("Today"), "calendar-due", "g t"),
    ("orders:list", _("Orders"), "package", "g o"),
    ("orders:imports", _("Imports"), "file-import", "g i"),
    ("sellers:offers", _("Offers"), "tags", "g f"),
    ("desk:score", _("Score"), "gauge", "g c"),
    ("notifications:messages", _("Messages"), "bell", "g m"),
    ("desk:news", _("News"), "notes", "g n"),
    ("sellers:settings", _("Settings"), "settings", "g s"),
]


def navigation(request: Any) -> list[dict[str, Any]]:
    """Return the entries of the shop in hand; without a shop there is nowhere to go."""
    if request.shop is None:
        return []
    here = request.resolver_match.view_name if request.resolver_match else ""
    return [
        {"label": label, "url": url, "icon": icon, "key": key, "active": here.startswith(name)}
        for name, label, icon, key in ENTRIES
        if (url := _address(name, request.shop.slug))
    ]


def _address(name: str, slug: str) -> str:
    try:
        return reverse(name, kwargs={"shop": slug})
    except NoReverseMatch:
        return ""
