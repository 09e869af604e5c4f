"""The outside world as one thing: its clock, journals, faults and services."""

import asyncio
from collections.abc import Iterable
from typing import Any

from sandbox.clock import Clock
from sandbox.faults import Fault, FaultBook, read_fault
from sandbox.journal import Journal
from sandbox.registry import SERVICES
from sandbox.service import Service


class World:
    """All stand-ins together. Every method runs in the sandbox's own event loop."""

    def __init__(self, webhook_backoff: float = 0.5, more: Iterable[type[Service]] = ()) -> None:
        self.clock = Clock()
        self.effects = Journal(self.clock)
        self.calls = Journal(self.clock)
        self.faults = FaultBook()
        self.webhook_backoff = webhook_backoff  # seconds before the first repeat of a webhook
        self.services: dict[str, Service] = {kind.name: kind(self) for kind in (*SERVICES, *more)}
        self.acts = 0  # grows whenever a person does something through the web page
        self._open: set[str] = set()

    async def open(self, host: str, ports: dict[str, int]) -> None:
        """Begin to listen everywhere; if one port is taken, nothing stays open."""
        try:
            for service in self.services.values():
                await service.open(host, ports[service.name])
                self._open.add(service.name)
        except OSError:
            await self.stop()
            raise

    async def stop(self) -> None:
        """End every stand-in."""
        await asyncio.gather(*(service.stop() for service in self.services.values()))
        self._open.clear()

    def addresses(self) -> dict[str, str]:
        """Return where each stand-in listens."""
        return {service.name: service.address for service in self.services.values()}

    async def add_fault(self, told: dict[str, Any]) -> Fault:
        """Put a fault in force; raise BadFault if its description makes no sense."""
        kinds = {service.name: service.kinds for service in self.services.values()}
        fault = read_fault(told, kinds)
        self.services[fault.service].complete(fault)
        self.faults.add(fault)
        await self._settle()
        if fault.kind == "kill" and fault.seconds:
            asyncio.get_running_loop().call_later(fault.seconds, self._revive, fault.id)
        return fault

    async def clear_faults(self, service: str = "", fault_id: int = 0) -> int:
        """Lift faults and reopen what they had silenced; return how many were lifted."""
        lifted = self.faults.clear(service, fault_id)
        await self._settle()
        return lifted

    async def clear(self, service: str = "") -> None:
        """Forget what happened at one service, or everywhere, and lift its faults."""
        await self.clear_faults(service)
        for one in self.services.values():
            if one.name == (service or one.name):
                one.clear()
        self.effects.clear(service)
        self.calls.clear(service)

    def _revive(self, fault_id: int) -> None:
        self._reviving = asyncio.ensure_future(self.clear_faults(fault_id=fault_id))

    async def _settle(self) -> None:
        """Make each listener open or closed as the faults now want it."""
        for service in self.services.values():
            killed = self.faults.killed(service.name)
            if killed and service.name in self._open:
                await service.close()
                self._open.discard(service.name)
            elif not killed and service.name not in self._open:
                await service.open(service.host, service.port)
                self._open.add(service.name)
