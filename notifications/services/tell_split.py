"""Tell a buyer that their order comes as two: one message that names both numbers (R-004-59)."""

from datetime import datetime
from uuid import UUID

from kernel.scope import PLATFORM, Scope
from notifications.models import Message
from notifications.rules.audience import buyer_channel
from notifications.rules.languages import message_language
from notifications.rules.topics import BUYER_SPLIT
from notifications.selectors.templates import spoken
from notifications.services.queueing import queue
from notifications.services.to_buyer import at_a_good_hour, message_to_buyer
from notifications.services.values import order_values
from notifications.states import Channel
from orders.events import OrderWasSplit
from orders.public import OrderCard, order_card, order_cards
from sellers.public import ShopProfile, shop_profile


def tell_split(fact: OrderWasSplit, *, now: datetime) -> int:
    """Queue one message about both parts, by mail if known, else by SMS.

    Nobody is told where the channel tells its buyers itself, where no address is known, and where staff
    silenced the message.
    """
    card = order_card(Scope.shop(fact.shop_id), fact.order_id)
    part = order_card(Scope.shop(fact.shop_id), fact.part_id)
    if card is None or part is None or not card.tells_buyer:
        return 0
    shop = shop_profile(fact.shop_id)
    language = message_language(card.buyer_language, shop.language)
    channel = buyer_channel(
        email=card.buyer_email, phone=card.buyer_phone, spoken=spoken(BUYER_SPLIT, language)
    )
    if channel is None:
        return 0
    message = _message(card, part, shop, channel)
    return queue([at_a_good_hour(message, shop, now=now)], now=now)


def split_by_sms(message: Message) -> list[Message]:
    """Return the same news as an SMS, for a mail that could not be delivered."""
    cards = {card.id: card for card in order_cards(PLATFORM, _about(message))}
    if len(cards) < 2 or message.shop_id is None:
        return []
    order, part = (cards[pk] for pk in _about(message))
    return [_message(order, part, shop_profile(message.shop_id), Channel.SMS)]


def _about(message: Message) -> list[UUID]:
    """Return the order and its part: the key of the fact names them."""
    return [UUID(pk) for pk in message.fact_key.split(":")[1:]]


def _message(card: OrderCard, part: OrderCard, shop: ShopProfile, channel: Channel) -> Message:
    other = order_values(part, shop, message_language(card.buyer_language, shop.language))
    return message_to_buyer(
        card,
        shop,
        channel,
        topic=BUYER_SPLIT,
        fact_key=f"split:{card.id}:{part.id}",
        more={f"part_{name}": other[name] for name in ("number", "items", "total")},
    )
