"""Whoever carries messages out of the house: one client a channel, made from the settings."""

from django.conf import settings

from notifications.clients.letters import Client, Letter
from notifications.clients.mail import MailClient
from notifications.clients.sms import SmscClient, TurboSmsClient
from notifications.clients.telegram import TelegramClient
from notifications.states import Channel

__all__ = ["Client", "Letter", "client_of", "telegram_client"]


def client_of(channel: str) -> Client:
    """Return the client of a channel; use it in a ``with`` block."""
    match channel:
        case Channel.TELEGRAM:
            return telegram_client()
        case Channel.SMS:
            return _sms_client()
        case _:
            return MailClient()


def telegram_client() -> TelegramClient:
    """Return the client of our bot."""
    return TelegramClient(token=settings.TELEGRAM_BOT_TOKEN, api_url=settings.TELEGRAM_API_URL)


def _sms_client() -> Client:
    if settings.SMS_GATEWAY == "smsc":
        return SmscClient(
            url=settings.SMS_SMSC_URL,
            login=settings.SMS_SMSC_LOGIN,
            password=settings.SMS_SMSC_PASSWORD,
            sender=settings.SMS_SENDER,
        )
    return TurboSmsClient(
        url=settings.SMS_TURBOSMS_URL, token=settings.SMS_TURBOSMS_TOKEN, sender=settings.SMS_SENDER
    )
