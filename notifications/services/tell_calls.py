"""Remind a shop's people of whom to call: nobody answered, or nobody came (R-004-50, R-004-55)."""

from datetime import datetime
from uuid import UUID

from kernel.scope import Scope
from notifications.rules import topics
from notifications.selectors.people import shop_recipients
from notifications.selectors.promises import waited_for
from notifications.selectors.templates import phrase
from notifications.services.composing import Action
from notifications.services.links import order_url, page_button
from notifications.services.telling import Tale, tell
from notifications.services.values import order_values
from notifications.states import Kind
from orders.events import CallDue, OrderUncollected
from orders.public import order_card
from sellers.public import shop_profile


def tell_call_due(fact: CallDue, *, now: datetime) -> int:
    """Tell that the buyer is to be called again, unless somebody has called by now."""
    if not waited_for(fact.deadline_id):
        return 0
    return _tell(fact.shop_id, fact.order_id, fact.deadline_id, "again", now=now)


def tell_uncollected(fact: OrderUncollected, *, now: datetime) -> int:
    """Tell that an order has waited three days for its buyer, if it does so still."""
    if not waited_for(fact.deadline_id):
        return 0
    return _tell(fact.shop_id, fact.order_id, fact.deadline_id, "uncollected", now=now)


def _tell(shop_id: int, order_id: UUID, deadline_id: int, why: str, *, now: datetime) -> int:
    card = order_card(Scope.shop(shop_id), order_id)
    if card is None:
        return 0
    shop = shop_profile(shop_id)
    page = order_url(shop.slug, card.id)
    tale = Tale(
        fact_key=f"call:{deadline_id}",
        topic=topics.CALL_DUE,
        kind=Kind.WARNINGS,
        values=lambda language: {
            **order_values(card, shop, language),
            "why": phrase(f"call.{why}", language),
        },
        action=Action(page),
        buttons=[page_button(page)],
        order_id=card.id,
    )
    return tell(tale, shop_recipients(shop), shop, now=now)
