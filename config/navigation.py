"""The way around the cabinet: one list, for the sidebar and the phone's bottom bar."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from desk.public import unread_news
from logistics.public import open_problems
from warehouse.public import keeps_goods_of

ENTRIES = [
    ("orders:today", _("Today"), "calendar-due", "g t"),
    ("orders:list", _("Orders"), "package", "g o"),
    ("orders:plan", pgettext_lazy("navigation", "Dispatch plan"), "truck-delivery", "g d"),
    ("logistics:road", pgettext_lazy("navigation", "On the road"), "truck", "g r"),
    ("logistics:problems", pgettext_lazy("navigation", "Problems"), "alert-triangle", "g p"),
    ("logistics:claims", pgettext_lazy("navigation", "Claims"), "scale", "g l"),
    ("orders:imports", _("Imports"), "file-import", "g i"),
    ("warehouse:stock", pgettext_lazy("navigation", "Stock"), "building-warehouse", "g k"),
    ("sellers:offers", _("Offers"), "tags", "g f"),
    ("desk:score", _("Score"), "gauge", "g c"),
    ("notifications:messages", _("Messages"), "bell", "g m"),
    ("desk:news", _("News"), "notes", "g n"),
    ("desk:help", _("Help"), "help-circle", "g h"),
    ("sellers:settings", _("Settings"), "settings", "g s"),
]

# Pages that belong to an entry and are not called after it.
ALSO = {"warehouse:stock": ("warehouse:deliver", "warehouse:returns")}

# Open to shops whose goods we keep.
OF_STORAGE = frozenset({"warehouse:stock", "logistics:claims"})


def navigation(request: Any) -> list[dict[str, Any]]:
    """Return the entries of the shop in hand; without a shop there is nowhere to go."""
    if request.shop is None:
        return []
    here = request.resolver_match.view_name if request.resolver_match else ""
    kept = keeps_goods_of(request.shop.id)
    return [
        {
            "label": label,
            "url": url,
            "icon": icon,
            "key": key,
            "active": here.startswith((name, *ALSO.get(name, ()))),
            "badge": BADGES[name](request) if name in BADGES else 0,
        }
        for name, label, icon, key in ENTRIES
        if (kept or name not in OF_STORAGE) and (url := _address(name, request.shop.slug))
    ]


def _unread(request: Any) -> Any:
    """Return how much news is unread: asked once, and only by a page that draws the way around."""
    return SimpleLazyObject(lambda: unread_news(request.shop, request.principal.user_id))


def _problems(request: Any) -> Any:
    return SimpleLazyObject(lambda: open_problems(request.scope))


BADGES = {"desk:news": _unread, "logistics:problems": _problems}


def _address(name: str, slug: str) -> str:
    try:
        return reverse(name, kwargs={"shop": slug})
    except NoReverseMatch:
        return ""
