"""The one way out of the house by HTTP: a total deadline, a byte cap, no redirects, pinned addresses.

Each process has one loop in a thread of its own, and in it one small pool of connections for each partner.
Asynchronous calls are the only ones that can be given a total deadline: the timeouts of HTTP libraries
are per read, and a peer that drips a byte a second never trips them (C5).
"""

import asyncio
import atexit
import contextlib
import logging
import os
import ssl
import threading
import time
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import httpcore2

from kernel.remote.addresses import BadAddress, check_url, look_up
from kernel.remote.answers import BadAnswer
from kernel.remote.exchange import Reply, Request
from kernel.remote.partners import Partner, Question
from kernel.remote.unpacking import read_body

logging.getLogger("httpcore2").setLevel(logging.WARNING)  # its debug lines carry whole headers
IDLE_S = 2.0  # an idle connection is closed before the peer does it in the middle of our next call
OURS = (("User-Agent", "Otgruz"), ("Accept-Encoding", "gzip"), ("Accept", "*/*"))


class NeverLeft(Exception):
    """Nothing of the request has reached the partner; the text says why in a word."""


class Lost(Exception):
    """The request may have arrived and there is no whole reply; the text says why in a word."""


def begin(
    operation: Question, request: Request, *, private: bool, until: float | None = None
) -> Future[Reply]:
    """Send a request and return at once; the result is a `Reply`, or raises NeverLeft, Lost or BadAnswer.

    ``until`` is the last moment of `time.monotonic`; by default the operation's total from now on. The
    result is there by then, whatever the peer does.
    """
    end = time.monotonic() + operation.total_s if until is None else until
    return _network().begin(operation, request, private, end)


class _Watch:
    """How far one request came."""

    def __init__(self) -> None:
        self.left = False
        self._whole_headers = False

    async def hear(self, event: str, _info: Any) -> None:
        if event == "http11.send_request_headers.started":
            self.left = True
        elif event == "http11.send_request_headers.complete":
            self._whole_headers = True

    def failure(self, error: BaseException) -> Exception:
        """Return what an error means at the point that was reached."""
        why = _WORDS.get(type(error), type(error).__name__)
        malformed = isinstance(error, httpcore2.LocalProtocolError) and not self._whole_headers
        return NeverLeft(why) if malformed or not self.left else Lost(why)


_WORDS: dict[type[BaseException], str] = {
    TimeoutError: "deadline",
    httpcore2.ConnectError: "no_connection",
    httpcore2.ConnectTimeout: "no_connection",
    httpcore2.ReadError: "cut_off",
    httpcore2.WriteError: "cut_off",
    httpcore2.RemoteProtocolError: "no_http",
    httpcore2.LocalProtocolError: "request_malformed",
    BadAddress: "address_refused",
}


class _PinnedBackend(httpcore2.AsyncNetworkBackend):
    """Connects to addresses that were looked up and checked, and to nothing else."""

    def __init__(self, partner: Partner, private: bool) -> None:
        self._private = private
        self._real = httpcore2.AnyIOBackend()
        # A name server that hangs may hold up this partner's calls and nobody else's.
        self._lookups = ThreadPoolExecutor(partner.at_once, f"names of {partner.name}")

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> Any:
        loop = asyncio.get_running_loop()
        addresses = await loop.run_in_executor(
            self._lookups, lambda: look_up(host, port, private=self._private)
        )
        for address in addresses[:-1]:
            with contextlib.suppress(httpcore2.ConnectError, httpcore2.ConnectTimeout):
                return _Stream(await self._real.connect_tcp(address, port, timeout))
        return _Stream(await self._real.connect_tcp(addresses[-1], port, timeout))

    def close(self) -> None:
        self._lookups.shutdown(wait=False, cancel_futures=True)


