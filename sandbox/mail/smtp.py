"""The SMTP conversation, healthy or spoiled."""

import asyncio
import logging
from collections.abc import Iterable
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from sandbox import wire
from sandbox.faults import AFTER, BEFORE, Call, Fault, FaultBook, outwait
from sandbox.journal import Journal
from sandbox.mail.mailbox import Mailbox

SIZE_LIMIT = 25 * 2**20  # bytes
STAGES = ("connect", "mail", "rcpt", "data")
WORDS = {
    421: "4.3.2 Service shutting down, closing channel",
    450: "4.2.1 Mailbox busy, try again later",
    451: "4.7.1 Greylisted, try again later",
    452: "4.3.1 Insufficient system storage",
    535: "5.7.8 Authentication credentials invalid",
    550: "5.1.1 User unknown",
    552: "5.2.2 Mailbox full",
    554: "5.7.1 Message refused as spam",
}

logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # it narrates every session


class SmtpServer(SMTP):
    """One connection. Faults of the operations in `STAGES` strike when that stage is reached."""

    def __init__(self, post: "PostOffice") -> None:
        super().__init__(
            post,
            hostname="mail.sandbox.test",
            ident="sandbox",
            data_size_limit=SIZE_LIMIT,
            enable_SMTPUTF8=True,
            auth_require_tls=False,
            authenticator=post.authenticate,
            timeout=60,
            loop=asyncio.get_running_loop(),
        )
        self._post = post

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the connection so that it can be cut."""
        self._post.connections.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Forget it."""
        self._post.connections.discard(self.transport)
        super().connection_lost(error)

    async def _handle_client(self) -> None:
        refusal = await self._post.strike(self, "connect", ())
        if not refusal:
            await super()._handle_client()
            return
        await self.push(refusal)
        self._writer.close()

    async def handle_exception(self, error: Exception) -> str:
        """Word whatever went wrong here as a local error."""
        return "451 4.3.0 Local error in processing"


class PostOffice:
    """What all connections share: the mailbox, the faults and the hooks that aiosmtpd calls."""

    def __init__(self, mailbox: Mailbox, faults: FaultBook, calls: Journal) -> None:
        self.mailbox, self.faults, self.calls = mailbox, faults, calls
        self.connections: set[asyncio.BaseTransport] = set()

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        """Believe whatever name is given."""
        user = data.login.decode("utf-8", "replace") if isinstance(data, LoginPassword) else ""
        return AuthResult(success=True, auth_data=user)

    def take(self, stage: str, targets: Iterable[str]) -> list[Fault]:
        """Write the call down and return the faults that befall it."""
        call = Call(stage, frozenset(one.lower() for one in targets))
        faults = self.faults.take("mail", call)
        names = [f"{fault.kind} {fault.when}" for fault in faults]
        self.calls.record("mail", stage, ",".join(sorted(call.targets)), faults=names)
        return faults

    async def suffer(self, server: SMTP, faults: list[Fault], when: str) -> str:
        """Let those faults happen that come ``when``; return the refusal, if one is."""
        for fault in faults:
            if fault.when != when:
                continue
            if fault.kind == "slow":
                await outwait(fault, lambda: server.transport is None)
            elif fault.kind == "status":
                return f"{fault.status} {fault.text or WORDS.get(fault.status, 'Refused')}"
            else:
                await _cut(server, fault)
        return ""

    async def strike(self, server: SMTP, stage: str, targets: Iterable[str]) -> str:
        """Let the faults of a stage without lasting effect happen; return the refusal, if any."""
        faults = self.take(stage, targets)
        return await self.suffer(server, faults, BEFORE) or await self.suffer(server, faults, AFTER)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, sender: str, options: list[str]
    ) -> str:
        """Begin a message."""
        refusal = await self.strike(server, "mail", (sender,))
        if refusal:
            return refusal
        envelope.mail_from = sender
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, to: str, options: list[str]
    ) -> str:
        """Take or refuse one recipient."""
        refusal = await self.strike(server, "rcpt", (to,))
        if refusal:
            return refusal
        envelope.rcpt_tos.append(to)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the message, unless a fault comes before; a fault after may eat the reply."""
        faults = self.take("data", envelope.rcpt_tos)
        refusal = await self.suffer(server, faults, BEFORE)
        if refusal:
            return refusal
        raw = envelope.original_content or b""
        user = session.auth_data if isinstance(session.auth_data, str) else ""
        mail = self.mailbox.accept(envelope.mail_from or "", envelope.rcpt_tos, raw, user)
        return await self.suffer(server, faults, AFTER) or f"250 2.0.0 OK queued as {mail.id}"


async def _cut(server: SMTP, fault: Fault) -> None:
    """Cut the connection; its end cancels the conversation, which waits here for that."""
    if server.transport is not None and fault.kind == "reset":
        wire.break_off(server.transport)
    elif server.transport is not None:
        server.transport.close()
    await asyncio.Event().wait()
