"""The partner of no name, for tests of what is true of every partner. Not part of the sandbox of a demo.

Below ``/NAME`` for any NAME, as if each were a partner of its own; a fault of that ``target`` spoils it only:

    POST keyed/act   {"key", "about"}   one effect for each key; a repeat is answered as the first
    POST plain/act   {"about"}          one effect for each call
    GET  found?about=...                the numbers of the effects about a thing
    GET  ask?about=...                  an answer and no effect
"""

from itertools import count
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.faults import HTTP_KINDS, Call, Fault
from sandbox.service import HttpService, retry_header

if TYPE_CHECKING:
    from sandbox.world import World

TOLD = web.RequestKey("told", dict[str, Any])


class PartnerService(HttpService):
    """Keeps effects by name and thing; each is a line ``act.done`` of the journal."""

    name = "partner"
    title = "A partner of no name"
    port_variable = "SANDBOX_PARTNER_PORT"
    default_port = 8019
    kinds = HTTP_KINDS

    def __init__(self, world: "World") -> None:
        super().__init__(world)
        self._numbers = count(1)
        self._answers: dict[tuple[str, str], dict[str, Any]] = {}
        self._done: dict[tuple[str, str], list[str]] = {}

    def application(self) -> web.Application:
        """Return the application."""
        app = web.Application(middlewares=self.middlewares())
        app.router.add_post("/{name}/keyed/act", self._keyed)
        app.router.add_post("/{name}/plain/act", self._plain)
        app.router.add_get("/{name}/found", self._found)
        app.router.add_get("/{name}/ask", self._ask)
        return app

    async def call_of(self, request: web.Request) -> Call:
        """Name what is asked for, and whom and what it is about."""
        told = dict(request.query)
        if request.method == "POST":
            told |= await request.json()
        request[TOLD] = told
        name, _slash, operation = request.path.strip("/").partition("/")
        return Call(operation, frozenset({name, str(told.get("about", ""))}))

    def error(self, fault: Fault, request: web.Request) -> web.Response:
        """Word a "refusal" as HTTP 200 with an error inside, and a "status" with its words."""
        told = {"ok": False, "error": {"code": fault.code or fault.status, "text": fault.text}}
        status = 200 if fault.kind == "refusal" else fault.status
        return web.json_response(told, status=status, headers=retry_header(fault))

    async def _keyed(self, request: web.Request) -> web.Response:
        told = request[TOLD]
        known = (request.match_info["name"], str(told["key"]))
        if known not in self._answers:
            self._answers[known] = self._act(known[0], told)
        return web.json_response(self._answers[known])

    async def _plain(self, request: web.Request) -> web.Response:
        return web.json_response(self._act(request.match_info["name"], request[TOLD]))

    def _act(self, name: str, told: dict[str, Any]) -> dict[str, Any]:
        number, about = f"N-{next(self._numbers)}", str(told["about"])
        self._done.setdefault((name, about), []).append(number)
        key = str(told.get("key", ""))
        self.world.effects.record(self.name, "act.done", about, by=name, number=number, under=key)
        return {"ok": True, "number": number, "about": about}

    async def _found(self, request: web.Request) -> web.Response:
        about = request.query["about"]
        numbers = self._done.get((request.match_info["name"], about), [])
        return web.json_response({"ok": True, "about": about, "numbers": numbers})

    async def _ask(self, request: web.Request) -> web.Response:
        about = request.query["about"]
        return web.json_response({"ok": True, "about": about, "answer": about[::-1]})

    def clear(self) -> None:
        """Forget all effects."""
        self._answers.clear()
        self._done.clear()
