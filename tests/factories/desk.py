"""Shops that let their orders go, for tests: through the real clocks, sweeps and facts."""

from datetime import datetime, timedelta
from typing import Any

import time_machine

from desk.models import NewsItem, Reassignment
from desk.services import count_shop
from kernel.deadlines.sweeping import sweep
from kernel.history import Actor
from kernel.outbox.relay import deliver_due
from orders.models import Order
from sellers.models import Shop
from sellers.selectors import profile_of
from tests.factories.orders import line_draft, place_order
from tests.factories.sellers import OfferFactory, ShopFactory
from tests.moments import kyiv

FAR = kyiv(2100, 1, 1)
LATE = kyiv(2026, 2, 4, 10, 1)
"""A minute after the order of Tuesday 18:00 fell due (R-004-22)."""
GRACE_OVER = kyiv(2026, 2, 4, 12, 1)
"""A minute after the two working hours that follow."""
MODERATOR = Actor(kind="platform", label="Mod", user_id=None, source="backoffice")
OWNER = Actor(kind="seller", label="Olena", user_id=None, source="cabinet")


def pass_time(now: datetime) -> None:
    """Let it be ``now``: clocks are swept and every fact is delivered."""
    with time_machine.travel(now, tick=False):
        while sweep(now=now):
            pass
        while deliver_due(now=FAR):
            pass


def tell_facts(now: datetime) -> None:
    """Deliver every fact at ``now``, without looking at the clocks."""
    with time_machine.travel(now, tick=False):
        while deliver_due(now=FAR):
            pass


def left_order(shop: Shop | None = None, **draft: Any) -> Order:
    """Return an order of Tuesday 18:00 whose clock has run out on Wednesday at ten."""
    order = place_order(shop, **draft)
    pass_time(LATE)
    order.refresh_from_db()
    return order


def queued(order: Order) -> Reassignment:
    """Return the place in the queue of an order whose grace is over too."""
    pass_time(GRACE_OVER)
    row: Reassignment = Reassignment.everything.get(order=order)
    return row


def other_shop(**offer: Any) -> Shop:
    """Return a shop that sells the same two things as `orders.order_draft` asks for."""
    shop = offer.pop("shop", None) or ShopFactory()
    OfferFactory(shop=shop, sku="CUP-1", **offer)
    OfferFactory(shop=shop, sku="PLATE-7")
    return shop


def count(shop: Shop, now: datetime) -> None:
    """Count the shop's days up to yesterday."""
    shop.refresh_from_db()
    count_shop(shop=profile_of(shop), now=now)


def ended_order(shop: Shop, at: datetime, **draft: Any) -> Order:
    """Return an order placed then: one line, so that offers need not be there."""
    return place_order(shop, placed_at=at, paid_at=at, lines=(line_draft(),), **draft)


def news(**values: Any) -> NewsItem:
    """Return a published piece of news in four languages."""
    words = {
        f"{part}_{code}": f"{part} {code}"
        for part in ("title", "body")
        for code in ("en", "uk", "ru", "zh")
    }
    known = {"published_at": LATE - timedelta(days=1), **words}
    return NewsItem.objects.create(**{**known, **values})
