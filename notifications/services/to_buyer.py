"""A message to the buyer of an order, whatever it tells."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from notifications.models import Message
from notifications.rules.languages import message_language
from notifications.rules.quiet import put_off_until
from notifications.selectors.people import buyer_key, quiet_of
from notifications.services.composing import Action, compose
from notifications.services.values import one_line, order_values
from notifications.states import Audience, Channel, Kind
from orders.public import OrderCard
from sellers.public import ShopProfile


def message_to_buyer(
    card: OrderCard,
    shop: ShopProfile,
    channel: Channel,
    *,
    topic: str,
    fact_key: str,
    more: Mapping[str, Any] | None = None,
    action: Action | None = None,
) -> Message:
    """Return a message about an order, in its buyer's language, not yet queued.

    ``more`` are values beside those of the order. The caller has asked whether the channel speaks the topic.
    """
    language = message_language(card.buyer_language, shop.language)
    values = {**order_values(card, shop, language), **(more or {})}
    words = compose(topic, channel, language, values, action=action, signature=one_line(shop.name))
    assert words is not None, "the caller asked whether the topic is spoken"
    return Message(
        shop_id=shop.id,
        audience=Audience.BUYER,
        kind=Kind.BUYER,
        topic=topic,
        fact_key=fact_key,
        person_key=buyer_key(card.id),
        channel=channel,
        order_id=card.id,
        language=language,
        subject=words.subject,
        text=words.text,
        html=words.html,
    )


def at_a_good_hour(message: Message, shop: ShopProfile, *, now: datetime) -> Message:
    """Put an SMS off until the shop's quiet hours end: a telephone rings; a mail does not."""
    if message.channel == Channel.SMS:
        message.not_before = put_off_until(now, quiet_of(shop), urgent=False)
    return message
