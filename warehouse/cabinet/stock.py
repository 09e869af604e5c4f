"""The seller's stock: what lies in the warehouse, what changed it, what is missing (R-001-03, R-003-04)."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.errors import Refusal
from kernel.rest import cursor_after, key_of
from warehouse.cabinet.words import TYPE_NAMES
from warehouse.selectors.movements import levels_of, movements_of
from warehouse.selectors.places_of_goods import orders_on, places_of
from warehouse.selectors.statement import SHOWN, Asked, stock_of, stock_page, storage_of
from warehouse.states import CellKind, Condition, MovementKind

TABS = {
    "all": gettext_lazy("All"),
    "free": gettext_lazy("Free to sell"),
    "short": gettext_lazy("Missing"),
    "aside": gettext_lazy("Set aside"),
}


def stock(request: Any, shop: str) -> HttpResponse:
    """Show one page of the shop's stock, by SKU."""
    text = request.GET.get("q", "").replace("\0", "")[:100].strip()
    show = request.GET.get("show", "all")
    asked = Asked(
        text=text, show=show if show in SHOWN else "all", after=_after(request.GET.get("after", ""))
    )
    storage, now = storage_of(request.scope), timezone.now()
    page = stock_page(request.scope, asked) if storage else None
    context = {
        "now": now,
        "storage": storage,
        "rows": [_dressed(row, now) for row in page.rows] if page else [],
        "asked": asked,
        "tabs": TABS.items(),
        "page": _pager(asked, page.after if page else None),
    }
    return render(request, "cabinet/warehouse/stock.html", context)


def _after(cursor: str) -> str:
    try:
        return key_of(cursor)
    except Refusal:  # one that somebody cut short: the first page then
        return ""


def _pager(asked: Asked, after: str | None) -> dict[str, str]:
    query = {"q": asked.text, "show": "" if asked.show == "all" else asked.show}
    given = {name: value for name, value in query.items() if value}
    following = {**given, "after": cursor_after(after)} if after is not None else {}
    return {
        "prev_url": f"?{urlencode(given)}" if asked.after else "",
        "next_url": f"?{urlencode(following)}" if following else "",
        "label": "",
    }


def _dressed(row: dict[str, Any], now: Any) -> dict[str, Any]:
    types = [TYPE_NAMES[one] for one in row["types"] if one != "small"]
    days = (now - row["since"]).days if row["since"] and row["on_hand"] else None
    return {**row, "types": types, "days": days}


def goods(request: Any, shop: str, offer_id: int) -> HttpResponse:
    """Show one offer's stock: where it lies, who holds it, how it went, and what changed it."""
    now, scope = timezone.now(), request.scope
    row = _dressed(stock_of(scope, offer_id), now)
    before = request.GET.get("before", "")
    moves = movements_of(
        scope, offer_id=offer_id, before=int(before[:18]) if before.isdigit() else None
    )
    levels = levels_of(scope, offer_id, now=now, zone=request.shop.zone)
    context = {
        "now": now,
        "row": row,
        "places": [_place(one) for one in places_of(scope, offer_id)],
        "orders": orders_on(scope, offer_id),
        "movements": _moves(moves.rows),
        "chart": _chart(levels),
        "piece_days": sum(level for _day, level in levels),
        "page": _movement_pager(request, offer_id, before, moves.before),
    }
    return render(request, "cabinet/warehouse/goods.html", context)


def _place(balance: Any) -> dict[str, Any]:
    return {
        "pk": balance.pk,
        "kind": CellKind(balance.cell.kind).label,
        "cell": balance.cell.code,
        "lot": balance.lot,
        "condition": Condition(balance.condition).label,
        "is_good": balance.condition == Condition.GOOD,
        "on_hand": balance.on_hand,
        "reserved": balance.reserved,
    }


def _moves(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what a page shows: pieces that only went from one place to another are one line."""
    shown: list[dict[str, Any]] = []
    for row in map(_move, rows):
        last = shown[-1] if shown else None
        if last and _is_other_half(last, row):
            gone, came = (row, last) if row["delta"] < 0 else (last, row)
            shown[-1] = {**came, "cell": f"{gone['cell']} → {came['cell']}", "moved": True}
        else:
            shown.append(row)
    return shown


def _is_other_half(one: dict[str, Any], other: dict[str, Any]) -> bool:
    same = all(one[name] == other[name] for name in ("act", "kind", "offer", "lot", "condition"))
    return same and not one.get("moved") and one["delta"] == -other["delta"]


def _move(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "why": MovementKind(row["kind"]).label,
        "place_name": CellKind(row["place"]).label,
        "condition": Condition(row["condition"]).label,
        "is_good": row["condition"] == Condition.GOOD,
        "pieces": abs(row["delta"]),
    }


def _chart(levels: list[tuple[Any, int]]) -> dict[str, Any]:
    return {
        "type": "line",
        "title": _("Pieces at the end of the day"),
        "labels": [date_format(day, "j.m") for day, _level in levels],
        "series": [
            {"label": _("Pieces"), "tone": "blue", "values": [level for _day, level in levels]}
        ],
    }


def _movement_pager(
    request: Any, offer_id: int, before: str, following: int | None
) -> dict[str, str]:
    address = reverse("warehouse:stock-goods", args=[request.shop.slug, offer_id])
    return {
        "prev_url": address if before else "",
        "next_url": f"{address}?before={following}" if following else "",
        "label": "",
    }
