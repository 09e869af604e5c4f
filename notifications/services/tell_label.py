"""Tell a shop that its trade partner handed over an order without its label (R-002-04)."""

from datetime import datetime

from kernel.scope import Scope
from logistics.events import LabelMissing
from notifications.rules import topics
from notifications.selectors.people import shop_recipients
from notifications.services.composing import Action
from notifications.services.links import order_url, page_button
from notifications.services.telling import Tale, tell
from notifications.services.values import order_values
from notifications.states import Kind
from orders.public import order_card
from sellers.public import shop_profile


def tell_label_missing(fact: LabelMissing, *, now: datetime) -> int:
    """Tell it once of an order."""
    card = order_card(Scope.shop(fact.shop_id), fact.order_id)
    if card is None:
        return 0
    shop = shop_profile(fact.shop_id)
    page = order_url(shop.slug, card.id)
    tale = Tale(
        fact_key=f"label:{fact.order_id}",
        topic=topics.LABEL_MISSING,
        kind=Kind.WARNINGS,
        values=lambda language: order_values(card, shop, language),
        action=Action(page),
        buttons=[page_button(page)],
        order_id=card.id,
    )
    return tell(tale, shop_recipients(shop), shop, now=now)
