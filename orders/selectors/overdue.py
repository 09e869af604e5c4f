"""Orders whose clock has run out while they still stand open."""

from typing import Any

from kernel.scope import Scope
from orders.models import Order
from orders.states import OPEN_STATES

COUNTED = 1000


def overdue_orders(scope: Scope, *, limit: int) -> tuple[int, list[dict[str, Any]]]:
    """Return how many there are (counted up to 1,000) and the longest overdue ones with their shops."""
    late = Order.objects.of(scope).filter(overdue_since__isnull=False, state__in=OPEN_STATES)
    columns = ("id", "number", "state", "overdue_since", "shop__name", "shop__slug")
    return late[:COUNTED].count(), list(late.order_by("overdue_since").values(*columns)[:limit])
