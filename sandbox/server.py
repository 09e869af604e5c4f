"""Starting and stopping the sandbox, in a process of its own or in a thread of a test."""

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from sandbox.cainiao.service import CainiaoService
from sandbox.faults import Fault, FaultBook
from sandbox.journal import Journal
from sandbox.mail.mailbox import Mail
from sandbox.mail.service import MailService
from sandbox.memory import Memory
from sandbox.nova_poshta.service import NovaPoshtaService
from sandbox.nova_poshta.waybills import Book
from sandbox.registry import SERVICES
from sandbox.service import Service
from sandbox.sms.operator import Operator, Sms
from sandbox.sms.service import SmsService
from sandbox.telegram.model import Chat
from sandbox.telegram.network import Network
from sandbox.telegram.service import TelegramService
from sandbox.trade_partner.service import TradePartnerService
from sandbox.world import World

T = TypeVar("T")
HOST = "127.0.0.1"


def ports_from_environment() -> dict[str, int]:
    """Return the port of each service; 0 lets the system choose."""
    return {s.name: int(os.environ.get(s.port_variable, s.default_port)) for s in SERVICES}


async def serve(
    ready: Callable[[World], None],
    until: asyncio.Event,
    ports: dict[str, int],
    memory_path: Path | None = None,
    **options: Any,
) -> None:
    """Run the whole sandbox until the event is set; ``ready`` is called once all listen."""
    world = World(**options)
    memory = Memory(world, memory_path) if memory_path else None
    if memory:
        memory.load()
    keeping = asyncio.ensure_future(memory.keep()) if memory else None
    try:
        await world.open(HOST, ports)
        ready(world)
        await until.wait()
    finally:
        if keeping:
            keeping.cancel()
            await keeping
        await world.stop()


class RunningWorld:
    """A sandbox that runs in its own thread, as a test sees it. All methods are thread-safe.

    Acts on people and telephones are those of `Network` and `Operator`; run them by `call`, as in
    ``world.call(world.telegram.write, chat, "/start")``.
    """

    def __init__(self, world: World, loop: asyncio.AbstractEventLoop) -> None:
        self._world, self._loop = world, loop
        self.journal: Journal = world.effects
        self.calls: Journal = world.calls
        self.faults: FaultBook = world.faults
        self.telegram: Network = self._service(TelegramService).network
        self.mail = self._service(MailService).mailbox
        self.sms: Operator = self._service(SmsService).operator
        self.telegram_url = world.services["telegram"].address
        self.smtp_host, self.smtp_port = HOST, world.services["mail"].port
        self.sms_url = world.services["sms"].address
        self.nova_poshta: Book = self._service(NovaPoshtaService).book
        self.nova_poshta_url = f"{world.services['nova_poshta'].address}/v2.0/json/"
        self.cainiao: CainiaoService = self._service(CainiaoService)
        self.cainiao_url = f"{world.services['cainiao'].address}/gateway/link.do"
        self.trade_partner: TradePartnerService = self._service(TradePartnerService)
        self.trade_partner_url = world.services["trade_partner"].address
        self.web_url = world.services["web"].address

    def _service(self, kind: type[T]) -> T:
        return next(one for one in self._world.services.values() if isinstance(one, kind))

    @property
    def telegram_base_url(self) -> str:
        """What python-telegram-bot takes as ``base_url``."""
        return f"{self.telegram_url}/bot"

    def address_of(self, service: str) -> str:
        """Return where a service listens."""
        return self._world.services[service].address

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine in the sandbox's loop and return its result."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def call(self, act: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run a plain function in the sandbox's loop and return its result."""

        async def work() -> T:
            return act(*args, **kwargs)

        return self.run(work())

    def fail(self, service: str, kind: str, **how: Any) -> Fault:
        """Put a fault in force; see `sandbox.faults.Fault` for what can be said of it."""
        return self.run(self._world.add_fault({"service": service, "kind": kind, **how}))

    def heal(self, service: str = "") -> int:
        """Lift the faults of a service, or all."""
        return self.run(self._world.clear_faults(service))

    def clear(self, service: str = "", keep_bots: bool = False) -> None:
        """Forget everything and lift all faults, between two tests.

        Bots lose their webhooks, unless ``keep_bots`` says that a running product still needs them.
        """
        self.run(self._world.clear(service))
        if service in ("", "telegram") and not keep_bots:
            self.run(self._service(TelegramService).forget_bots())

    def advance(self, seconds: float) -> None:
        """Move the sandbox's clock forward."""
        self.call(self._world.clock.advance, seconds)

    def mails_to(self, address: str) -> list[Mail]:
        """Return the mail that one address has got."""
        return self.call(self.mail.mails, address)

    def sms_to(self, number: str) -> list[Sms]:
        """Return the SMS that one number has got."""
        return self.call(self.sms.sent, number)

    def chat(self, chat_id: int, bot_id: int = 0) -> Chat:
        """Return the chat of a person with the bot."""
        return self.call(lambda: self.telegram.chat(self.telegram.bot_of(bot_id), chat_id))

    def texts_in(self, chat_id: int, bot_id: int = 0) -> list[str]:
        """Return what the bot has said in a chat, in order."""
        return [
            message["text"]
            for message in self.chat(chat_id, bot_id).messages.values()
            if message["from"]["is_bot"]
        ]


@contextlib.contextmanager
def running(
    ports: dict[str, int] | None = None, more: Iterable[type[Service]] = (), **options: Any
) -> Iterator[RunningWorld]:
    """Run a sandbox in a thread, on ports that the system chooses, for the length of a block.

    ``more`` names services besides those of every sandbox.
    """
    loop = asyncio.new_event_loop()
    started: list[World | BaseException] = []
    listening, until = threading.Event(), asyncio.Event()

    def ready(world: World) -> None:
        started.append(world)
        listening.set()

    def body() -> None:
        every = {service.name: 0 for service in (*SERVICES, *more)} | (ports or {})
        try:
            with asyncio.Runner(loop_factory=lambda: loop) as runner:
                runner.run(serve(ready, until, every, more=more, **options))
        except BaseException as trouble:  # handed over to the thread that waits
            started.insert(0, trouble)
        finally:
            listening.set()

    thread = threading.Thread(target=body, name="sandbox", daemon=True)
    thread.start()
    if not listening.wait(60):
        raise TimeoutError("The sandbox does not come up.")
    if isinstance(started[0], BaseException):
        raise started[0]
    try:
        yield RunningWorld(started[0], loop)
    finally:
        loop.call_soon_threadsafe(until.set)
        thread.join(5)
    if isinstance(started[0], BaseException):
        raise started[0]
