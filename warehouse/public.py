"""The only door into warehouse/ for the apps above. Its facts: `warehouse.events`."""

from warehouse.selectors.invariants import INVARIANTS
from warehouse.selectors.storages import keeps_goods_of

__all__ = ["INVARIANTS", "keeps_goods_of"]
