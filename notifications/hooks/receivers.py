"""What stored updates set off."""

from kernel.inbox.accept import receives
from kernel.inbox.models import InboxMessage
from notifications.hooks.secrets import SOURCE
from notifications.services.bot import hear


@receives(SOURCE)
def hear_telegram(message: InboxMessage) -> None:
    """Do what the update asks for, as of the moment it came: a press counts when it was made."""
    hear(message.body, now=message.received_at)
