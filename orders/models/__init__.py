"""Orders, their lines and contacts; channels; imports."""

from orders.models.channel import Channel
from orders.models.imports import ImportJob, ImportProfile, ImportRefusal, ImportState
from orders.models.order import Comment, Order, OrderContact, OrderLine
from orders.models.saved_view import SavedView

__all__ = [
    "Channel",
    "Comment",
    "ImportJob",
    "ImportProfile",
    "ImportRefusal",
    "ImportState",
    "Order",
    "OrderContact",
    "OrderLine",
    "SavedView",
]
