"""The report of promised days as a page shows it: figures that lead to their parcels, rows, a small chart."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils import formats
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from kernel.scope import Scope
from logistics.rules.places import CITIES
from logistics.selectors.keeping import (
    OUTCOMES,
    PERIODS,
    Kept,
    counted_parcels,
    kept_promises,
    period_of,
)
from logistics.states import Kind

Link = Callable[[Mapping[str, str | int]], str]
"""Return the address of the page with these words in it."""
WHAT = {
    "parcels": _("All parcels that left"),
    "promised": _("Parcels with a promised day"),
    "first_on_time": _("First attempt on time"),
    "first_late": _("First attempt late"),
    "first_open": _("First attempt still ahead"),
    "delivered_on_time": _("Delivered on time"),
    "delivered_late": _("Not delivered on time"),
    "delivered_open": _("Delivery still ahead"),
    "number_late": _("Number entered late"),
    "number_in_time": _("Number entered in time"),
}


def report_faces(
    scope: Scope, asked: Mapping[str, str], *, zone: str, now: datetime, link: Link
) -> dict[str, Any]:
    """Return what the report shows for the words of an address: days, what, carrier, country, city."""
    days = _days(asked)
    since, until = period_of(days, zone=zone, now=now)
    context: dict[str, Any] = {
        "zone": zone,
        "periods": [
            {"days": one, "url": link({"days": one}), "on": one == days} for one in PERIODS
        ],
        "back": link({"days": days}),
    }
    if asked.get("what") in OUTCOMES:
        return context | _parcels(scope, asked, since, until, now)
    report = kept_promises(scope, since=since, until=until, now=now)
    return context | {
        "whole": _face(report.whole, days, link),
        "rows": [_face(row, days, link, alone=True) for row in report.rows],
        "chart": _chart(report.days),
    }


def _days(asked: Mapping[str, str]) -> int:
    given = asked.get("days", "")
    return int(given) if given.isdecimal() and len(given) < 4 and int(given) in PERIODS else 30


def _parcels(
    scope: Scope, asked: Mapping[str, str], since: datetime, until: datetime, now: datetime
) -> dict[str, Any]:
    carrier = asked.get("carrier", "")
    place = (asked.get("country", ""), asked.get("city", "")) if "city" in asked else None
    found = counted_parcels(
        scope,
        what=asked["what"],
        since=since,
        until=until,
        now=now,
        carrier=int(carrier) if carrier.isdecimal() and len(carrier) < 10 else None,
        place=place,
    )
    return {
        "what": WHAT[asked["what"]],
        "parcels": [{"one": one, "state": Kind(one.state).label} for one in found],
        "place": _city(*place) if place else "",
    }


def _face(kept: Kept, days: int, link: Link, *, alone: bool = False) -> dict[str, Any]:
    words: dict[str, str | int] = {"days": days}
    if alone:
        words |= {"carrier": kept.carrier_id or 0, "country": kept.country, "city": kept.city}
    return {
        "carrier": kept.carrier,
        "city": _city(kept.country, kept.city),
        "first_share": kept.first_share,
        "delivered_share": kept.delivered_share,
        "number_share": kept.number_share,
        **{
            name: {"count": kept.counts[name], "url": link({**words, "what": name})}
            for name in OUTCOMES
        },
    }


def _city(country: str, city: str) -> str:
    name = CITIES[city][3][0] if city in CITIES else city.title()
    return ", ".join(part for part in (name, country) if part)


def _chart(days: tuple[tuple[Any, int, int], ...]) -> dict[str, Any] | None:
    """Return the chart of first attempts by the day they were promised for; none of a single day."""
    if len(days) < 2:
        return None
    form = pgettext("date format", "j M")
    return {
        "type": "bar",
        "stacked": True,
        "title": str(_("First attempts by the day they were promised for")),
        "labels": [formats.date_format(day, form) for day, _kept, _late in days],
        "series": [
            {"label": str(_("on time")), "tone": "calm", "values": [k for _d, k, _l in days]},
            {"label": str(_("late")), "tone": "late", "values": [n for _d, _k, n in days]},
        ],
    }
