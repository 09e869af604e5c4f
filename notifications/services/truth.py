"""Whether a queued message is still worth sending."""

from datetime import datetime, timedelta

from notifications.models import Message
from notifications.rules.topics import NEW_ORDER
from notifications.selectors.people import card_of
from notifications.selectors.promises import is_running
from notifications.states import Audience
from orders.states import OrderState

ANSWER_WITHIN = timedelta(minutes=10)


def why_not(message: Message, *, now: datetime) -> str:
    """Return why a message is not needed any more, empty when it is.

    A warning is not once its promise is over; news of an order that waited through quiet hours or a storm
    is not once the order has been opened; an answer in a chat is not after ten minutes.
    """
    if message.audience == Audience.CHAT:
        return "too_late" if now - message.created_at > ANSWER_WITHIN else ""
    if message.deadline_id is not None and not is_running(message.deadline_id):
        return "promise_over"
    if message.topic == NEW_ORDER and message.gather:
        card = card_of(message)
        return "opened_meanwhile" if card is None or card.state != OrderState.NEW else ""
    return ""