class _Stream:
    """A connection that is closed also when its deadline comes in the midst of the TLS greeting."""

    def __init__(self, real: Any) -> None:
        self._real = real
        self.read, self.write, self.aclose = real.read, real.write, real.aclose
        self.get_extra_info = real.get_extra_info

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> Any:
        try:
            return await self._real.start_tls(ssl_context, server_hostname, timeout)
        except BaseException:
            await self._real.aclose()
            raise


class _Network:
    """The loop of this process and its connections."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._pools: dict[tuple[str, bool], httpcore2.AsyncConnectionPool] = {}
        self._backends: list[_PinnedBackend] = []
        self._thread = threading.Thread(target=self._serve, name="remote calls", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        try:
            self._loop.run_forever()
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    def begin(
        self, operation: Question, request: Request, private: bool, end: float
    ) -> Future[Reply]:
        work = self._bounded(operation, request, private, end)
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _bounded(
        self, operation: Question, request: Request, private: bool, end: float
    ) -> Reply:
        watch = _Watch()
        try:
            check_url(request.url, private=private)
            async with asyncio.timeout(max(end - time.monotonic(), 0)):
                return await self._exchange(operation, request, private, watch)
        except BadAnswer:
            raise
        except Exception as error:
            raise watch.failure(error) from None

    async def _exchange(
        self, operation: Question, request: Request, private: bool, watch: _Watch
    ) -> Reply:
        await asyncio.sleep(0)  # here a deadline that is over already is felt
        pool = self._pool(operation.partner, private)
        named = {name.lower() for name in request.headers}
        headers = [*request.headers.items(), *(one for one in OURS if one[0].lower() not in named)]
        extensions = {
            "timeout": {"connect": operation.partner.connect_s},
            "trace": watch.hear,
        }
        async with pool.stream(
            request.method,
            request.url,
            headers=headers,
            content=request.body,
            extensions=extensions,
        ) as response:
            told = _joined(response.headers)
            packed = told.get("content-encoding", "")
            body = await read_body(response.aiter_stream(), packed, operation.most_bytes)
        return Reply(response.status, told, body)

    def _pool(self, partner: Partner, private: bool) -> httpcore2.AsyncConnectionPool:
        key = (partner.name, private)
        if key not in self._pools:
            backend = _PinnedBackend(partner, private)
            self._backends.append(backend)
            self._pools[key] = httpcore2.AsyncConnectionPool(
                ssl_context=_tls(),
                max_connections=partner.at_once,
                keepalive_expiry=IDLE_S,
                network_backend=backend,
            )
        return self._pools[key]

    async def _close_pools(self) -> None:
        for pool in self._pools.values():
            with contextlib.suppress(Exception):
                await pool.aclose()

    def close(self) -> None:
        closing = asyncio.run_coroutine_threadsafe(self._close_pools(), self._loop)
        with contextlib.suppress(Exception):
            closing.result(1)
        for backend in self._backends:
            backend.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(2)


def _joined(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return headers by their names in small letters; one that comes twice keeps its first value."""
    told: dict[str, str] = {}
    for name, value in headers:
        told.setdefault(name.decode("latin-1").lower(), value.decode("latin-1"))
    return told


def _tls() -> ssl.SSLContext:
    """Return what checks certificates and their names."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


_lock = threading.Lock()
_of_this_process: tuple[int, _Network] | None = None


def _network() -> _Network:
    """Return the network of this process; one inherited by a fork has no thread and is let go."""
    global _of_this_process
    with _lock:
        if _of_this_process is None or _of_this_process[0] != os.getpid():
            _of_this_process = (os.getpid(), _Network())
        return _of_this_process[1]


def close() -> None:
    """End the loop of this process and its connections; the next call begins anew."""
    global _of_this_process
    with _lock:
        if _of_this_process is not None and _of_this_process[0] == os.getpid():
            _of_this_process[1].close()
        _of_this_process = None


def _part() -> None:
    """Leave the parent's network to the parent: were it collected here, its sockets would be touched."""
    global _lock
    _lock = threading.Lock()
    _inherited.append(_of_this_process)


_inherited: list[Any] = []
os.register_at_fork(after_in_child=_part)
atexit.register(close)
