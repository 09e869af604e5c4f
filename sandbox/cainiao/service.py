"""Cainiao's gateway on a port of its own."""

import asyncio
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.cainiao import lies
from sandbox.cainiao.control import Control
from sandbox.cainiao.envelope import Answer, Asked, read_form
from sandbox.cainiao.gateway import Gateway
from sandbox.cainiao.parcels import Book
from sandbox.cainiao.pushes import Pushes
from sandbox.faults import AFTER, HTTP_KINDS, Call, Fault
from sandbox.service import HttpService

if TYPE_CHECKING:
    from sandbox.world import World

ASKED = web.RequestKey("asked", Asked)
HONEST = web.RequestKey("honest", Answer)
PATH = "/gateway/link.do"
PUSH_URL, SECRETS = "SANDBOX_CAINIAO_PUSH_URL", "SANDBOX_CAINIAO_SECRETS"
PULSE = 0.25  # seconds between two looks whether a parcel goes on by itself


class CainiaoService(HttpService):
    """One address for all messages: orders, labels, dispatch, pickups, tracking; and pushes to us."""

    name = "cainiao"
    title = "Cainiao"
    port_variable = "SANDBOX_CAINIAO_PORT"
    default_port = 8015
    kinds = HTTP_KINDS | lies.KINDS
    presets = [
        {"label": "System error once (S07)", "kind": "refusal", "code": 7, "count": 1},
        {"label": "Flow control (S14)", "kind": "refusal", "code": 14},
        {"label": "Acts, then hangs up without a reply", "kind": "drop", "when": "after"},
        {"label": "Answers 500, does nothing", "kind": "status", "status": 500, "when": "before"},
        {"label": "Success as a boolean", "kind": "boolean"},
        {"label": "Answers in XML", "kind": "xml"},
        {"label": "The label is not ready", "kind": "no_label"},
        {"label": "Tells no road", "kind": "nothing"},
        {"label": "Leaves an order out of the pickup", "kind": "partial"},
        {"label": "Each call takes 5 s longer", "kind": "slow", "seconds": 5},
        {"label": "A sign-in page in place of an answer", "kind": "garbage", "garbage": "html"},
        {"label": "Does not listen", "kind": "kill"},
        {"label": "Pushes: signed over the hex digest", "kind": "hex"},
        {"label": "Pushes: each twice", "kind": "doubled"},
        {"label": "Pushes: this one after the next", "kind": "turned", "count": 1},
        {"label": "Pushes: dashes in the time", "kind": "dashes"},
        {"label": "Pushes: no time zone", "kind": "zoneless"},
        {"label": "Pushes: an action that no table has", "kind": "strange"},
        {"label": "Pushes: no reason for a failure", "kind": "mute"},
        {"label": "Pushes: as older handlers get them", "kind": "bare"},
    ]

    def __init__(self, world: "World") -> None:
        super().__init__(world)
        self.book = Book(world.clock, world.effects)
        self.gateway = Gateway(self.book, world.clock, world.effects)
        self.gateway.secrets |= _pairs(os.environ.get(SECRETS, ""))
        self.pushes = Pushes(world, self.gateway.secrets)
        self.pushes.url = os.environ.get(PUSH_URL, "")
        self.book.on_step = self.pushes.tell
        self._pulse: asyncio.Task[None] | None = None

    def application(self) -> web.Application:
        """Return the application: one address."""
        app = web.Application(middlewares=self.middlewares())
        app.router.add_post(PATH, self._answer)
        return app

    async def _answer(self, request: web.Request) -> web.Response:
        honest = request[HONEST] = self.gateway.answer(request[ASKED])
        return honest.rendered()

    async def call_of(self, request: web.Request) -> Call:
        """Name the message, and as whom it is sent."""
        asked = request[ASKED] = read_form(await request.read())
        return Call(asked.operation, frozenset({asked["logistic_provider_id"]}))

    def complete(self, fault: Fault) -> None:
        """Let each lie happen at its own moment, and those of pushes to pushes only."""
        if fault.kind in lies.PUSHES:
            fault.operation = lies.PUSH
        if fault.kind in lies.ANSWERS:
            fault.when = AFTER
        if fault.kind == lies.NO_LABEL:
            fault.operation = "cnge.waybill.get"
        if fault.kind == lies.NOTHING:
            fault.operation = "cnge.track.get"
        if fault.kind == lies.PARTIAL:
            fault.operation = "cainiao.global.handover.commit"

    def error(self, fault: Fault, request: web.Request) -> web.Response:
        """Word a "refusal" as HTTP 200 with their code, a "status" as a bare error, a lie as it is."""
        if fault.kind == "refusal":
            return lies.refusal(fault).rendered()
        if fault.kind in lies.ANSWERS:
            return lies.spoiled(fault, request[HONEST]).rendered()
        return super().error(fault, request)

    async def open(self, host: str, port: int) -> None:
        """Listen, and let parcels go on by the clock."""
        await super().open(host, port)
        if self._pulse is None:
            self._pulse = asyncio.get_running_loop().create_task(self._beat())

    async def _beat(self) -> None:
        while True:
            self.book.go_on()
            await asyncio.sleep(PULSE)

    async def stop(self) -> None:
        """End for good."""
        if self._pulse is not None:
            self._pulse.cancel()
        await self.pushes.stop()
        await super().stop()

    def routes(self) -> Iterable[web.RouteDef]:
        """Return the control API of parcels."""
        return Control(self.gateway, self.pushes).routes()

    def counts(self) -> dict[str, Any]:
        """Return how many parcels there are; the page shows the number beside the name."""
        return {"messages": len(self.book.parcels)}

    def clear(self) -> None:
        """Forget every parcel; where pushes go and who is believed stays."""
        self.book.clear()
        self.gateway.limit = 0

    def dump(self) -> dict[str, Any]:
        """Return the parcels."""
        return self.book.dump()

    def load(self, kept: dict[str, Any]) -> None:
        """Take them up again."""
        self.book.load(kept)


def _pairs(told: str) -> dict[str, str]:
    """Read ``code=secret`` by comma."""
    pairs = (pair.partition("=") for pair in told.split(",") if pair)
    return {name.strip(): secret.strip() for name, _is, secret in pairs}
