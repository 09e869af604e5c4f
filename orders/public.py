"""The only door into orders/ for the apps above: acts, answers, refusals. Its facts: `orders.events`."""

from datetime import datetime

from kernel.scope import Scope
from orders.selectors import (
    NoSuchOrder,
    OrderCard,
    board_of,
    order_card,
    order_cards,
    overdue_orders,
)
from orders.services import (
    MoveRefused,
    OrderChanged,
    OrderNotReady,
    buyer_token,
    cancel_order,
    open_order,
    receive_order,
)

__all__ = [
    "MoveRefused",
    "NoSuchOrder",
    "OrderCard",
    "OrderChanged",
    "OrderNotReady",
    "buyer_token",
    "cancel_order",
    "open_order",
    "order_card",
    "order_cards",
    "overdue_orders",
    "receive_order",
    "today_digest",
]


def today_digest(shop_id: int, *, now: datetime, zone: str) -> list[tuple[str, list[OrderCard]]]:
    """Return what is due in one shop: (late, hour, today, tomorrow; the orders), empty columns left out."""
    scope = Scope.shop(shop_id)
    columns = [b for b in board_of(scope, now=now, zone=zone) if b.rows and b.name != "later"]
    return [
        (bucket.name, order_cards(scope, [row["id"] for row in bucket.rows[:20]]))
        for bucket in columns
    ]
