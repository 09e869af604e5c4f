"""Misbehaviour on command: one mechanism for every service.

A fault says which calls it spoils (service, operation, target), when (before or after the effect), how
(``kind``) and how often. HTTP services wear `spoiling` as their outermost middleware; the mail server
asks the same `FaultBook` by `take`.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import asdict, dataclass, fields
from itertools import count
from typing import Any, ClassVar, Protocol

from aiohttp import web

from sandbox import wire
from sandbox.journal import Journal

BEFORE, AFTER = "before", "after"
HTTP_KINDS = frozenset(
    {"status", "refusal", "drop", "reset", "slow", "drip", "garbage", "redirect", "kill"}
)
GLANCE = 0.02  # seconds between two looks whether a caller still waits
DAMAGE = frozenset({"drip", "garbage"})  # kinds that spoil a reply, so by nature after the effect


class BadFault(ValueError):
    """The description of a fault makes no sense; the text says why."""


@dataclass(slots=True)
class Fault:
    """One way in which one service misbehaves until it is used up or cleared."""

    service: str
    kind: str
    when: str = ""  # "before" or "after" the effect
    operation: str = ""  # the method or path it spoils; empty for all
    target: str = ""  # the chat, number or mailbox it spoils; empty for all
    count: int | None = None  # how many calls it spoils; None until cleared
    share: float = 1.0  # of the calls meant, by chance
    status: int = 500
    code: int = 0  # of a "refusal": the gateway's own error number
    retry_after: int | str | None = None
    seconds: float = 0.0  # "slow": the wait; "drip": between two bytes; "kill": until it is back
    garbage: str = "html"
    location: str = "http://127.0.0.1:9/"
    text: str = ""  # the words of the error, where the service has any
    id: int = 0
    used: int = 0
    lifted: bool = False

    @property
    def alive(self) -> bool:
        """Whether it will spoil another call."""
        return self.count is None or self.used < self.count

    def spoils(self, service: str, call: "Call") -> bool:
        """Tell whether this fault is meant for that call."""
        return (
            self.alive
            and self.service == service
            and self.kind != "kill"
            and self.operation.lower() in ("", call.operation.lower())
            and (not self.target or self.target in call.targets)
            and (self.share >= 1 or random.random() < self.share)
        )

    def as_json(self) -> dict[str, Any]:
        """Return every field by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Call:
    """What a caller asks for: the operation, and whom it would reach."""

    operation: str
    targets: frozenset[str] = frozenset()


def read_fault(told: dict[str, Any], kinds_of: dict[str, Collection[str]]) -> Fault:
    """Return the fault described by ``told``; raise BadFault if it makes no sense."""
    strangers = set(told) - {field.name for field in fields(Fault)}
    if strangers:
        raise BadFault(f"a fault has no {sorted(strangers)}")
    if told.get("service") not in kinds_of:
        raise BadFault(f"service is one of {sorted(kinds_of)}")
    fault = Fault(**{"kind": "", **told})
    fault.target = str(fault.target)
    fault.when = fault.when or (AFTER if fault.kind in DAMAGE else BEFORE)
    _check(fault, kinds_of[fault.service])
    return fault


def _check(fault: Fault, kinds: Collection[str]) -> None:
    if fault.kind not in kinds:
        raise BadFault(f"{fault.service} knows the kinds {sorted(kinds)}")
    if fault.when not in (BEFORE, AFTER):
        raise BadFault("when is before or after")
    if fault.garbage not in wire.GARBAGE:
        raise BadFault(f"garbage is one of {sorted(wire.GARBAGE)}")
    if not 100 <= fault.status <= 999:
        raise BadFault("status is a number of three digits")
    if not 0 < fault.share <= 1:
        raise BadFault("share is more than 0 and at most 1")
    if fault.count is not None and fault.count < 1:
        raise BadFault("count is at least 1, or null until cleared")


