"""The back office's door: stock and states are read, acts go through services."""

from warehouse.admin.orders import (
    OrderStockAdmin,
    ReplenishmentAdmin,
    ReservationAdmin,
    ShortageAdmin,
)
from warehouse.admin.places import CellAdmin, StationAdmin, StorageAdmin, WarehouseAdmin
from warehouse.admin.stock import BalanceAdmin, LotAdmin, MovementAdmin, StockProofAdmin

__all__ = [
    "BalanceAdmin",
    "CellAdmin",
    "LotAdmin",
    "MovementAdmin",
    "OrderStockAdmin",
    "ReplenishmentAdmin",
    "ReservationAdmin",
    "ShortageAdmin",
    "StationAdmin",
    "StockProofAdmin",
    "StorageAdmin",
    "WarehouseAdmin",
]
