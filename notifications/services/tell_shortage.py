"""Tell a shop that the warehouse lacks goods of its orders, so that it sends them in (R-003-04)."""

from datetime import datetime

from kernel.scope import Scope
from notifications.rules import topics
from notifications.selectors.people import shop_recipients
from notifications.services.composing import Action
from notifications.services.links import page_button, stock_url
from notifications.services.telling import Tale, tell
from notifications.services.values import one_line, order_values
from notifications.states import Kind
from orders.public import order_card
from sellers.public import shop_profile
from warehouse.events import StockShort
from warehouse.public import Lacking, lacking_of

SHOWN = 5


def tell_short(fact: StockShort, *, now: datetime) -> int:
    """Tell which goods are missing, once for each that is to be brought; nothing if they came meanwhile.

    A thousand orders that wait for one SKU are one message: it says how many pieces all of them lack.
    """
    lacking = lacking_of(fact.order_id)
    card = order_card(Scope.shop(fact.shop_id), fact.order_id) if lacking else None
    if card is None:
        return 0
    shop = shop_profile(fact.shop_id)
    page = stock_url(shop.slug)
    tale = Tale(
        fact_key=f"short:{max(one.task_id for one in lacking)}",
        topic=topics.STOCK_SHORT,
        kind=Kind.WARNINGS,
        values=lambda language: {**order_values(card, shop, language), **_goods(lacking)},
        action=Action(page),
        buttons=[page_button(page)],
        order_id=card.id,
    )
    return tell(tale, shop_recipients(shop), shop, now=now)


def _goods(lacking: list[Lacking]) -> dict[str, object]:
    lines = [f"{one.in_all} × {one_line(one.name)} ({one_line(one.sku)})" for one in lacking]
    return {"lines": lines[:SHOWN], "more": len(lines) - SHOWN if len(lines) > SHOWN else 0}
