"""Where shops keep their goods."""

import time

from kernel.scope import Scope
from warehouse.models import Storage

KEPT_S = 15.0
_known: dict[int, tuple[int, float]] = {}


def warehouse_of_shop(scope: Scope) -> int | None:
    """Return the warehouse that keeps the goods of a scope's first shop, None if none does.

    A scanner asks with every scan: an answer is remembered for `KEPT_S` seconds.
    """
    shop_id = scope.shop_ids[0] if scope.shop_ids else 0
    kept, until = _known.get(shop_id, (0, 0.0))
    if time.monotonic() < until:
        return kept
    found = Storage.objects.of(scope).filter(shop_id=shop_id).values_list("warehouse_id", flat=True)
    warehouse_id: int | None = found.first()
    if warehouse_id is not None:
        _known[shop_id] = (warehouse_id, time.monotonic() + KEPT_S)
    return warehouse_id
