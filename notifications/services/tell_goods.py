"""Tell a shop what the warehouse found: a delivery not as announced, goods back, goods written off."""

from datetime import datetime

from notifications.rules import topics
from notifications.selectors.people import shop_recipients
from notifications.services.composing import Action
from notifications.services.links import delivery_url, page_button, returns_url, stock_url
from notifications.services.telling import Tale, tell
from notifications.services.values import one_line
from notifications.states import Kind
from sellers.public import ShopProfile, shop_profile
from warehouse.events import GoodsReceived, GoodsWrittenOff, ReturnInspected
from warehouse.public import DeliveryNews, delivery_news, return_news

SHOWN = 5


def tell_delivery(fact: GoodsReceived, *, now: datetime) -> int:
    """Tell what of a delivery is not as announced; one that is as announced is told to nobody."""
    news = delivery_news(fact.shop_id, fact.inbound_id) if fact.differences else None
    if news is None:
        return 0
    shop = shop_profile(fact.shop_id)
    lines = _lines(news)
    values = {
        "shop": one_line(shop.name),
        "number": one_line(news.number),
        "lines": lines[:SHOWN],
        "more": max(len(lines) - SHOWN, 0),
    }
    page = delivery_url(shop.slug, news.id)
    return _tell(f"delivery:{news.id}", topics.DELIVERY_DIFFERS, values, page, shop, now)


def tell_return(fact: ReturnInspected, *, now: datetime) -> int:
    """Tell what became of goods that came back."""
    news = return_news(fact.shop_id, fact.return_id)
    if news is None:
        return 0
    shop = shop_profile(fact.shop_id)
    values = {
        "shop": one_line(shop.name),
        "number": one_line(news.number or news.tracking or "—"),
        "good": fact.good,
        "quarantine": fact.quarantine,
        "defective": fact.defective,
        "written_off": fact.written_off,
    }
    page = returns_url(shop.slug)
    return _tell(f"return:{fact.return_id}", topics.RETURN_INSPECTED, values, page, shop, now)


def tell_write_off(fact: GoodsWrittenOff, *, now: datetime) -> int:
    """Tell what was written off and why."""
    shop = shop_profile(fact.shop_id)
    values = {
        "shop": one_line(shop.name),
        "sku": one_line(fact.sku),
        "pieces": fact.pieces,
        "reason": one_line(fact.reason),
    }
    key = f"written_off:{fact.offer_id}:{fact.occurred_at:%Y%m%dT%H%M%S%f}"
    page = stock_url(shop.slug)
    return _tell(key, topics.GOODS_WRITTEN_OFF, values, page, shop, now)


def _tell(
    key: str, topic: str, values: dict[str, object], page: str, shop: ShopProfile, now: datetime
) -> int:
    tale = Tale(
        fact_key=key,
        topic=topic,
        kind=Kind.WARNINGS,
        values=lambda _language: values,
        action=Action(page),
        buttons=[page_button(page)],
    )
    return tell(tale, shop_recipients(shop), shop, now=now)


def _lines(news: DeliveryNews) -> list[str]:
    counted = [
        f"{one_line(line.sku)}: {line.received} / {line.expected}"
        + (f" (−{line.damaged})" if line.damaged else "")
        for line in news.differing
    ]
    return counted + [f"✕ {n} × {one_line(what)}" for what, n in news.refused]
