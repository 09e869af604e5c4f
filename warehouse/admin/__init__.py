"""The back office's door: stock and states are read, acts go through services."""

from warehouse.admin.coming_in import (
    DoorRefusalAdmin,
    GoodsReturnAdmin,
    InboundAdmin,
    ItemBarcodeAdmin,
)
from warehouse.admin.counts import CycleCountAdmin
from warehouse.admin.docks import HandoverAdmin, HandoverPaperAdmin, PalletAdmin, SealAdmin
from warehouse.admin.evidence import EvidenceFileAdmin, EvidenceHoldAdmin, ScanAdmin
from warehouse.admin.orders import (
    OrderStockAdmin,
    ReplenishmentAdmin,
    ReservationAdmin,
    ShortageAdmin,
)
from warehouse.admin.outbound import OutboundAdmin, PickLineAdmin, WaveAdmin, WorkPaceAdmin
from warehouse.admin.packing import (
    LabelAdmin,
    LearnedWeightAdmin,
    PackagingAdmin,
    PackagingStockAdmin,
    PackingRuleAdmin,
)
from warehouse.admin.places import CellAdmin, StationAdmin, StorageAdmin, WarehouseAdmin
from warehouse.admin.stock import BalanceAdmin, LotAdmin, MovementAdmin, StockProofAdmin

__all__ = [
    "BalanceAdmin",
    "CellAdmin",
    "CycleCountAdmin",
    "DoorRefusalAdmin",
    "EvidenceFileAdmin",
    "EvidenceHoldAdmin",
    "GoodsReturnAdmin",
    "HandoverAdmin",
    "HandoverPaperAdmin",
    "InboundAdmin",
    "ItemBarcodeAdmin",
    "LabelAdmin",
    "LearnedWeightAdmin",
    "LotAdmin",
    "MovementAdmin",
    "OrderStockAdmin",
    "OutboundAdmin",
    "PackagingAdmin",
    "PackagingStockAdmin",
    "PackingRuleAdmin",
    "PalletAdmin",
    "PickLineAdmin",
    "ReplenishmentAdmin",
    "ReservationAdmin",
    "ScanAdmin",
    "SealAdmin",
    "ShortageAdmin",
    "StationAdmin",
    "StockProofAdmin",
    "StorageAdmin",
    "WarehouseAdmin",
    "WaveAdmin",
    "WorkPaceAdmin",
]
