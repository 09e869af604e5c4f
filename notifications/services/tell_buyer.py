"""Tell a buyer where the order stands: one message for each change of status (R-004-32)."""

from datetime import datetime

from kernel.scope import Scope
from notifications.models import Message
from notifications.rules.audience import buyer_channel
from notifications.rules.languages import message_language
from notifications.rules.topics import BUYER, BUYER_STATES, UNCOLLECTED
from notifications.selectors.templates import spoken
from notifications.services.composing import Action
from notifications.services.links import buyer_url
from notifications.services.queueing import queue
from notifications.services.to_buyer import at_a_good_hour, message_to_buyer
from notifications.states import Channel
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
    return queue([at_a_good_hour(message, shop, now=now)], now=now)


def buyer_message(
    card: OrderCard, shop: ShopProfile, state: str, channel: Channel, *, now: datetime
) -> Message:
    """Return the message to the buyer of an order, not yet queued; a mail leads to the buyer's page."""
    return message_to_buyer(
        card,
        shop,
        channel,
        topic=BUYER + state,
        fact_key=f"moved:{card.id}:{state}",
        action=_page_of(card, now) if channel == Channel.EMAIL else None,
    )


def _page_of(card: OrderCard, now: datetime) -> Action:
    token = buyer_token(order_id=card.id, scope=Scope.shop(card.shop_id), now=now)
    return Action(buyer_url(token), "button.buyer_page")
