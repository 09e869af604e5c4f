"""A trade partner on a port of its own: four addresses that take notices, and a hand that gives orders."""

import hmac
import json
import os
import time
from collections.abc import Iterable
from itertools import count
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.faults import Call, Fault
from sandbox.service import HttpService, retry_header
from sandbox.trade_partner.giving import Giving
from sandbox.trade_partner.signing import signature

if TYPE_CHECKING:
    from sandbox.world import World

TOLD = web.RequestKey("told", dict[str, Any])
ROOMS = {
    "dispatch-notices": "dispatch.noticed",
    "cancellations": "order.cancelled",
    "pickups": "pickup.requested",
    "tracking-events": "event.relayed",
}
ALWAYS = {"TP_DEMO": "tp-demo-secret-01"}
PUSH_URL, SECRETS = "SANDBOX_TRADE_PARTNER_PUSH_URL", "SANDBOX_TRADE_PARTNER_SECRETS"


class TradePartnerService(HttpService):
    """Each key takes effect once: a line of the journal; a repeat is answered as the first was."""

    name = "trade_partner"
    title = "Trade partner"
    port_variable = "SANDBOX_TRADE_PARTNER_PORT"
    default_port = 8016
    presets = [
        {"label": "Answers 500, does nothing", "kind": "status", "status": 500, "when": "before"},
        {"label": "Refuses (422)", "kind": "status", "status": 422, "when": "before"},
        {"label": "Acts, then hangs up without a reply", "kind": "drop", "when": "after"},
        {"label": "Each call takes 10 s longer", "kind": "slow", "seconds": 10},
        {"label": "Does not listen", "kind": "kill"},
    ]

    def __init__(self, world: "World") -> None:
        super().__init__(world)
        self.secrets = dict(ALWAYS)
        for pair in filter(None, os.environ.get(SECRETS, "").split(",")):
            name, _is, secret = pair.partition("=")
            self.secrets[name.strip()] = secret.strip()
        self.giving = Giving(world, self.secrets, os.environ.get(PUSH_URL, ""))
        self._numbers = count(1)
        self._answers: dict[str, dict[str, Any]] = {}

    def application(self) -> web.Application:
        """Return the application."""
        app = web.Application(middlewares=self.middlewares())
        app.router.add_post("/{room}", self._take)
        return app

    async def call_of(self, request: web.Request) -> Call:
        """Name what is told, and as whom."""
        try:
            told = json.loads(await request.read())
        except ValueError:
            told = {}
        request[TOLD] = told if isinstance(told, dict) else {}
        partner = request.headers.get("Otgruz-Partner", "")
        return Call(request.path.strip("/"), frozenset({partner}))

    def error(self, fault: Fault, request: web.Request) -> web.Response:
        """Word an error as RFC 9457 does."""
        told = fault.text or "This is not possible now."
        return _problem(fault.status, "refused", told, retry_header(fault))

    async def _take(self, request: web.Request) -> web.Response:
        kind = ROOMS.get(request.match_info["room"])
        if kind is None:
            return _problem(404, "not_found", "There is no such address.")
        wrong = await self._why_forged(request)
        if wrong:
            self.world.effects.record(self.name, "signature.refused", kind, why=wrong)
            return _problem(401, "bad_signature", wrong)
        key = request.headers["Idempotency-Key"]
        if key not in self._answers:
            told = request[TOLD]
            self._answers[key] = {"number": f"TP-{next(self._numbers):06d}"}
            names = ("parcel", "tracking_number", "external_id")
            about = next((told[name] for name in names if told.get(name)), key)
            self.world.effects.record(self.name, kind, about, told=told, under=key)
        return web.json_response(self._answers[key], status=201)

    async def _why_forged(self, request: web.Request) -> str:
        heads, body = request.headers, await request.read()
        secret = self.secrets.get(heads.get("Otgruz-Partner", ""), "")
        at, key = heads.get("Otgruz-Timestamp", "0"), heads.get("Idempotency-Key", "")
        if not secret or not key:
            return "unknown partner, or no key"
        if abs(time.time() - int(at)) > 300:
            return "too old"
        expected = signature(secret, at, request.path, key, body)
        told = heads.get("Otgruz-Signature", "")
        return "" if hmac.compare_digest(expected, told) else "wrong signature"

    def routes(self) -> Iterable[web.RouteDef]:
        """Return the control API: what was taken, and the hand that gives."""
        return (
            web.get("/api/trade_partner/orders", self._listed),
            web.post("/api/trade_partner/orders", self._give_order),
            web.post("/api/trade_partner/labels", self._give_label),
            web.post("/api/trade_partner/cancellations", self._cancel),
            web.post("/api/trade_partner/tracking", self._tell),
            web.post("/api/trade_partner/settings", self._set_up),
        )

    async def _listed(self, request: web.Request) -> web.Response:
        lines = self.world.effects.lines(self.name)[-200:]
        return web.json_response(
            {
                "orders": list(reversed(self.giving.orders.values())),
                "taken": [
                    line.as_json() for line in reversed(lines) if line.kind in ROOMS.values()
                ],
                "push_url": self.giving.url,
                "partners": sorted(self.secrets),
            }
        )

    async def _give_order(self, request: web.Request) -> web.Response:
        return web.json_response(await self.giving.order(await request.json()), status=201)

    async def _give_label(self, request: web.Request) -> web.Response:
        return web.json_response(
            await self.giving.label(str((await request.json())["external_id"]))
        )

    async def _cancel(self, request: web.Request) -> web.Response:
        return web.json_response(
            await self.giving.cancellation(str((await request.json())["external_id"]))
        )

    async def _tell(self, request: web.Request) -> web.Response:
        return web.json_response(await self.giving.tracking(await request.json()))

    async def _set_up(self, request: web.Request) -> web.Response:
        told = await request.json()
        self.giving.url = str(told.get("push_url", self.giving.url))
        return web.json_response({"push_url": self.giving.url})

    async def stop(self) -> None:
        """End for good."""
        await self.giving.stop()
        await super().stop()

    def counts(self) -> dict[str, Any]:
        """Return how much was taken; the page shows the number beside the name."""
        return {"messages": len(self._answers) + len(self.giving.orders)}

    def clear(self) -> None:
        """Forget what was taken and given."""
        self._answers.clear()
        self.giving.orders.clear()

    def dump(self) -> dict[str, Any]:
        """Return what was taken and given."""
        return {"answers": self._answers, "orders": self.giving.orders}

    def load(self, kept: dict[str, Any]) -> None:
        """Take it up again."""
        self._answers, self.giving.orders = dict(kept["answers"]), dict(kept["orders"])
        self._numbers = count(len(self._answers) + 1)


def _problem(
    status: int, code: str, detail: str, headers: dict[str, str] | None = None
) -> web.Response:
    told = {
        "type": f"urn:tp:{code}",
        "title": code,
        "status": status,
        "code": code,
        "detail": detail,
    }
    return web.json_response(
        told, status=status, headers=headers, content_type="application/problem+json"
    )
