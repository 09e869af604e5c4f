"""The Bot API server: `/bot<token>/<method>`, with faults, and the control API of its people."""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.faults import Call, Fault
from sandbox.service import HttpService
from sandbox.telegram.control import Control
from sandbox.telegram.methods import Methods
from sandbox.telegram.network import Network
from sandbox.telegram.protocol import (
    Parameters,
    Refused,
    failure,
    failure_of,
    read_parameters,
    success,
)
from sandbox.telegram.webhook import Couriers

if TYPE_CHECKING:
    from sandbox.world import World

PARAMETERS = web.RequestKey("parameters", Parameters)
BAD_BODY = web.RequestKey("bad_body", Refused)


class TelegramService(HttpService):
    """Telegram. Any token of the form ``digits:letters`` is a bot, unless a list is configured."""

    name = "telegram"
    title = "Telegram"
    port_variable = "SANDBOX_TELEGRAM_PORT"
    default_port = 8011
    presets = [
        {
            "label": "Too many requests, retry after 5 s",
            "kind": "status",
            "status": 429,
            "retry_after": 5,
        },
        {
            "label": "Blocked by every user",
            "kind": "status",
            "status": 403,
            "operation": "sendMessage",
        },
        {"label": "Answers 500, sends nothing", "kind": "status", "status": 500, "when": "before"},
        {"label": "Sends, then answers 500", "kind": "status", "status": 500, "when": "after"},
        {"label": "Sends, then hangs up without a reply", "kind": "drop", "when": "after"},
        {"label": "Hangs up at once", "kind": "drop", "when": "before"},
        {"label": "Each call takes 10 s longer", "kind": "slow", "seconds": 10},
        {"label": "One byte each second", "kind": "drip", "seconds": 1},
        {"label": "A sign-in page in place of JSON", "kind": "garbage", "garbage": "html"},
        {"label": "Half of the JSON", "kind": "garbage", "garbage": "truncated"},
        {"label": "Does not listen", "kind": "kill"},
    ]

    def __init__(self, world: "World") -> None:
        super().__init__(world)
        tokens = os.environ.get("SANDBOX_TELEGRAM_TOKENS", "").replace(",", " ").split()
        self.network = Network(world.clock, world.effects, tokens)
        self.couriers = Couriers(world.clock, world.effects, world.webhook_backoff)
        self.methods = {**Methods(self.network).table, **self.couriers.methods()}

    def application(self) -> web.Application:
        """Return the application that answers as api.telegram.org does."""
        app = web.Application(middlewares=self.middlewares())
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        app.router.add_route("*", "/{tail:.*}", self._nothing)
        return app

    async def _nothing(self, request: web.Request) -> web.Response:
        return failure(Refused(404, "Not Found"))

    async def _answer(self, request: web.Request) -> web.Response:
        method = self.methods.get(request.match_info["method"].lower())
        try:
            bot = self.network.bot(request.match_info["token"])
            if method is None:
                raise Refused(404, "Not Found")
            if BAD_BODY in request:
                raise request[BAD_BODY]
            return success(await method(bot, request[PARAMETERS]))
        except Refused as refused:
            return failure(refused)

    async def call_of(self, request: web.Request) -> Call:
        """Name the method and the chat it would reach."""
        try:
            told = request[PARAMETERS] = await read_parameters(request)
        except Refused as refused:
            request[BAD_BODY], told = refused, Parameters({})
        chats = {told.text("chat_id"), self._pressed_in(told.text("callback_query_id"))} - {""}
        operation = request.match_info.get("method", request.path)
        return Call(operation, frozenset(chats))

    def _pressed_in(self, query_id: str) -> str:
        presses = (bot.presses.get(query_id) for bot in self.network.bots.values())
        return next((str(press.chat_id) for press in presses if press), "")

    def error(self, fault: Fault, request: web.Request) -> web.Response:
        """Word a fault as the Bot API words its own errors."""
        return failure_of(fault)

    async def stop(self) -> None:
        """Call the couriers back and end; polls in progress are cut."""
        await self.couriers.stop()
        await super().stop()

    def routes(self) -> Iterable[web.RouteDef]:
        """Return the control API of people and chats."""
        return Control(self.network).routes()

    def counts(self) -> dict[str, Any]:
        """Return how many chats and messages there are."""
        chats = [chat for bot in self.network.bots.values() for chat in bot.chats.values()]
        return {"chats": len(chats), "messages": sum(len(chat.messages) for chat in chats)}

    def clear(self) -> None:
        """Forget chats and people; bots keep their webhooks."""
        self.network.people.clear()
        for bot in self.network.bots.values():
            bot.chats.clear()
            bot.presses.clear()
            bot.updates.pending.clear()

    async def forget_bots(self) -> None:
        """Forget the bots too, with webhooks and all."""
        await self.couriers.call_back()
        self.network.forget_bots()

    def dump(self) -> dict[str, Any]:
        """Return people, bots and chats."""
        return self.network.dump()

    def load(self, kept: dict[str, Any]) -> None:
        """Take them up again and send the couriers on their way."""
        self.network.load(kept)
        for bot in self.network.bots.values():
            self.couriers.start(bot)
