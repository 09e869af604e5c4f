"""Tell a buyer where the order waits, by which code it is collected and until when; once (R-002-61)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kernel.scope import Scope
from logistics.events import HoldBegan
from logistics.public import HoldNews, hold_news
from notifications.models import Message
from notifications.rules.audience import buyer_channel
from notifications.rules.languages import message_language
from notifications.rules.topics import BUYER_HELD
from notifications.rules.words import moment
from notifications.selectors.templates import spoken
from notifications.services.queueing import queue
from notifications.services.to_buyer import at_a_good_hour, message_to_buyer
from notifications.services.values import one_line
from orders.public import OrderCard, order_card
from sellers.public import ShopProfile, shop_profile


def tell_hold(fact: HoldBegan, *, now: datetime) -> int:
    """Queue one message for each order in the parcel: by SMS, by mail where no telephone is known.

    Nobody is told where the channel tells its buyers itself, nor of a parcel that waits no more.
    """
    scope = Scope.shop(fact.shop_id)
    news = hold_news(scope, fact.parcel_id)
    if news is None:
        return 0
    shop = shop_profile(fact.shop_id)
    cards = [order_card(scope, order_id) for order_id in news.order_ids]
    made = [_message(card, news, shop, now) for card in cards if card and card.tells_buyer]
    return queue([message for message in made if message is not None], now=now)


def _message(card: OrderCard, news: HoldNews, shop: ShopProfile, now: datetime) -> Message | None:
    language = message_language(card.buyer_language, shop.language)
    ways = spoken(BUYER_HELD, language)
    channel = buyer_channel(email="", phone=card.buyer_phone, spoken=ways) or buyer_channel(
        email=card.buyer_email, phone="", spoken=ways
    )
    if channel is None:
        return None
    last = news.until - timedelta(minutes=1)  # a limit at midnight is the end of the day before
    message = message_to_buyer(
        card,
        shop,
        channel,
        topic=BUYER_HELD,
        fact_key=f"held:{news.parcel_id}:{news.at}:{card.id}",
        more={
            "place": one_line(news.place or card.carrier),
            "code": one_line(news.code),
            "until": moment(last, ZoneInfo(shop.zone), language),
        },
    )
    return at_a_good_hour(message, shop, now=now)
