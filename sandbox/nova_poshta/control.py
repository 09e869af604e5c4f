"""The control API of Nova Poshta: read the waybills, move them, and set who may ask how often."""

from collections.abc import Iterable
from typing import Any

from aiohttp import web

from sandbox.nova_poshta.door import KEYS, Door
from sandbox.nova_poshta.statuses import IN_ENGLISH, LIVES
from sandbox.nova_poshta.waybills import Waybill

SHOWN = 200  # waybills
GIVEN = ("number", "life", "phone", "barcode", "city", "point", "cost", "weight", "description")


class Control:
    """Routes below ``/api/nova_poshta``. What makes no sense is answered with 422 and the reason."""

    def __init__(self, door: Door) -> None:
        self._door, self._book = door, door.book

    def routes(self) -> Iterable[web.RouteDef]:
        """Return the routes."""
        return (
            web.get("/api/nova_poshta/waybills", self.listed),
            web.post("/api/nova_poshta/waybills", self.enrol),
            web.get("/api/nova_poshta/waybills/{number}", self.one),
            web.post("/api/nova_poshta/waybills/{number}/step", self.step),
            web.post("/api/nova_poshta/waybills/{number}/status", self.set_status),
            web.post("/api/nova_poshta/settings", self.set_up),
            web.post("/api/nova_poshta/keys", self.set_key),
        )

    async def listed(self, request: web.Request) -> web.Response:
        """List the newest waybills with what they may become, and the settings."""
        waybills = self._book.all()
        return web.json_response(
            {
                "waybills": [shown(one) for one in reversed(waybills[-SHOWN:])],
                "known": len(waybills),
                "statuses": IN_ENGLISH,
                "lives": list(LIVES),
                **self._settings(),
            }
        )

    async def enrol(self, request: web.Request) -> web.Response:
        """Take up a waybill under the number that is told, or a free one."""
        told = await request.json()
        about = {name: told[name] for name in GIVEN if name in told}
        return web.json_response(shown(self._book.enrol(**about)), status=201)

    async def one(self, request: web.Request) -> web.Response:
        """Show one waybill."""
        waybill = self._book.find(request.match_info["number"])
        if waybill is None:
            raise web.HTTPNotFound(text="There is no such waybill.")
        return web.json_response(shown(waybill))

    async def step(self, request: web.Request) -> web.Response:
        """Let the next step of a life happen now."""
        return web.json_response(shown(self._book.step(request.match_info["number"])))

    async def set_status(self, request: web.Request) -> web.Response:
        """Give a waybill the status that is told."""
        told = await request.json()
        number, reason = request.match_info["number"], str(told.get("reason", ""))
        return web.json_response(shown(self._book.set_status(number, str(told["code"]), reason)))

    async def set_up(self, request: web.Request) -> web.Response:
        """Switch the taking up of unknown numbers, and set the limit of calls a minute."""
        told = await request.json()
        self._book.enrols = bool(told.get("enrols", self._book.enrols))
        self._door.limit = max(int(told.get("limit", self._door.limit)), 0)
        return web.json_response(self._settings())

    async def set_key(self, request: web.Request) -> web.Response:
        """Make a key invalid, expired, or good again."""
        told = await request.json()
        key, state = str(told["key"]), told["state"]
        if state not in (*KEYS, "good"):
            raise ValueError(f"a key is one of {', '.join(KEYS)}, good")
        self._door.keys.pop(key, None)
        if state != "good":
            self._door.keys[key] = state
        return web.json_response(self._settings())

    def _settings(self) -> dict[str, Any]:
        return {"enrols": self._book.enrols, "limit": self._door.limit, "keys": self._door.keys}


def shown(waybill: Waybill) -> dict[str, Any]:
    """Return a waybill with its statuses in words and what comes next."""
    told = waybill.as_json()
    steps = [{**step, "words": IN_ENGLISH[step["code"]]} for step in told["history"]]
    ahead = waybill.plan[0][0] if waybill.plan else ""
    following = IN_ENGLISH.get(ahead, "the waybill of the way back") if ahead else ""
    return {**told, "history": steps, "next": following}
