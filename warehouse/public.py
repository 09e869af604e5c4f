"""The only door into warehouse/ for the apps above. Its facts: `warehouse.events`."""

from warehouse.selectors.invariants import INVARIANTS
from warehouse.selectors.shortages import Lacking, lacking_of
from warehouse.selectors.storages import keeps_goods_of

__all__ = ["INVARIANTS", "Lacking", "keeps_goods_of", "lacking_of"]
