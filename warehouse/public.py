"""The only door into warehouse/ for the apps above. Its facts: `warehouse.events`."""

from warehouse.selectors.invariants import INVARIANTS
from warehouse.selectors.news import DeliveryNews, ReturnNews, delivery_news, return_news
from warehouse.selectors.shortages import Lacking, lacking_of
from warehouse.selectors.storages import first_warehouse, keeps_goods_of, warehouse_ids
from warehouse.services.labels import keep_label_of_order
from warehouse.services.shortages import hold_short

__all__ = [
    "INVARIANTS",
    "DeliveryNews",
    "Lacking",
    "ReturnNews",
    "delivery_news",
    "first_warehouse",
    "hold_short",
    "keep_label_of_order",
    "keeps_goods_of",
    "lacking_of",
    "return_news",
    "warehouse_ids",
]
