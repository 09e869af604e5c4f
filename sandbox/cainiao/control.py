"""The control API of Cainiao: read the parcels, move them, set where it tells and whom it believes."""

from collections.abc import Iterable
from typing import Any

from aiohttp import web

from sandbox.cainiao.gateway import Gateway
from sandbox.cainiao.lives import LIVES, WORDS
from sandbox.cainiao.parcels import Parcel
from sandbox.cainiao.pushes import Pushes

SHOWN = 200  # parcels


class Control:
    """Routes below ``/api/cainiao``. What makes no sense is answered with 422 and the reason."""

    def __init__(self, gateway: Gateway, pushes: Pushes) -> None:
        self._gateway, self._book, self._pushes = gateway, gateway.book, pushes

    def routes(self) -> Iterable[web.RouteDef]:
        """Return the routes."""
        return (
            web.get("/api/cainiao/parcels", self.listed),
            web.post("/api/cainiao/parcels", self.make),
            web.post("/api/cainiao/parcels/{code}/step", self.step),
            web.post("/api/cainiao/parcels/{code}/action", self.act),
            web.post("/api/cainiao/parcels/{code}/life", self.lead),
            web.post("/api/cainiao/settings", self.set_up),
        )

    async def listed(self, request: web.Request) -> web.Response:
        """List the newest parcels with what they may become, and the settings."""
        parcels = list(self._book.parcels.values())
        return web.json_response(
            {
                "parcels": [shown(one) for one in reversed(parcels[-SHOWN:])],
                "known": len(parcels),
                "pickups": self._book.pickups,
                "actions": {code: words.text for code, words in WORDS.items()},
                "lives": list(LIVES),
                **self._settings(),
            }
        )

    async def make(self, request: web.Request) -> web.Response:
        """Take up a parcel that nobody has announced."""
        told = await request.json()
        parcel = self._book.make(
            str(told["partner"]),
            str(told.get("out_id", "")),
            order_code=str(told.get("order_code", "")),
            life=str(told.get("life") or "delivered"),
        )
        return web.json_response(shown(parcel), status=201)

    async def step(self, request: web.Request) -> web.Response:
        """Let the next step of a life happen now."""
        return web.json_response(shown(self._book.step(request.match_info["code"])))

    async def act(self, request: web.Request) -> web.Response:
        """Have an action happen to a parcel, known or not."""
        told = await request.json()
        parcel = self._book.known(request.match_info["code"])
        self._book.reach(parcel, str(told["code"]), reason=told.get("reason"))
        return web.json_response(shown(parcel))

    async def lead(self, request: web.Request) -> web.Response:
        """Let a parcel lead another life from now on."""
        life = str((await request.json())["life"])
        parcel = self._book.known(request.match_info["code"])
        if life not in LIVES:
            raise ValueError(f"life is one of {', '.join(LIVES)}")
        done = {step.code for step in parcel.history}
        parcel.life = life
        parcel.plan = tuple(one for one in LIVES[life] if one[0] not in done)
        return web.json_response(shown(parcel))

    async def set_up(self, request: web.Request) -> web.Response:
        """Say where pushes go, as whom somebody may speak, and how many messages a second are taken."""
        told = await request.json()
        self._pushes.url = str(told.get("push_url", self._pushes.url))
        self._gateway.limit = max(int(told.get("limit", self._gateway.limit)), 0)
        for name, secret in dict(told.get("secrets", {})).items():
            self._gateway.secrets[str(name)] = str(secret)
        return web.json_response(self._settings())

    def _settings(self) -> dict[str, Any]:
        return {
            "push_url": self._pushes.url,
            "limit": self._gateway.limit,
            "partners": sorted(self._gateway.secrets),
        }


def shown(parcel: Parcel) -> dict[str, Any]:
    """Return a parcel with what comes next."""
    ahead = parcel.plan[0][0] if parcel.plan else ""
    words = WORDS[ahead].text if ahead else ""
    return {**parcel.as_json(), "next": words, "has_left": parcel.has_left}
