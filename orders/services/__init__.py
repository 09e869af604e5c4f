"""The use cases of orders/, one a file."""

from orders.services.accept_many import Accepted, accept_many
from orders.services.cancel_order import cancel_order
from orders.services.locking import MoveRefused, OrderChanged, OrderNotFound, OrderNotReady
from orders.services.moves import (
    confirm_order,
    make_order_ready,
    offer_order_for_pickup,
    open_order,
    receive_order,
    ship_order,
    verified_blocks,
)
from orders.services.notes import add_comment, agree_delivery_date, reveal_contact

__all__ = [
    "Accepted",
    "MoveRefused",
    "OrderChanged",
    "OrderNotFound",
    "OrderNotReady",
    "accept_many",
    "add_comment",
    "agree_delivery_date",
    "cancel_order",
    "confirm_order",
    "make_order_ready",
    "offer_order_for_pickup",
    "open_order",
    "receive_order",
    "reveal_contact",
    "ship_order",
    "verified_blocks",
]
