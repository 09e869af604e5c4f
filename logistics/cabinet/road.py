"""“On the road”: every open parcel of the shop, of all carriers in one set of states (R-000-01)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from logistics.cabinet.words import GROUP_NAMES, TONES
from logistics.selectors.on_the_road import GROUPS, LATE, SORTS, Road, on_the_road
from logistics.selectors.telling import reason_words
from logistics.states import Kind

MOST_PAGES = 200
SORT_NAMES = {
    "": _("what needs somebody first"),
    "promised": _("promised day"),
    "left": _("left last"),
}


def road(request: Any, shop: str) -> HttpResponse:
    """Show the page, or its rows alone to HTMX."""
    group, find = request.GET.get("group", ""), request.GET.get("q", "").strip()[:60]
    by = request.GET.get("by", "") if request.GET.get("by", "") in SORTS else ""
    page = _page(request.GET.get("page", "1"))
    found = on_the_road(request.scope, now=timezone.now(), group=group, find=find, by=by, page=page)

    def link(**more: object) -> str:
        words = {"group": group, "q": find, "by": by, **more}
        return f"{request.path}?{urlencode({k: v for k, v in words.items() if v})}"

    context = {
        "rows": [
            {
                "one": row,
                "state": Kind(row.state).label,
                "reason": reason_words(row.reason),
                "tone": TONES.get(Kind(row.state), "blue"),
            }
            for row in found.rows
        ],
        **_chips(found, group, link),
        "sorts": [
            {"label": label, "url": link(by=name), "on": name == by}
            for name, label in SORT_NAMES.items()
        ],
        "by": by,
        "find": find,
        "group": group,
        "page": {
            "prev_url": link(page=page - 1) if page > 1 else "",
            "next_url": link(page=page + 1) if found.more else "",
            "label": "",
        },
    }
    return render(request, "cabinet/logistics/road.html", context)


def _page(number: str) -> int:
    fits = number.isdigit() and len(number) < 6 and int(number) > 0
    return min(int(number), MOST_PAGES) if fits else 1


def _chips(found: Road, group: str, link: Callable[..., str]) -> dict[str, Any]:
    """Return the ways to narrow the list, each with how many it would leave."""
    return {
        "tabs": [
            {
                "label": GROUP_NAMES[name],
                "count": found.counts[name],
                "url": link(group=name),
                "on": name == group,
            }
            for name in GROUPS
        ],
        "all": {
            "count": sum(found.counts.values()),
            "url": link(group=""),
            "on": group not in (*GROUPS, LATE),
        },
        "late": {"count": found.late, "url": link(group=LATE), "on": group == LATE},
    }
