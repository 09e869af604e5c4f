"""Models of notifications."""

from notifications.models.channels import ChannelHealth, DisabledAddress
from notifications.models.message import Attempt, Message
from notifications.models.telegram import LinkCode, TelegramLink
from notifications.models.wishes import Preference, TemplateText

__all__ = [
    "Attempt",
    "ChannelHealth",
    "DisabledAddress",
    "LinkCode",
    "Message",
    "Preference",
    "TelegramLink",
    "TemplateText",
]
