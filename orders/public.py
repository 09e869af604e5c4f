"""The only door into orders/ for the apps above: acts, answers, refusals. Its facts: `orders.events`."""

from datetime import datetime

from kernel.scope import Scope
from orders.rules.edits import Agreement
from orders.rules.files.faults import FileUnreadable
from orders.selectors import (
    Destination,
    GoodsToSend,
    NoSuchOrder,
    OrderCard,
    OrderToSend,
    Road,
    Slip,
    Standing,
    board_of,
    destination_of,
    left_by_carrier,
    not_carried_by,
    order_card,
    order_cards,
    order_standing,
    orders_to_send,
    overdue_count,
    overdue_orders,
    roads_of,
    slips_of,
    tally_by_day,
)
from orders.selectors.invariants import INVARIANTS
from orders.services import (
    MoveRefused,
    NotPlacedInstead,
    OrderChanged,
    OrderNotReady,
    buyer_token,
    cancel_by_carrier,
    cancel_order,
    correct_delivery,
    hold_orders,
    name_carrier,
    note_untracked,
    open_order,
    order_of_token,
    place_instead,
    receive_order,
    release_hold,
    release_holds,
)
from orders.services.channels import take_from_partner_only
from orders.services.finish_packing import (
    OrderAtPacking,
    finish_packing,
    orders_at_packing,
    why_not_packed,
)
from orders.services.imports.reading import FileRow, moment_in_file, rows_of_file
from orders.services.place_orders import Outcome, Verdict, place_orders
from orders.services.ship_many import Leaving, Left, ship_orders
from orders.states import CancelReason, HoldReason

__all__ = [
    "INVARIANTS",
    "Agreement",
    "CancelReason",
    "Destination",
    "FileRow",
    "FileUnreadable",
    "GoodsToSend",
    "HoldReason",
    "Leaving",
    "Left",
    "MoveRefused",
    "NoSuchOrder",
    "NotPlacedInstead",
    "OrderAtPacking",
    "OrderCard",
    "OrderChanged",
    "OrderNotReady",
    "OrderToSend",
    "Outcome",
    "Road",
    "Slip",
    "Standing",
    "Verdict",
    "buyer_token",
    "cancel_by_carrier",
    "cancel_order",
    "correct_delivery",
    "destination_of",
    "finish_packing",
    "hold_orders",
    "left_by_carrier",
    "moment_in_file",
    "name_carrier",
    "not_carried_by",
    "note_untracked",
    "open_order",
    "order_card",
    "order_cards",
    "order_of_token",
    "order_standing",
    "orders_at_packing",
    "orders_to_send",
    "overdue_count",
    "overdue_orders",
    "place_instead",
    "place_orders",
    "receive_order",
    "release_hold",
    "release_holds",
    "roads_of",
    "rows_of_file",
    "ship_orders",
    "slips_of",
    "take_from_partner_only",
    "tally_by_day",
    "today_digest",
    "why_not_packed",
]


def today_digest(shop_id: int, *, now: datetime, zone: str) -> list[tuple[str, list[OrderCard]]]:
    """Return what is due in one shop: (late, hour, today, tomorrow; the orders), empty columns left out."""
    scope = Scope.shop(shop_id)
    columns = [b for b in board_of(scope, now=now, zone=zone) if b.rows and b.name != "later"]
    return [
        (bucket.name, order_cards(scope, [row["id"] for row in bucket.rows[:20]]))
        for bucket in columns
    ]
