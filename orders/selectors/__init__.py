"""Reads of orders/: the first argument is the scope."""

from orders.selectors.board import Bucket, board_of, kept_and_missed, load_by_hour
from orders.selectors.cards import OrderCard, order_card, order_cards
from orders.selectors.changes import Difference, changes_since, contact_changes
from orders.selectors.listing import Filters, Page, page_of, page_of_json, saved_views, state_counts
from orders.selectors.overdue import overdue_orders
from orders.selectors.reckoning import DayTally, Slip, slips_of, tally_by_day
from orders.selectors.roads import (
    Destination,
    Road,
    destination_of,
    left_by_carrier,
    not_carried_by,
    roads_of,
)
from orders.selectors.sending import GoodsToSend, OrderToSend, orders_to_send
from orders.selectors.standing import Standing, order_standing, overdue_count
from orders.selectors.whole import NoSuchOrder, comments_of, order_history, whole_order

__all__ = [
    "Bucket",
    "DayTally",
    "Destination",
    "Difference",
    "Filters",
    "GoodsToSend",
    "NoSuchOrder",
    "OrderCard",
    "OrderToSend",
    "Page",
    "Road",
    "Slip",
    "Standing",
    "board_of",
    "changes_since",
    "comments_of",
    "contact_changes",
    "destination_of",
    "kept_and_missed",
    "left_by_carrier",
    "load_by_hour",
    "not_carried_by",
    "order_card",
    "order_cards",
    "order_history",
    "order_standing",
    "orders_to_send",
    "overdue_count",
    "overdue_orders",
    "page_of",
    "page_of_json",
    "roads_of",
    "saved_views",
    "slips_of",
    "state_counts",
    "tally_by_day",
    "whole_order",
]
