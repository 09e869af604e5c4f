"""The queue of updates of one bot, taken by long polling or carried to a webhook."""

import asyncio
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import Any

from sandbox.telegram.protocol import Refused

Update = dict[str, Any]
REMEMBERED = 500  # delivered updates that may be delivered again on command
LEFT_OUT = {"chat_member", "message_reaction", "message_reaction_count"}  # unless asked for
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


@dataclass
class Webhook:
    """Where updates are to be carried, and how it went lately."""

    url: str = ""
    secret_token: str = ""
    max_connections: int = 40
    last_error_at: int = 0
    last_error: str = ""


@dataclass
class Updates:
    """Updates that wait. Numbers start at ``next_id`` and never repeat."""

    next_id: int
    pending: deque[Update] = field(default_factory=deque)
    delivered: deque[Update] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    webhook: Webhook = field(default_factory=Webhook)
    allowed: list[str] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    _poller: asyncio.Future[None] | None = None

    def add(self, kind: str, payload: dict[str, Any]) -> Update | None:
        """Queue an update, unless the bot did not ask for its kind."""
        if kind not in self.allowed if self.allowed else kind in LEFT_OUT:
            return None
        update = {"update_id": self.next_id, kind: payload}
        self.next_id += 1
        self.pending.append(update)
        self._wake()
        return update

    def again(self, update_id: int) -> bool:
        """Queue a delivered update once more, as a network does that lost the receipt."""
        for update in self.delivered:
            if update["update_id"] == update_id:
                self.pending.appendleft(update)
                self._wake()
                return True
        return False

    def _wake(self) -> None:
        self.news.set()
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)

    def interrupt(self, words: str) -> None:
        """End the waiting poll, if there is one, with a conflict."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(Refused(409, words))

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Update]:
        """Confirm what is below ``offset``, then return what waits or wait for the first."""
        if self.webhook.url:
            raise Refused(409, WEBHOOK_ACTIVE)
        self.interrupt(OTHER_POLLER)
        self._confirm(offset)
        if not self.pending and timeout > 0:
            await self._wait(timeout)
        return list(self.pending)[: min(max(limit, 1), 100)]

    async def _wait(self, timeout: float) -> None:
        self._poller = poller = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(poller, timeout)
        except TimeoutError:
            pass
        finally:
            if self._poller is poller:
                self._poller = None

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            keep = -offset
            while len(self.pending) > keep:
                self.delivered.append(self.pending.popleft())
        while self.pending and self.pending[0]["update_id"] < offset:
            self.delivered.append(self.pending.popleft())

    def carried(self, update: Update) -> None:
        """Take an update that reached its webhook off the queue."""
        if self.pending and self.pending[0] is update:
            self.pending.popleft()
            self.delivered.append(update)

    def dump(self) -> dict[str, Any]:
        """Return what must outlive a restart."""
        return {
            "next_id": self.next_id,
            "pending": list(self.pending),
            "webhook": asdict(self.webhook),
            "allowed": self.allowed,
        }

    def load(self, kept: dict[str, Any]) -> None:
        """Take up what `dump` gave."""
        self.next_id = max(self.next_id, kept["next_id"])
        self.pending.extend(kept["pending"])
        self.webhook = Webhook(**kept["webhook"])
        self.allowed = kept["allowed"]
