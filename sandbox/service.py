"""What every stand-in is: something that listens, can be silenced, and remembers."""

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from aiohttp import web

from sandbox.faults import HTTP_KINDS, Call, Fault, spoiling

if TYPE_CHECKING:
    from sandbox.world import World


class Service(ABC):
    """One stand-in of the outside world. Subclasses say what they speak."""

    name: ClassVar[str]
    title: ClassVar[str]
    port_variable: ClassVar[str]
    default_port: ClassVar[int]
    kinds: ClassVar[Collection[str]]
    presets: ClassVar[list[dict[str, Any]]] = []  # faults that the web page offers as switches

    def __init__(self, world: "World") -> None:
        self.world = world
        self.host, self.port = "127.0.0.1", 0

    @property
    def address(self) -> str:
        """Where it listens, in the form its clients take."""
        return f"http://{self.host}:{self.port}"

    @abstractmethod
    async def open(self, host: str, port: int) -> None:
        """Begin to listen; ``port`` 0 lets the system choose, and `self.port` tells which it is."""

    @abstractmethod
    async def close(self) -> None:
        """Stop listening and cut every connection; what is remembered stays."""

    async def stop(self) -> None:
        """End for good."""
        await self.close()

    def complete(self, fault: Fault) -> None:  # noqa: B027 - not every service needs to
        """Fill in what a new fault of this service leaves open."""

    def routes(self) -> Iterable[web.RouteDef]:
        """Return the routes of the control API, below ``/api/<name>``."""
        return ()

    def counts(self) -> Mapping[str, Any]:
        """Return the few numbers that the web page shows and watches for change."""
        return {}

    def clear(self) -> None:  # noqa: B027 - the page has nothing to forget
        """Forget everything."""

    def dump(self) -> dict[str, Any]:
        """Return all that must outlive a restart, ready for JSON."""
        return {}

    def load(self, kept: dict[str, Any]) -> None:  # noqa: B027 - nor to remember
        """Take up what `dump` gave."""


class HttpService(Service):
    """A stand-in that speaks HTTP. Its application is built once and may be closed and reopened."""

    kinds = HTTP_KINDS - {"refusal"}

    def __init__(self, world: "World") -> None:
        super().__init__(world)
        self._runner: web.AppRunner | None = None

    @abstractmethod
    def application(self) -> web.Application:
        """Return the application to serve."""

    async def call_of(self, request: web.Request) -> Call:
        """Name the operation and the people the request would reach."""
        return Call(request.path)

    def error(self, fault: Fault, request: web.Request) -> web.Response:
        """Word a fault as this service words its own errors."""
        return web.Response(status=fault.status, text=fault.text, headers=retry_header(fault))

    def middlewares(self) -> list[Any]:
        """Return what wraps every call; by default, the faults."""
        return [spoiling(self, self.world.faults, self.world.calls)]

    async def open(self, host: str, port: int) -> None:
        """Listen; requests in progress of an earlier opening are long cut."""
        if self._runner is None:
            self._runner = web.AppRunner(
                self.application(), access_log=None, shutdown_timeout=0.1, handle_signals=False
            )
            await self._runner.setup()
        site = web.TCPSite(self._runner, host, port, reuse_address=True)
        await site.start()
        self.host, self.port = host, self._runner.addresses[0][1]

    async def close(self) -> None:
        """Close the listener and every connection."""
        if self._runner is None:
            return
        for site in self._runner.sites:
            await site.stop()
        for connection in self._runner.server.connections if self._runner.server else ():
            connection.force_close()

    async def stop(self) -> None:
        """End for good: running requests have a tenth of a second left."""
        if self._runner is not None:
            with contextlib.suppress(Exception):
                await self._runner.cleanup()


def retry_header(fault: Fault) -> dict[str, str]:
    """Return the Retry-After header the fault asks for, if it does."""
    return {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
