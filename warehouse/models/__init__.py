"""All models of the warehouse, where Django looks for them."""

from warehouse.models.counting import CountLine, CycleCount
from warehouse.models.handover import Handover, HandoverPaper, Pallet, Seal
from warehouse.models.inbound import DoorRefusal, Inbound, InboundLine, Replenishment, Shortage
from warehouse.models.outbound import Outbound, OutboundLine
from warehouse.models.packing import (
    Label,
    LearnedWeight,
    OrderLabel,
    OutboundMaterial,
    Packaging,
    PackagingStock,
    PackingRule,
)
from warehouse.models.places import Cell, Station, Storage, Warehouse
from warehouse.models.returns import GoodsReturn, ReturnedLine
from warehouse.models.scans import EvidenceFile, EvidenceHold, Scan
from warehouse.models.stock import (
    Balance,
    ItemBarcode,
    Lot,
    Movement,
    OrderStock,
    Reservation,
    StockProof,
)
from warehouse.models.waves import PickLine, Wave, WorkPace

__all__ = [
    "Balance",
    "Cell",
    "CountLine",
    "CycleCount",
    "DoorRefusal",
    "EvidenceFile",
    "EvidenceHold",
    "GoodsReturn",
    "Handover",
    "HandoverPaper",
    "Inbound",
    "InboundLine",
    "ItemBarcode",
    "Label",
    "LearnedWeight",
    "Lot",
    "Movement",
    "OrderLabel",
    "OrderStock",
    "Outbound",
    "OutboundLine",
    "OutboundMaterial",
    "Packaging",
    "PackagingStock",
    "PackingRule",
    "Pallet",
    "PickLine",
    "Replenishment",
    "Reservation",
    "ReturnedLine",
    "Scan",
    "Seal",
    "Shortage",
    "Station",
    "StockProof",
    "Storage",
    "Warehouse",
    "Wave",
    "WorkPace",
]
