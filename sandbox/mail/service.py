"""The mail server as one of the services: its listener and the control API of its inbox."""

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.faults import AFTER, Fault
from sandbox.mail.mailbox import Mail, Mailbox
from sandbox.mail.smtp import PostOffice, SmtpServer
from sandbox.service import Service

if TYPE_CHECKING:
    from sandbox.world import World

HTML_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)


class MailService(Service):
    """One SMTP server that takes mail for everybody. TLS is not needed, AUTH believes anybody."""

    name = "mail"
    title = "Mail"
    port_variable = "SANDBOX_SMTP_PORT"
    default_port = 8012
    kinds = frozenset({"status", "drop", "reset", "slow", "kill"})
    presets = [
        {"label": "Refuses connections", "kind": "kill"},
        {"label": "421 at the greeting", "kind": "status", "status": 421},
        {"label": "450 mailbox busy", "kind": "status", "status": 450},
        {"label": "451 greylisted, the first 3 times", "kind": "status", "status": 451, "count": 3},
        {"label": "550 user unknown", "kind": "status", "status": 550},
        {"label": "552 mailbox full", "kind": "status", "status": 552},
        {"label": "Takes the mail, then hangs up without a reply", "kind": "drop", "when": "after"},
        {"label": "Each mail takes 10 s longer", "kind": "slow", "seconds": 10},
    ]

    def __init__(self, world: "World") -> None:
        super().__init__(world)
        self.mailbox = Mailbox(world.clock, world.effects)
        self._office = PostOffice(self.mailbox, world.faults, world.calls)
        self._server: asyncio.Server | None = None

    @property
    def address(self) -> str:
        """Host and port, as mail clients take them."""
        return f"smtp://{self.host}:{self.port}"

    async def open(self, host: str, port: int) -> None:
        """Listen for SMTP."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: SmtpServer(self._office), host, port)
        self.host, self.port = host, self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Close the listener and cut every conversation."""
        if self._server is not None:
            self._server.close()
        for connection in list(self._office.connections):
            connection.close()

    def complete(self, fault: Fault) -> None:
        """Choose the stage at which the fault is natural, if none is named."""
        fault.target = fault.target.lower()
        if not fault.operation and fault.kind != "kill":
            fault.operation = "data" if fault.when == AFTER or fault.kind == "slow" else "rcpt"
            if fault.kind == "status" and fault.status == 421 and not fault.target:
                fault.operation = "connect"

    def routes(self) -> Iterable[web.RouteDef]:
        """Return the control API of the inbox."""
        return (
            web.get("/api/mail/messages", self._list),
            web.get("/api/mail/messages/{id}", self._show),
            web.get("/api/mail/messages/{id}/raw", self._raw),
            web.get("/api/mail/messages/{id}/html", self._html),
        )

    async def _list(self, request: web.Request) -> web.Response:
        mails = self.mailbox.mails(request.query.get("to", ""))
        newest = [mail.summary() for mail in reversed(mails[-200:])]
        return web.json_response({"messages": newest, "recipients": self.mailbox.recipients()})

    def _mail(self, request: web.Request) -> Mail:
        mail = self.mailbox.mail(int(request.match_info["id"]))
        if mail is None:
            raise web.HTTPNotFound
        return mail

    async def _show(self, request: web.Request) -> web.Response:
        return web.json_response(self._mail(request).detail())

    async def _raw(self, request: web.Request) -> web.Response:
        mail = self._mail(request)
        headers = {"Content-Disposition": f'attachment; filename="mail-{mail.id}.eml"'}
        return web.Response(body=mail.raw, content_type="message/rfc822", headers=headers)

    async def _html(self, request: web.Request) -> web.Response:
        headers = {"Content-Security-Policy": HTML_POLICY}
        page = '<base target="_blank">' + self._mail(request).text("html")
        return web.Response(text=page, content_type="text/html", headers=headers)

    def counts(self) -> dict[str, Any]:
        """Return how many mails there are."""
        return {"messages": len(self.mailbox.mails())}

    def clear(self) -> None:
        """Throw all mail away."""
        self.mailbox.clear()

    def dump(self) -> dict[str, Any]:
        """Return all mail."""
        return {"mails": self.mailbox.dump()}

    def load(self, kept: dict[str, Any]) -> None:
        """Take it up again."""
        self.mailbox.load(kept["mails"])
