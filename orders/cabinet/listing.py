"""The order list: search, filters, saved views, bulk accept, export."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.deadlines.reading import nearest_open
from kernel.errors import Refusal
from orders import services
from orders.cabinet import exports, queries
from orders.cabinet.answers import noted, uuids
from orders.cabinet.rows import dressed
from orders.selectors import Page, page_of, saved_views, state_counts
from orders.states import OPEN_STATES, DeliveryMethod, OrderState


def order_list(request: Any, shop: str) -> HttpResponse:
    """Show one page of the shop's orders, newest first."""
    asked = queries.read(request.GET)
    page, now = _page(request, asked), timezone.now()
    clocks = nearest_open(request.scope, [row["id"] for row in page.rows], now=now)
    counts = state_counts(request.scope)
    tabs = [(s, counts.get(s.value, 0)) for s in OrderState if s in OPEN_STATES]
    return render(
        request,
        "cabinet/orders/list.html",
        {
            "now": now,
            "rows": dressed(page.rows, shop=request.shop, clocks=clocks),
            "asked": asked,
            "tabs": tabs,
            "methods": DeliveryMethod,
            "views": saved_views(request.scope),
            "page": _pager(request, asked, page),
            "open_total": sum(counts.values()),
        },
    )


def _page(request: Any, asked: queries.Asked) -> Page:
    try:
        return page_of(request.scope, asked.filters, cursor=asked.cursor, size=queries.SIZES)
    except Refusal:  # a cursor that somebody cut short: the first page then
        return page_of(request.scope, asked.filters, size=queries.SIZES)


def _pager(request: Any, asked: queries.Asked, page: Page) -> dict[str, str]:
    address = reverse("orders:list", kwargs={"shop": request.shop.slug})
    joined = f"{asked.query}&" if asked.query else ""
    return {
        "prev_url": f"{address}?{asked.query}" if asked.cursor else "",
        "next_url": f"{address}?{joined}cursor={page.next_cursor}" if page.next_cursor else "",
        "label": "",
    }


def accept_selected(request: Any, shop: str) -> HttpResponse:
    """Accept the selected orders, with a verdict for each."""
    ids = uuids(request.POST.getlist("ids"))
    verdicts = services.accept_many(
        order_ids=ids, scope=request.scope, actor=request.actor, now=timezone.now()
    )
    accepted = sum(verdict.accepted for verdict in verdicts)
    refused = [verdict for verdict in verdicts if not verdict.accepted]
    text = ngettext("%(n)d order accepted.", "%(n)d orders accepted.", accepted) % {"n": accepted}
    if refused:
        text += " " + ngettext("%(n)d refused: %(why)s", "%(n)d refused: %(why)s", len(refused)) % {
            "n": len(refused),
            "why": "; ".join(sorted({str(verdict.message) for verdict in refused})),
        }
    level = "warning" if refused else "success"
    return noted(request, text, level=level, clear_selection=True)


def export(request: Any, shop: str, form: str) -> HttpResponseBase:
    """Send the orders that the filters find, as CSV or XLSX; cells are text, never formulas."""
    asked = queries.read(request.GET)
    name = f"orders-{request.shop.slug}-{timezone.now():%Y-%m-%d}.{form}"
    return exports.answer(
        request.scope, asked.filters, zone=request.shop.zone, form=form, name=name
    )


def save_view(request: Any, shop: str) -> HttpResponse:
    """Keep the filters of the list under a name."""
    query = queries.read(_as_query(request.POST.get("query", ""))).query
    try:
        services.save_view(
            scope=request.scope,
            shop_id=request.shop.id,
            actor=request.actor,
            name=request.POST.get("name", ""),
            query=query,
        )
    except Refusal as refusal:
        return noted(request, str(refusal), level="error", status=422)
    return redirect(f"{reverse('orders:list', kwargs={'shop': shop})}?{query}")


def delete_view(request: Any, shop: str, view_id: int) -> HttpResponse:
    """Forget a saved view."""
    services.delete_view(scope=request.scope, view_id=view_id)
    return noted(request, _("The view is gone."), status=200)  # htmx swaps nothing at a 204


def _as_query(text: str) -> QueryDict:
    return QueryDict(text[:500])
