"""Orders, their lines and contacts; channels; imports."""

from orders.models.channel import Channel
from orders.models.imports import (
    ImportedOrder,
    ImportJob,
    ImportProfile,
    ImportRefusal,
    ImportState,
)
from orders.models.order import Comment, Order, OrderContact, OrderLine
from orders.models.replay import ReplayRun, ReplayState
from orders.models.saved_view import SavedView

__all__ = [
    "Channel",
    "Comment",
    "ImportJob",
    "ImportProfile",
    "ImportRefusal",
    "ImportState",
    "ImportedOrder",
    "Order",
    "OrderContact",
    "OrderLine",
    "ReplayRun",
    "ReplayState",
    "SavedView",
]
