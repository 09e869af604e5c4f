"""The use cases of orders/, one a file."""

from orders.services.accept_many import Accepted, accept_many
from orders.services.attempts import log_attempt
from orders.services.buyer_links import buyer_token, order_of_token, revoke_buyer_link
from orders.services.cancel_order import cancel_by_carrier, cancel_order
from orders.services.edit_order import (
    NotAnEditor,
    NotEditableNow,
    correct_delivery,
    edit_order,
)
from orders.services.holding import hold_order, hold_orders, release_hold, release_holds
from orders.services.locking import MoveRefused, OrderChanged, OrderNotReady
from orders.services.mark_paid import OrderCancelled, PaymentRefused, mark_paid
from orders.services.merge_orders import NotTogether, merge_orders, separate_order
from orders.services.moves import (
    confirm_order,
    make_order_ready,
    offer_order_for_pickup,
    open_order,
    receive_order,
    verified_blocks,
)
from orders.services.notes import add_comment, agree_delivery_date, reveal_contact
from orders.services.place_instead import NotPlacedInstead, Placed, place_instead
from orders.services.place_orders import Outcome, Verdict, place_orders
from orders.services.saved_views import delete_view, save_view
from orders.services.ship_order import ship_order
from orders.services.split_order import split_order
from orders.services.tracking import name_carrier, note_untracked

__all__ = [
    "Accepted",
    "MoveRefused",
    "NotAnEditor",
    "NotEditableNow",
    "NotPlacedInstead",
    "NotTogether",
    "OrderCancelled",
    "OrderChanged",
    "OrderNotReady",
    "Outcome",
    "PaymentRefused",
    "Placed",
    "Verdict",
    "accept_many",
    "add_comment",
    "agree_delivery_date",
    "buyer_token",
    "cancel_by_carrier",
    "cancel_order",
    "confirm_order",
    "correct_delivery",
    "delete_view",
    "edit_order",
    "hold_order",
    "hold_orders",
    "log_attempt",
    "make_order_ready",
    "mark_paid",
    "merge_orders",
    "name_carrier",
    "note_untracked",
    "offer_order_for_pickup",
    "open_order",
    "order_of_token",
    "place_instead",
    "place_orders",
    "receive_order",
    "release_hold",
    "release_holds",
    "reveal_contact",
    "revoke_buyer_link",
    "save_view",
    "separate_order",
    "ship_order",
    "split_order",
    "verified_blocks",
]
