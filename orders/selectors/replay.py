"""The picture of a replay: how many promises were kept and missed, of which kind, and when."""

from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

from kernel.deadlines.models import Deadline
from kernel.scope import Scope
from orders.models import Order, ReplayRun
from orders.states import LATE_IN

KINDS = ("order.new", "order.agreement", "order.dispatch")
ENDS = ("good", "kept", "missed", "void", "running")


def replays_of(scope: Scope, most: int = 20) -> list[ReplayRun]:
    """Return a shop's replays, the latest first."""
    rows = ReplayRun.objects.of(scope).select_related("stage")
    return list(rows.order_by("-created_at")[:most])


def picture_of(stage_id: int, zone: str) -> dict[str, Any]:
    """Return counts by kind, misses by weekday and hour of the due time, and both by day.

    ``good`` are those kept within their excellent band, ``kept`` the others kept.
    """
    place = ZoneInfo(zone)
    kinds: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    days: dict[str, Counter[str]] = {}
    hours = [[0] * 24 for _ in range(7)]
    rows = Deadline.objects.filter(shop_id=stage_id, kind__in=LATE_IN).values_list(
        "kind", "state", "good_at", "ended_at", "due_at"
    )
    for kind, state, good_at, ended_at, due_at in rows.iterator():
        good = state == "kept" and good_at and ended_at and ended_at <= good_at
        end = "good" if good else state
        kinds.setdefault(kind, Counter())[end] += 1
        local = due_at.astimezone(place)
        if state == "missed":
            hours[local.weekday()][local.hour] += 1
        if state in ("kept", "missed"):
            days.setdefault(local.date().isoformat(), Counter())[state] += 1
    return {
        "kinds": {kind: {end: ends[end] for end in ENDS} for kind, ends in kinds.items()},
        "hours": hours,
        "days": [[day, days[day]["kept"], days[day]["missed"]] for day in sorted(days)],
        "states": _states(stage_id),
    }


def _states(stage_id: int) -> dict[str, int]:
    states = Order.objects.of(Scope.shop(stage_id)).values_list("state", flat=True)
    return dict(Counter(states.iterator()))
