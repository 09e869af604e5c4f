"""What could not be told to anybody."""

from kernel.scope import Scope
from notifications.models import Message
from notifications.states import MessageState

COUNTED = 1000


def failed_messages(scope: Scope) -> int:
    """Return how many messages failed for good, counted up to 1,000."""
    return int(Message.objects.of(scope).filter(state=MessageState.FAILED)[:COUNTED].count())
