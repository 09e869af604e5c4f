"""Both SMS gateways on one port, and the control API of the telephones behind them."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.faults import HTTP_KINDS, Call, Fault
from sandbox.service import HttpService, retry_header
from sandbox.sms import smsc, turbosms
from sandbox.sms.operator import OUTCOMES, Operator
from sandbox.sms.smsc import Smsc, SmscError
from sandbox.sms.turbosms import TurboError, TurboSms

if TYPE_CHECKING:
    from sandbox.world import World

TOLD = web.RequestKey("told", dict[str, Any])
SMSC_PATHS = ("/sys/", "/rest/")


class SmsService(HttpService):
    """smsc.ru below ``/sys`` and ``/rest``, TurboSMS below ``/message`` and ``/user``."""

    name = "sms"
    title = "SMS"
    port_variable = "SANDBOX_SMS_PORT"
    default_port = 8013
    kinds = HTTP_KINDS
    presets = [
        {"label": "smsc: no money (HTTP 200, error 3)", "kind": "refusal", "code": 3},
        {"label": "smsc: duplicate request (error 9)", "kind": "refusal", "code": 9},
        {"label": "TurboSMS: gateway failure (HTTP 200, 503)", "kind": "refusal", "code": 503},
        {"label": "TurboSMS: stop list (404)", "kind": "refusal", "code": 404},
        {
            "label": "Too many requests, retry after 5 s",
            "kind": "status",
            "status": 429,
            "retry_after": 5,
        },
        {"label": "Answers 500, sends nothing", "kind": "status", "status": 500, "when": "before"},
        {"label": "Sends, then answers 500", "kind": "status", "status": 500, "when": "after"},
        {"label": "Sends, then hangs up without a reply", "kind": "drop", "when": "after"},
        {"label": "Each call takes 10 s longer", "kind": "slow", "seconds": 10},
        {"label": "A sign-in page in place of JSON", "kind": "garbage", "garbage": "html"},
        {"label": "Half of the JSON", "kind": "garbage", "garbage": "truncated"},
        {"label": "Does not listen", "kind": "kill"},
    ]

    def __init__(self, world: "World") -> None:
        super().__init__(world)
        self.operator = Operator(world.clock, world.effects)
        self._smsc, self._turbo = Smsc(self.operator), TurboSms(self.operator)

    def application(self) -> web.Application:
        """Return the application that answers as both gateways do."""
        app = web.Application(middlewares=self.middlewares())
        for path, call in (
            ("/sys/send.php", self._smsc.send),
            ("/rest/send/", self._smsc.send),
            ("/sys/status.php", self._smsc.status),
            ("/sys/balance.php", self._smsc.balance),
        ):
            app.router.add_route("*", path, self._smsc_handler(call))
        app.router.add_route("*", "/{module:message|user}/{method}", self._turbo_answer)
        return app

    def _smsc_handler(self, call: Any) -> Any:
        async def answer(request: web.Request) -> web.Response:
            told: dict[str, Any] = request[TOLD]
            try:
                reply = call(told)
            except SmscError as error:
                reply = error.as_dict()
            return smsc.rendered(told, reply, _is_rest(request))

        return answer

    async def _turbo_answer(self, request: web.Request) -> web.Response:
        path = request.path.strip("/").removesuffix(".json")
        try:
            if not turbosms.token_of(request):
                raise TurboError(103)
            method = self._turbo.table.get(path)
            if method is None or "body" in request[TOLD].get("unreadable", ()):
                raise TurboError(300)
            return web.json_response(method(request[TOLD]))
        except TurboError as error:
            return web.json_response(turbosms.reply(error.code))

    async def call_of(self, request: web.Request) -> Call:
        """Name the path and the numbers the call would reach."""
        if request.path.startswith(SMSC_PATHS):
            told = await smsc.read_parameters(request)
            numbers = smsc.numbers_in(told)
        else:
            told = await _read_json(request)
            numbers = turbosms.numbers_in(told)
        request[TOLD] = told
        return Call(request.path, frozenset(numbers))

    def error(self, fault: Fault, request: web.Request) -> web.Response:
        """Word a "refusal" in the protocol of the gateway, and a "status" as a bare HTTP error."""
        if fault.kind != "refusal":
            words = fault.text or f"<h1>{fault.status}</h1>"
            headers = retry_header(fault)
            return web.Response(
                status=fault.status, text=words, content_type="text/html", headers=headers
            )
        if request.path.startswith(SMSC_PATHS):
            reply = SmscError(fault.code).as_dict()
            told: dict[str, Any] = request[TOLD]
            return smsc.rendered(told, reply, _is_rest(request))
        return web.json_response(turbosms.reply(fault.code))

    def routes(self) -> Iterable[web.RouteDef]:
        """Return the control API of telephones."""
        return (
            web.get("/api/sms/messages", self._list),
            web.post("/api/sms/numbers/{number}", self._set_outcome),
            web.post("/api/sms/balance", self._set_balance),
        )

    async def _list(self, request: web.Request) -> web.Response:
        now = self.world.clock.now()
        sent = self.operator.sent(request.query.get("number", ""))
        return web.json_response(
            {
                "messages": [sms.as_json(now) for sms in reversed(sent[-200:])],
                "outcomes": self.operator.outcomes,
                "known_outcomes": OUTCOMES,
                "balance": self.operator.balance,
            }
        )

    async def _set_outcome(self, request: web.Request) -> web.Response:
        outcome = (await request.json())["outcome"]
        self.operator.set_outcome(request.match_info["number"], outcome)
        return web.json_response(self.operator.outcomes)

    async def _set_balance(self, request: web.Request) -> web.Response:
        self.operator.balance = int((await request.json())["balance"])
        return web.json_response({"balance": self.operator.balance})

    def counts(self) -> dict[str, Any]:
        """Return how many messages there are and what is left on the account."""
        return {"messages": len(self.operator.sent()), "balance": self.operator.balance}

    def clear(self) -> None:
        """Forget all messages."""
        self.operator.clear()

    def dump(self) -> dict[str, Any]:
        """Return all messages."""
        return self.operator.dump()

    def load(self, kept: dict[str, Any]) -> None:
        """Take them up again."""
        self.operator.load(kept)


def _is_rest(request: web.Request) -> bool:
    return request.path.startswith("/rest/")


async def _read_json(request: web.Request) -> dict[str, Any]:
    body = await request.read()
    try:
        told = json.loads(body) if body else {}
    except ValueError:
        return {"unreadable": ["body"]}
    return told if isinstance(told, dict) else {"unreadable": ["body"]}
