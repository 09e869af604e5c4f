"""Nova Poshta's one address on a port of its own."""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.faults import HTTP_KINDS, Call, Fault
from sandbox.nova_poshta import envelope, lies
from sandbox.nova_poshta.control import Control
from sandbox.nova_poshta.door import Asked, Door, read
from sandbox.nova_poshta.waybills import Book
from sandbox.service import HttpService, retry_header

if TYPE_CHECKING:
    from sandbox.world import World

ASKED = web.RequestKey("asked", Asked)
HONEST = web.RequestKey("honest", dict[str, Any])
PATH = "/v2.0/json"
ENROLS = "SANDBOX_NOVA_POSHTA_ENROLS"


class NovaPoshtaService(HttpService):
    """JSON 2.0: tracking by hundreds, and as much of waybills as makes, deletes and finds them."""

    name = "nova_poshta"
    title = "Nova Poshta"
    port_variable = "SANDBOX_NOVA_POSHTA_PORT"
    default_port = 8014
    kinds = HTTP_KINDS | lies.KINDS
    presets = [
        {"label": "Unavailable for a while (HTTP 200)", "kind": "refusal", "code": 20000100016},
        {"label": "The key has expired (HTTP 200)", "kind": "refusal", "code": 20000201204},
        {"label": "Too many requests in a minute (429)", "kind": "status", "status": 429},
        {"label": "Answers 500, does nothing", "kind": "status", "status": 500, "when": "before"},
        {"label": "Acts, then hangs up without a reply", "kind": "drop", "when": "after"},
        {"label": "Says success, does nothing", "kind": "lying"},
        {"label": "Leaves out each second row", "kind": "missing"},
        {"label": "Tells each row twice", "kind": "doubled"},
        {"label": "Tells the status before this one", "kind": "stale"},
        {"label": "A status that no table has", "kind": "strange"},
        {"label": "Each call takes 10 s longer", "kind": "slow", "seconds": 10},
        {"label": "Byte by byte", "kind": "drip", "seconds": 0.2},
        {"label": "A sign-in page in place of JSON", "kind": "garbage", "garbage": "html"},
        {"label": "Half of the JSON", "kind": "garbage", "garbage": "truncated"},
        {"label": "Does not listen", "kind": "kill"},
    ]

    def __init__(self, world: "World") -> None:
        super().__init__(world)
        self.book = Book(world.clock, world.effects, enrols=os.environ.get(ENROLS) == "1")
        self.door = Door(self.book, world.clock)

    def application(self) -> web.Application:
        """Return the application: one address, with the slash or without."""
        app = web.Application(middlewares=self.middlewares())
        for path in (PATH, f"{PATH}/"):
            app.router.add_post(path, self._answer)
        return app

    async def _answer(self, request: web.Request) -> web.Response:
        if self.door.is_too_often():
            return web.Response(status=429, text="Too Many Requests")
        honest = request[HONEST] = self.door.answer(request[ASKED])
        return envelope.rendered(honest)

    async def call_of(self, request: web.Request) -> Call:
        """Name the model and method, and the numbers they are asked for."""
        asked = request[ASKED] = await read(request)
        return Call(asked.operation, asked.targets)

    def complete(self, fault: Fault) -> None:
        """Let each lie happen at its own moment."""
        if fault.kind in lies.KINDS:
            fault.when = lies.moment_of(fault.kind)

    def error(self, fault: Fault, request: web.Request) -> web.Response:
        """Word a "refusal" as HTTP 200, a "status" as a bare HTTP error, and a lie as if all were well."""
        if fault.kind == "refusal":
            return envelope.rendered(envelope.failure(str(fault.code), words=fault.text))
        if fault.kind == lies.LYING:
            return envelope.rendered(lies.lie(request[ASKED], self.door))
        if fault.kind in lies.SPOILS:
            honest = request.get(HONEST) or envelope.failure("20000100016")
            return envelope.rendered(lies.spoiled(fault, honest, self.door))
        words = fault.text or f"<h1>{fault.status}</h1>"
        headers = retry_header(fault)
        return web.Response(
            status=fault.status, text=words, content_type="text/html", headers=headers
        )

    def routes(self) -> Iterable[web.RouteDef]:
        """Return the control API of waybills."""
        return Control(self.door).routes()

    def counts(self) -> dict[str, Any]:
        """Return how many waybills there are; the page shows the number beside the name."""
        return {"messages": len(self.book.waybills)}

    def clear(self) -> None:
        """Forget every waybill, and take every key again."""
        self.book.clear()
        self.door.clear()

    def dump(self) -> dict[str, Any]:
        """Return the waybills."""
        return self.book.dump()

    def load(self, kept: dict[str, Any]) -> None:
        """Take them up again."""
        self.book.load(kept)