class FaultBook:
    """The faults now in force."""

    def __init__(self) -> None:
        self._faults: dict[int, Fault] = {}
        self._ids = count(1)

    def add(self, fault: Fault) -> Fault:
        """Put a fault in force and give it its id."""
        fault.id = next(self._ids)
        self._faults[fault.id] = fault
        return fault

    def active(self, service: str = "") -> list[Fault]:
        """Return the faults in force, oldest first."""
        return [
            fault for fault in self._faults.values() if fault.service == (service or fault.service)
        ]

    def clear(self, service: str = "", fault_id: int = 0) -> int:
        """Lift one fault, those of a service, or all; return how many."""
        gone = [fault for fault in self.active(service) if fault.id == (fault_id or fault.id)]
        for fault in gone:
            fault.lifted = True
            del self._faults[fault.id]
        return len(gone)

    def killed(self, service: str) -> bool:
        """Tell whether the service is not to listen at all."""
        return any(fault.kind == "kill" for fault in self.active(service))

    def take(self, service: str, call: Call) -> list[Fault]:
        """Return what befalls this call and count it as used: every delay, and one real fault."""
        meant = [fault for fault in self.active(service) if fault.spoils(service, call)]
        delays = [fault for fault in meant if fault.kind == "slow"]
        real = [fault for fault in meant if fault.kind != "slow"][:1]
        for fault in delays + real:
            fault.used += 1
            if not fault.alive:
                del self._faults[fault.id]
        return delays + real


class Spoilable(Protocol):
    """What the middleware must know of the service it spoils."""

    name: ClassVar[str]

    async def call_of(self, request: web.Request) -> Call:
        """Name the operation and the people the request would reach."""

    def error(self, fault: Fault, request: web.Request) -> web.Response:
        """Word a "status" or "refusal" fault as this service words its own errors."""


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def spoiling(service: Spoilable, book: FaultBook, calls: Journal) -> Any:
    """Return the middleware that spoils the calls of one service and writes down each of them."""

    @web.middleware
    async def misbehave(request: web.Request, handler: Handler) -> web.StreamResponse:
        call = await service.call_of(request)
        faults = book.take(service.name, call)
        calls.record(
            service.name,
            call.operation,
            ",".join(sorted(call.targets)),
            faults=[f"{fault.kind} {fault.when}" for fault in faults],
        )
        spoiled = await _befall(_of(faults, BEFORE), service, request, None)
        if spoiled is not None:
            return spoiled
        honest = await handler(request)
        return await _befall(_of(faults, AFTER), service, request, honest) or honest

    return misbehave


def _of(faults: Iterable[Fault], when: str) -> list[Fault]:
    return [fault for fault in faults if fault.when == when]


async def _befall(
    faults: list[Fault],
    service: Spoilable,
    request: web.Request,
    honest: web.StreamResponse | None,
) -> web.StreamResponse | None:
    """Let the faults happen; return the reply that replaces the honest one, if any does."""
    for fault in faults:
        if fault.kind != "slow":
            return await _spoiled(fault, service, request, honest)
        if not await outwait(fault, lambda: _has_gone(request)):
            return wire.hang_up(request)
    return None


def _has_gone(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()


async def outwait(fault: Fault, has_gone: Callable[[], bool]) -> bool:
    """Wait as long as a "slow" fault says or until it is lifted; False if the caller gave up.

    A caller that gives up before the effect has none: so a slow test leaves nothing behind.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + fault.seconds
    while not fault.lifted and loop.time() < end:
        await asyncio.sleep(min(GLANCE, max(end - loop.time(), 0)))
        if has_gone():
            return False
    return True


async def _spoiled(
    fault: Fault, service: Spoilable, request: web.Request, honest: web.StreamResponse | None
) -> web.StreamResponse:
    reply = honest if isinstance(honest, web.Response) else web.json_response({"ok": True})
    match fault.kind:
        case "drop":
            return wire.hang_up(request)
        case "reset":
            return wire.reset(request)
        case "drip":
            return await wire.drip(request, reply, fault.seconds or 0.1)
        case "garbage":
            return await wire.garbage(request, reply, fault.garbage)
        case "redirect":
            status = fault.status if 300 <= fault.status < 400 else 302
            return web.Response(status=status, headers={"Location": fault.location})
    return service.error(fault, request)
