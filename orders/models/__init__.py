"""Orders, their lines and contacts; channels; imports."""

from orders.models.buyer_link import BuyerLink
from orders.models.channel import Channel
from orders.models.comment import Comment
from orders.models.contact_attempt import ContactAttempt
from orders.models.contact_change import ContactChange
from orders.models.imports import (
    ImportedOrder,
    ImportJob,
    ImportProfile,
    ImportRefusal,
    ImportState,
)
from orders.models.order import Order, OrderContact, OrderLine
from orders.models.replay import ReplayRun, ReplayState
from orders.models.saved_view import SavedView
from orders.models.split import OrderSplit

__all__ = [
    "BuyerLink",
    "Channel",
    "Comment",
    "ContactAttempt",
    "ContactChange",
    "ImportJob",
    "ImportProfile",
    "ImportRefusal",
    "ImportState",
    "ImportedOrder",
    "Order",
    "OrderContact",
    "OrderLine",
    "OrderSplit",
    "ReplayRun",
    "ReplayState",
    "SavedView",
]
