"""What the templates may say of an order, as plain text in one language."""

from typing import Any
from zoneinfo import ZoneInfo

from notifications.rules.words import amount, goods, moment
from notifications.selectors.templates import phrase
from orders.public import OrderCard
from sellers.public import ShopProfile

OTHER_STEP = "step.other"


def order_values(card: OrderCard, shop: ShopProfile, language: str) -> dict[str, Any]:
    """Return the values of an order; its buyer's name and telephone are none of them."""
    zone = ZoneInfo(shop.zone)
    return {
        "shop": one_line(shop.name),
        "number": one_line(card.number),
        "total": amount(card.total_minor, card.currency, language),
        "items": goods(card.lines),
        "due": moment(card.due_at, zone, language),
        "good": moment(card.good_at, zone, language),
        "visit": moment(card.visit_at, zone, language),
        "courier_phone": one_line(card.courier_phone),
        "carrier": one_line(card.carrier),
        "waybill": one_line(card.waybill),
        "address": one_line(card.address),
        "step": step_of(card.clock_kind, language),
        "review": shop.review_url,
    }


def step_of(clock_kind: str, language: str) -> str:
    """Return what is to be done before a clock of that kind runs out."""
    try:
        return phrase(f"step.{clock_kind}", language)
    except KeyError:
        return phrase(OTHER_STEP, language)


def one_line(text: str) -> str:
    """Return the text without line breaks and double spaces."""
    return " ".join(str(text).split())
