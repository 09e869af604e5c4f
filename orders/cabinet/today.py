"""Today: what is due when, and what to do about it."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.calendars import work_table
from orders.cabinet.rows import dressed
from orders.selectors import board_of, kept_and_missed, load_by_hour
from orders.selectors.calls import AGAIN, UNCOLLECTED, WEEKEND, CallToMake, calls_to_make

TITLES = {
    "late": (_("Late"), "alert-triangle"),
    "hour": (_("Within the hour"), "clock"),
    "today": (_("Today"), "calendar-due"),
    "tomorrow": (_("Tomorrow"), "calendar"),
    "later": (_("Later"), "calendar"),
}
CALLS = {
    AGAIN: (_("Call again"), "phone"),
    UNCOLLECTED: (_("Not collected for three days: call and remind"), "building-store"),
    WEEKEND: (_("Worth a call on Saturday"), "calendar"),
}
CUT_OFF_CALENDAR = "warehouse"


def today(request: Any, shop: str) -> HttpResponse:
    """Show the board of the shop."""
    now = timezone.now()
    scope = request.scope
    buckets = board_of(scope, now=now, zone=request.shop.zone)
    for bucket in buckets:
        dressed(bucket.rows, shop=request.shop, clocks={})
    week = kept_and_missed(scope, since=now - timedelta(days=7))
    return render(
        request,
        "cabinet/orders/today.html",
        {
            "now": now,
            "buckets": [(b, *TITLES[b.name]) for b in buckets if b.rows],
            "totals": {b.name: b.total for b in buckets},
            "calls": calls_on(request, now),
            "cut_off": next_cut_off(now),
            "week": week,
            "load": load_by_hour(scope, now=now),
        },
    )


def calls_on(request: Any, now: datetime) -> list[tuple[Any, str, list[CallToMake]]]:
    """Return the calls to make, by why: its title, icon and the orders (R-004-24, R-004-50, R-004-55)."""
    calls = calls_to_make(request.scope, now=now, zone=request.shop.zone)
    return [(*CALLS[why], orders) for why, orders in calls.items() if orders]


def next_cut_off(now: datetime) -> dict[str, Any]:
    """Return the next dispatch cut-off (18:00 at the warehouse) as a countdown."""
    table = work_table(CUT_OFF_CALENDAR)
    opens = table.next_open(now)
    closes = table.due(opens, 1)
    shift = next(s for s in table.explain(opens, 24 * 3600) if s.closes > closes)
    return {
        "due_at": shift.closes,
        "good_at": None,
        "opened_at": shift.closes - timedelta(hours=24),
        "state": "running",
        "intervals": [],
        "calendar_zone": table.zone.key,
    }
