"""The web page and the control API of the whole sandbox."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.faults import Handler
from sandbox.journal import Journal
from sandbox.service import HttpService

PAGES = Path(__file__).parent / "static"
HOSTS = ("127.0.0.1", "localhost", "[::1]")
POLICY = (
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; form-action 'none'; "
    "base-uri 'none'"
)


@web.middleware
async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let nobody but this machine in: no foreign host name, and no form of a foreign page."""
    if request.host.rpartition(":")[0] not in HOSTS and request.host not in HOSTS:
        raise web.HTTPForbidden(text="The sandbox answers on loopback only.")
    if request.method != "GET" and request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="Send application/json.")
    return await handler(request)


@web.middleware
async def explained(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer what makes no sense with 422 and the reason."""
    try:
        reply = await handler(request)
    except KeyError as missing:
        return web.json_response({"error": f"{missing} is missing"}, status=422)
    except (ValueError, TypeError) as nonsense:
        return web.json_response({"error": str(nonsense)}, status=422)
    reply.headers.setdefault("Content-Security-Policy", POLICY)
    reply.headers["X-Content-Type-Options"] = "nosniff"
    reply.headers["Cache-Control"] = "no-store"
    return reply


class WebService(HttpService):
    """The page at ``/`` and the API below ``/api``; no fault ever befalls it."""

    name = "web"
    title = "Web page"
    port_variable = "SANDBOX_WEB_PORT"
    default_port = 8010
    kinds = frozenset()

    def application(self) -> web.Application:
        """Return the application with the routes of every service."""
        app = web.Application(middlewares=[guarded, explained, self._counted])
        app.add_routes(self._own_routes())
        for service in self.world.services.values():
            app.add_routes(service.routes())
        app.router.add_get("/", self._page)
        app.router.add_static("/static", PAGES)
        return app

    @property
    def _counted(self) -> Any:
        @web.middleware
        async def count(request: web.Request, handler: Handler) -> web.StreamResponse:
            self.world.acts += request.method != "GET"
            return await handler(request)

        return count

    def _own_routes(self) -> Iterable[web.RouteDef]:
        return (
            web.get("/api/state", self._state),
            web.get("/api/journal", self._effects),
            web.get("/api/calls", self._calls),
            web.get("/api/faults", self._faults),
            web.post("/api/faults", self._add_fault),
            web.delete("/api/faults", self._clear_faults),
            web.post("/api/clear", self._clear),
            web.post("/api/clock", self._advance),
        )

    async def _page(self, request: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGES / "index.html")

    async def _state(self, request: web.Request) -> web.Response:
        """Addresses, counts, faults, the clock: all that the page watches."""
        world = self.world
        services = [
            {
                "name": service.name,
                "title": service.title,
                "address": service.address,
                "kinds": sorted(service.kinds),
                "presets": service.presets,
                "counts": service.counts(),
            }
            for service in world.services.values()
        ]
        return web.json_response(
            {
                "services": services,
                "faults": [fault.as_json() for fault in world.faults.active()],
                "now": world.clock.now().isoformat(),
                "effects": world.effects.last,
                "calls": world.calls.last,
            }
        )

    async def _effects(self, request: web.Request) -> web.Response:
        return _shown(self.world.effects, request)

    async def _calls(self, request: web.Request) -> web.Response:
        return _shown(self.world.calls, request)

    async def _faults(self, request: web.Request) -> web.Response:
        active = self.world.faults.active(request.query.get("service", ""))
        return web.json_response([fault.as_json() for fault in active])

    async def _add_fault(self, request: web.Request) -> web.Response:
        fault = await self.world.add_fault(await request.json())
        return web.json_response(fault.as_json(), status=201)

    async def _clear_faults(self, request: web.Request) -> web.Response:
        service, fault_id = request.query.get("service", ""), int(request.query.get("id", "0"))
        return web.json_response({"lifted": await self.world.clear_faults(service, fault_id)})

    async def _clear(self, request: web.Request) -> web.Response:
        await self.world.clear((await request.json()).get("service", ""))
        return web.json_response({"ok": True})

    async def _advance(self, request: web.Request) -> web.Response:
        self.world.clock.advance(float((await request.json())["advance"]))
        return web.json_response({"now": self.world.clock.now().isoformat()})


def _shown(journal: Journal, request: web.Request) -> web.Response:
    """Answer with the lines asked for by ``service``, ``kind``, ``key``, ``after`` and ``limit``."""
    told: dict[str, Any] = {
        name: request.query.get(name, "") for name in ("service", "kind", "key")
    }
    lines = journal.lines(**told, after=int(request.query.get("after", "0")))
    limit = int(request.query.get("limit", "0"))
    shown = [line.as_json() for line in (lines[-limit:] if limit else lines)]
    return web.json_response({"lines": shown, "last": journal.last, "dropped": journal.dropped})
