"""The only door into warehouse/ for the apps above. Its facts: `warehouse.events`."""

from warehouse.selectors.invariants import INVARIANTS
from warehouse.selectors.news import DeliveryNews, ReturnNews, delivery_news, return_news
from warehouse.selectors.scanned_out import (
    CutOff,
    ScannedOut,
    next_cut_off_of_each,
    parcels_at_risk,
    scanned_out,
)
from warehouse.selectors.shortages import Lacking, lacking_of
from warehouse.selectors.storages import first_warehouse, keeps_goods_of, warehouse_ids
from warehouse.services.acknowledging import acknowledge_dispatch, demand_notices
from warehouse.services.expecting_returns import expect_off_the_road
from warehouse.services.labels import keep_label_of_order
from warehouse.services.shortages import hold_short

__all__ = [
    "INVARIANTS",
    "CutOff",
    "DeliveryNews",
    "Lacking",
    "ReturnNews",
    "ScannedOut",
    "acknowledge_dispatch",
    "delivery_news",
    "demand_notices",
    "expect_off_the_road",
    "first_warehouse",
    "hold_short",
    "keep_label_of_order",
    "keeps_goods_of",
    "lacking_of",
    "next_cut_off_of_each",
    "parcels_at_risk",
    "return_news",
    "scanned_out",
    "warehouse_ids",
]
