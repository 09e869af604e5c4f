"""The dispatch plan: what is late, leaves today, tomorrow or later (R-003-19)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orders.cabinet.rows import dressed
from orders.selectors.plan import plan_of

TITLES = {
    "late": (_("Late"), "alert-triangle", _("Nothing is late.")),
    "today": (_("Today"), "calendar-due", _("Nothing has to leave today.")),
    "tomorrow": (_("Tomorrow"), "calendar", _("Nothing has to leave tomorrow.")),
    "later": (_("Later"), "calendar", _("Nothing is planned for later.")),
}


def plan(request: Any, shop: str) -> HttpResponse:
    """Show what must leave when, sorted by the dispatch deadline."""
    now = timezone.now()
    columns = plan_of(request.scope, now=now, zone=request.shop.zone)
    for column in columns:
        dressed(column.rows, shop=request.shop, clocks={})
    shown = [(column, *TITLES[column.name]) for column in columns]
    return render(request, "cabinet/orders/plan.html", {"now": now, "columns": shown})
