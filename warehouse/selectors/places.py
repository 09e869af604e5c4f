"""Where shops keep their goods."""

from kernel.scope import Scope
from warehouse.models import Storage


def warehouse_of_shop(scope: Scope) -> int | None:
    """Return the warehouse that keeps the goods of a scope's first shop, None if none does."""
    rows = Storage.objects.of(scope).order_by("shop_id")
    found: int | None = rows.values_list("warehouse_id", flat=True).first()
    return found
