"""Tell a shop's people what happens to their orders: arrivals, warnings, misses."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from kernel.deadlines.events import DeadlineWarned
from kernel.scope import Scope
from notifications.rules import topics
from notifications.rules.words import moment
from notifications.selectors.people import shop_recipients, staff_recipients
from notifications.selectors.promises import running
from notifications.services.composing import Action
from notifications.services.links import order_url, page_button, today_url
from notifications.services.telling import Labelled, Tale, tell
from notifications.services.values import order_values, step_of
from notifications.states import Kind
from orders.events import OrderOverdue, OrdersArrived
from orders.public import OrderCard, order_card, order_cards
from orders.states import OrderState
from sellers.public import ShopProfile, shop_profile

NAMED = 10  # orders named in one message of many


def tell_arrived(fact: OrdersArrived, *, now: datetime) -> int:
    """Tell of new paid orders, many of one fact in one message (R-004-01..-03, R-003-27)."""
    shop = shop_profile(fact.shop_id)
    cards = order_cards(Scope.shop(shop.id), fact.order_ids[:NAMED])
    if not cards:
        return 0
    tale = _one_arrived(cards[0], shop) if len(fact.order_ids) == 1 else _many(fact, cards, shop)
    return tell(tale, shop_recipients(shop), shop, now=now)


def _one_arrived(card: OrderCard, shop: ShopProfile) -> Tale:
    return Tale(
        fact_key=f"arrived:{card.id}",
        topic=topics.NEW_ORDER,
        kind=Kind.NEW_ORDERS,
        values=lambda language: order_values(card, shop, language),
        action=Action(order_url(shop.slug, card.id)),
        buttons=order_buttons(card, shop),
        order_id=card.id,
        useful_until=card.due_at,
    )


def _many(fact: OrdersArrived, cards: list[OrderCard], shop: ShopProfile) -> Tale:
    names = "\n".join(sorted(map(str, fact.order_ids)))
    first_due = min((card.due_at for card in cards if card.due_at), default=None)

    def values(language: str) -> Mapping[str, Any]:
        return {
            **order_values(cards[0], shop, language),
            "count": len(fact.order_ids),
            "numbers": ", ".join(card.number for card in cards),
            "more": len(fact.order_ids) - len(cards),
            "due": moment(first_due, ZoneInfo(shop.zone), language),
        }

    return Tale(
        fact_key=f"arrived:{hashlib.sha256(names.encode()).hexdigest()}",
        topic=topics.NEW_ORDERS,
        kind=Kind.NEW_ORDERS,
        values=values,
        action=Action(today_url(shop.slug), "button.today"),
        buttons=[page_button(today_url(shop.slug), "button.today")],
        useful_until=first_due,
    )


def tell_warned(fact: DeadlineWarned, *, now: datetime) -> int:
    """Tell that a promise of an order has used up so much of its time, while it still runs."""
    if fact.shop_id is None or now >= fact.due_at or not running([fact.deadline_id]):
        return 0
    card = order_card(Scope.shop(fact.shop_id), fact.subject_id)
    if card is None:
        return 0
    shop = shop_profile(fact.shop_id)
    tale = Tale(
        fact_key=f"warned:{fact.deadline_id}:{fact.level}",
        topic=topics.CLOCK_WARNED,
        kind=Kind.WARNINGS,
        values=lambda language: {
            **_clock_values(card, shop, language, fact.kind, fact.due_at),
            "level": fact.level,
        },
        action=Action(order_url(shop.slug, card.id)),
        buttons=order_buttons(card, shop),
        order_id=card.id,
        deadline_id=fact.deadline_id,
        useful_until=fact.due_at,
    )
    return tell(tale, shop_recipients(shop), shop, now=now)


def tell_missed(fact: OrderOverdue, *, now: datetime) -> int:
    """Tell the shop and the moderators of a broken promise, at any hour."""
    card = order_card(Scope.shop(fact.shop_id), fact.order_id)
    if card is None:
        return 0
    shop = shop_profile(fact.shop_id)
    tale = Tale(
        fact_key=f"missed:{fact.order_id}:{fact.kind}:{fact.due_at:%Y%m%dT%H%M%S}",
        topic=topics.CLOCK_MISSED,
        kind=Kind.MISSES,
        values=lambda language: _clock_values(card, shop, language, fact.kind, fact.due_at),
        action=Action(order_url(shop.slug, card.id)),
        buttons=order_buttons(card, shop),
        order_id=card.id,
        urgent=True,
    )
    return tell(tale, [*shop_recipients(shop), *staff_recipients()], shop, now=now)


def _clock_values(
    card: OrderCard, shop: ShopProfile, language: str, kind: str, due_at: datetime
) -> dict[str, Any]:
    return {
        **order_values(card, shop, language),
        "step": step_of(kind, language),
        "due": moment(due_at, ZoneInfo(shop.zone), language),
    }


def order_buttons(card: OrderCard, shop: ShopProfile) -> Labelled:
    """Return what can be done about an order from a message."""
    page = page_button(order_url(shop.slug, card.id))
    later = {"label": "button.later", "data": f"later:{card.id}"}
    if card.state == OrderState.NEW:
        return [[{"label": "button.open", "data": f"open:{card.id}"}, later], page]
    if card.state == OrderState.NEEDS_AGREEMENT:
        return [[later, *page]]
    return [page]
