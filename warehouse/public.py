"""The only door into warehouse/ for the apps above. Its facts: `warehouse.events`."""

from warehouse.papers.act import ActData, nonconformity_act
from warehouse.selectors.evidence import evidence_of
from warehouse.selectors.invariants import INVARIANTS
from warehouse.selectors.news import DeliveryNews, ReturnNews, delivery_news, return_news
from warehouse.selectors.shortages import Lacking, lacking_of
from warehouse.selectors.storages import first_warehouse, keeps_goods_of, warehouse_ids
from warehouse.services.evidence import attach_evidence, hold_evidence
from warehouse.services.expecting_returns import expect_off_the_road

__all__ = [
    "INVARIANTS",
    "ActData",
    "DeliveryNews",
    "Lacking",
    "ReturnNews",
    "attach_evidence",
    "delivery_news",
    "evidence_of",
    "expect_off_the_road",
    "first_warehouse",
    "hold_evidence",
    "keeps_goods_of",
    "lacking_of",
    "nonconformity_act",
    "return_news",
    "warehouse_ids",
]
