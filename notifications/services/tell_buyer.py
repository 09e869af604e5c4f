"""Tell a buyer where the order stands: one message for each change of status (R-004-32)."""

from datetime import datetime
from typing import Any

from kernel.scope import Scope
from notifications.models import Message
from notifications.rules.audience import buyer_channel
from notifications.rules.languages import message_language
from notifications.rules.quiet import put_off_until
from notifications.rules.topics import BUYER, BUYER_STATES, UNCOLLECTED
from notifications.selectors.people import buyer_key, quiet_of
from notifications.selectors.templates import spoken
from notifications.services.composing import Action, compose
from notifications.services.links import buyer_url
from notifications.services.queueing import queue
from notifications.services.values import one_line, order_values
from notifications.states import Audience, Channel, Kind
from orders.events import OrderMoved, OrderUncollected
from orders.public import OrderCard, buyer_token, order_card
from orders.states import OrderState
from sellers.public import ShopProfile, shop_profile


def tell_buyer(fact: OrderMoved, *, now: datetime) -> int:
    """Queue the message of the status the order came into, by mail if known, else by SMS.

    Nobody is told where the channel tells its buyers itself, where no address is known, and where staff
    silenced the status.
    """
    if fact.after not in BUYER_STATES:
        return 0
    card = order_card(Scope.shop(fact.shop_id), fact.order_id)
    return _tell(card, fact.after, now=now)


def remind_buyer(fact: OrderUncollected, *, now: datetime) -> int:
    """Queue the reminder that an order waits at the shop's point, while it does (R-004-55)."""
    card = order_card(Scope.shop(fact.shop_id), fact.order_id)
    if card is None or card.state != OrderState.AWAITING_PICKUP:
        return 0
    return _tell(card, UNCOLLECTED, now=now)


def _tell(card: OrderCard | None, word: str, *, now: datetime) -> int:
    if card is None or not card.tells_buyer:
        return 0
    shop = shop_profile(card.shop_id)
    topic, language = BUYER + word, message_language(card.buyer_language, shop.language)
    channel = buyer_channel(
        email=card.buyer_email, phone=card.buyer_phone, spoken=spoken(topic, language)
    )
    if channel is None:
        return 0
    message = buyer_message(card, shop, word, channel, now=now)
    if channel == Channel.SMS:  # a telephone rings; a mail does not
        message.not_before = put_off_until(now, quiet_of(shop), urgent=False)
    return queue([message], now=now)


def buyer_message(
    card: OrderCard, shop: ShopProfile, state: str, channel: Channel, *, now: datetime
) -> Message:
    """Return the message to the buyer of an order, not yet queued; a mail leads to the buyer's page."""
    topic, language = BUYER + state, message_language(card.buyer_language, shop.language)
    about: dict[str, Any] = {
        "shop_id": shop.id,
        "audience": Audience.BUYER,
        "kind": Kind.BUYER,
        "topic": topic,
        "fact_key": f"moved:{card.id}:{state}",
        "person_key": buyer_key(card.id),
        "channel": channel,
        "order_id": card.id,
        "language": language,
    }
    values = order_values(card, shop, language)
    page = _page_of(card, now) if channel == Channel.EMAIL else None
    words = compose(topic, channel, language, values, action=page, signature=one_line(shop.name))
    assert words is not None, "the caller asked whether the topic is spoken"
    return Message(**about, subject=words.subject, text=words.text, html=words.html)


def _page_of(card: OrderCard, now: datetime) -> Action:
    token = buyer_token(order_id=card.id, scope=Scope.shop(card.shop_id), now=now)
    return Action(buyer_url(token), "button.buyer_page")
