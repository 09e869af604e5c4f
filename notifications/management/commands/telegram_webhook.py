"""Tell Telegram where our door is: ``./dev manage telegram_webhook``."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from notifications.clients import telegram_client
from notifications.hooks.secrets import header_secret, path_secret
from notifications.selectors.templates import phrase
from notifications.states import Result


class Command(BaseCommand):
    """Sets the webhook to PUBLIC_URL and the bot's menu. Without Telegram it says so and goes on."""

    help = "Have Telegram bring updates to PUBLIC_URL; never fails."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.TELEGRAM_BOT_TOKEN or not header_secret():
            self.stdout.write("Telegram: no bot is set up.")
            return
        url = settings.PUBLIC_URL.rstrip("/") + reverse("hooks:telegram", args=[path_secret()])
        commands = [(name, phrase(f"command.{name}", "en")) for name in ("today", "stop")]
        with telegram_client() as client:
            outcome = client.set_webhook(url=url, secret=header_secret(), commands=commands)
        if outcome.result == Result.DONE:
            self.stdout.write(f"Telegram: updates come to {settings.PUBLIC_URL}.")
        else:
            self.stdout.write(f"Telegram: not reached ({outcome.code}); messages wait.")
