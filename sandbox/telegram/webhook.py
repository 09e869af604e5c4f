"""Receiving updates: long polling, and the courier who carries them to a webhook."""

import asyncio
import contextlib
import re
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from sandbox.clock import Clock
from sandbox.journal import Journal
from sandbox.telegram.model import Bot
from sandbox.telegram.protocol import Parameters, bad_request
from sandbox.telegram.updates import Update, Webhook

LOOPBACK = ("127.0.0.1", "localhost", "::1")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
LONGEST_BACKOFF = 60.0  # seconds
PATIENCE = 30.0  # seconds for one delivery
BY_WEBHOOK = "Conflict: terminated by setWebhook request"


class Couriers:
    """One courier for each bot with a webhook: in order, the next only after the one before."""

    def __init__(self, clock: Clock, effects: Journal, backoff: float) -> None:
        self.clock, self.effects, self.backoff = clock, effects, backoff
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._session: aiohttp.ClientSession | None = None

    def methods(self) -> dict[str, Any]:
        """Return the methods of the Bot API that belong here, by lower-case name."""
        return {
            "getupdates": self.get_updates,
            "setwebhook": self.set_webhook,
            "deletewebhook": self.delete_webhook,
            "getwebhookinfo": self.get_info,
        }

    async def get_updates(self, bot: Bot, told: Parameters) -> list[Update]:
        """Take updates by polling."""
        allowed = told.structure("allowed_updates")
        if isinstance(allowed, list):
            bot.updates.allowed = allowed
        timeout = min(told.number("timeout"), 50)
        return await bot.updates.poll(told.number("offset"), told.number("limit", 100), timeout)

    async def set_webhook(self, bot: Bot, told: Parameters) -> bool:
        """Have updates carried to ``url`` from now on; an empty one ends that."""
        url, secret = told.text("url"), told.text("secret_token")
        if not url:
            return await self.delete_webhook(bot, told)
        if urlsplit(url).scheme not in ("http", "https") or urlsplit(url).hostname not in LOOPBACK:
            raise bad_request("bad webhook: the sandbox delivers to 127.0.0.1 only")
        if secret and not SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        bot.updates.interrupt(BY_WEBHOOK)
        self._forget(bot, told)
        bot.updates.webhook = Webhook(url, secret, told.number("max_connections", 40))
        bot.updates.allowed = told.structure("allowed_updates") or []
        self.effects.record("telegram", "webhook.set", bot.id, url=url)
        self.start(bot)
        return True

    async def delete_webhook(self, bot: Bot, told: Parameters) -> bool:
        """End the carrying."""
        self._end(bot)
        self._forget(bot, told)
        bot.updates.webhook = Webhook()
        self.effects.record("telegram", "webhook.deleted", bot.id)
        return True

    async def get_info(self, bot: Bot, told: Parameters) -> dict[str, Any]:
        """Tell how the carrying goes."""
        hook = bot.updates.webhook
        info: dict[str, Any] = {
            "url": hook.url,
            "has_custom_certificate": False,
            "pending_update_count": len(bot.updates.pending),
        }
        if hook.url:
            info["max_connections"] = hook.max_connections
        if hook.last_error_at:
            info |= {"last_error_date": hook.last_error_at, "last_error_message": hook.last_error}
        if bot.updates.allowed:
            info["allowed_updates"] = bot.updates.allowed
        return info

    def _forget(self, bot: Bot, told: Parameters) -> None:
        if told.flag("drop_pending_updates"):
            bot.updates.pending.clear()

    def start(self, bot: Bot) -> None:
        """Send a courier on the way, if the bot has a webhook and no courier."""
        self._end(bot)
        if bot.updates.webhook.url:
            self._tasks[bot.token] = asyncio.get_running_loop().create_task(self._carry(bot))

    def _end(self, bot: Bot) -> None:
        task = self._tasks.pop(bot.token, None)
        if task is not None:
            task.cancel()

    async def call_back(self) -> None:
        """Call every courier back; none is on the way afterwards."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._tasks.clear()

    async def stop(self) -> None:
        """Call every courier back and close their connections."""
        await self.call_back()
        if self._session is not None:
            await self._session.close()

    async def _carry(self, bot: Bot) -> None:
        failures = 0
        while True:
            while not bot.updates.pending:
                bot.updates.news.clear()
                await bot.updates.news.wait()
            update = bot.updates.pending[0]
            trouble = await self._deliver(bot.updates.webhook, update)
            if not trouble:
                failures = 0
                bot.updates.carried(update)
                self.effects.record("telegram", "update.delivered", update["update_id"], bot=bot.id)
            else:
                bot.updates.webhook.last_error = trouble
                bot.updates.webhook.last_error_at = int(self.clock.now().timestamp())
                await asyncio.sleep(min(self.backoff * 2**failures, LONGEST_BACKOFF))
                failures = min(failures + 1, 20)

    async def _deliver(self, hook: Webhook, update: Update) -> str:
        """Post one update; return what went wrong, or nothing."""
        if self._session is None:
            self._session = aiohttp.ClientSession(trust_env=False)
        headers = (
            {"X-Telegram-Bot-Api-Secret-Token": hook.secret_token} if hook.secret_token else {}
        )
        with contextlib.suppress(TimeoutError, aiohttp.ClientError, OSError):
            async with self._session.post(
                hook.url,
                json=update,
                headers=headers,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=PATIENCE),
            ) as reply:
                if 200 <= reply.status < 300:
                    return ""
                return f"Wrong response from the webhook: {reply.status} {reply.reason}"
        return "Connection to the webhook failed"
