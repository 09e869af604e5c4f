"""Reads of orders/: the first argument is the scope."""

from orders.selectors.board import Bucket, board_of
from orders.selectors.cards import OrderCard, order_card, order_cards
from orders.selectors.listing import Filters, Page, page_of, page_of_json, state_counts

__all__ = [
    "Bucket",
    "Filters",
    "OrderCard",
    "Page",
    "board_of",
    "order_card",
    "order_cards",
    "page_of",
    "page_of_json",
    "state_counts",
]
