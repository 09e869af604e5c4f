"""Whether queued messages are still worth sending."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from kernel.scope import PLATFORM
from notifications.models import Message
from notifications.rules.topics import NEW_ORDER
from notifications.selectors.promises import running
from notifications.states import Audience
from orders.public import order_cards
from orders.states import OrderState

ANSWER_WITHIN = timedelta(minutes=10)


def why_not(message: Message, *, now: datetime) -> str:
    """Return why a message is not needed any more, empty when it is."""
    return not_needed([message], now=now).get(message.pk, "")


def not_needed(messages: Sequence[Message], *, now: datetime) -> dict[UUID, str]:
    """Return which messages are not needed any more, and why.

    A warning is not once its promise is over; news of an order that waited through quiet hours or a storm
    is not once the order has been opened; an answer in a chat is not after ten minutes.
    """
    promises = {m.pk: m.deadline_id for m in messages if m.deadline_id is not None}
    alive = running(promises.values())
    over = {pk: "promise_over" for pk, promise in promises.items() if promise not in alive}
    late = {
        m.pk: "too_late"
        for m in messages
        if m.audience == Audience.CHAT and now - m.created_at > ANSWER_WITHIN
    }
    return {**_opened_meanwhile(messages), **over, **late}


def _opened_meanwhile(messages: Sequence[Message]) -> dict[UUID, str]:
    waited = {
        m.pk: m.order_id
        for m in messages
        if m.topic == NEW_ORDER and m.gather and m.order_id is not None
    }
    if not waited:
        return {}
    cards = order_cards(PLATFORM, waited.values())
    new = {card.id for card in cards if card.state == OrderState.NEW}
    return {pk: "opened_meanwhile" for pk, order_id in waited.items() if order_id not in new}
