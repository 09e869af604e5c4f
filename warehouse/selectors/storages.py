"""Which shops are in storage, from memory: every page of the cabinet asks."""

import time
from threading import Lock

from kernel.scope import Scope
from warehouse.models import Storage, Warehouse

KEPT_S = 15.0
_lock = Lock()
_known: frozenset[int] = frozenset()
_until = 0.0


def keeps_goods_of(shop_id: int) -> bool:
    """Tell whether a warehouse keeps the goods of a shop; new ones are known within `KEPT_S` seconds."""
    global _known, _until
    with _lock:
        if time.monotonic() >= _until:
            shops = Storage.objects.of(Scope(None)).values_list("shop_id", flat=True)
            _known, _until = frozenset(shops), time.monotonic() + KEPT_S
        return shop_id in _known


def remember_storages(shops: frozenset[int], *, seconds: float = 0.0) -> None:
    """Take this for what is known for so many seconds; for tests, and whoever has just changed it."""
    global _known, _until
    with _lock:
        _known, _until = shops, time.monotonic() + seconds


def first_warehouse() -> str:
    """Return the code of the oldest warehouse, where people of the floor begin; empty where there is none."""
    return Warehouse.objects.order_by("pk").values_list("code", flat=True).first() or ""


def warehouse_ids() -> dict[str, int]:
    """Return each warehouse's id by its code."""
    return dict(Warehouse.objects.values_list("code", "pk"))
