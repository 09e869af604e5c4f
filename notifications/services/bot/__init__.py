"""The bot: what people say to it and press, and what it does then."""

from notifications.services.bot.listening import hear

__all__ = ["hear"]
