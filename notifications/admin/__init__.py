"""Staff's door into notifications/: the log of all shops, the words of messages, one's own Telegram."""

from notifications.admin.log import ChannelHealthAdmin, DisabledAddressAdmin, MessageAdmin
from notifications.admin.telegram import TelegramLinkAdmin
from notifications.admin.words import TemplateTextAdmin

__all__ = [
    "ChannelHealthAdmin",
    "DisabledAddressAdmin",
    "MessageAdmin",
    "TelegramLinkAdmin",
    "TemplateTextAdmin",
]
