"""The protocol of smsc.ru and its clones: errors come with HTTP 200."""

import json
import re
from collections import deque
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from aiohttp import web

from sandbox.sms.operator import Operator, Sms
from sandbox.sms.segments import segments

MOSCOW = ZoneInfo("Europe/Moscow")
GATEWAY = "smsc"
QUIET = 60  # seconds during which the same text to the same number is refused
BALANCE_CALLS = 10  # a minute
ERRORS = {
    1: "parameters error",
    2: "authorise error",
    3: "no money on the account",
    4: "address is blocked for frequent errors",
    5: "invalid date",
    6: "message is denied",
    7: "invalid phone number",
    8: "message cannot be delivered to this number",
    9: "duplicate request, wait a minute",
}
STATUS = {
    "waiting": -1,
    "passed": 0,
    "delayed": 0,
    "delivered": 1,
    "read": 2,
    "expired": 3,
    "impossible": 20,
    "wrong number": 22,
    "forbidden": 23,
    "unreachable": 25,
}
NOT_FOUND = -3
MOMENT = re.compile(r"\d{10}|0\d+|\+\d+(?:\.\d+)?|\d{1,2}-\d{1,2}")

Told = Mapping[str, str]


class SmscError(Exception):
    """A refusal with its number, and the message id where one was given already."""

    def __init__(self, code: int, message_id: int = 0) -> None:
        super().__init__(ERRORS.get(code, "unknown error"))
        self.code, self.message_id = code, message_id

    def as_dict(self) -> dict[str, Any]:
        """Return the refusal in the form of ``fmt=3``."""
        told = {"error": str(self), "error_code": self.code}
        return {**told, "id": self.message_id} if self.message_id else told


async def read_parameters(request: web.Request) -> dict[str, Any]:
    """Return the parameters of a call. Without ``charset`` they are windows-1251, as the docs say."""
    if request.content_type == "application/json" and request.can_read_body:
        try:
            told = json.loads(await request.read())
        except ValueError:
            told = {}
        return {k: str(v) for k, v in told.items()} if isinstance(told, dict) else {}
    raw = request.rel_url.raw_query_string
    if request.method == "POST" and request.can_read_body:
        raw += "&" + (await request.read()).decode("ascii", "replace")
    charset = parse_qs(raw).get("charset", ["windows-1251"])[0]
    try:
        fields = parse_qs(raw, keep_blank_values=True, encoding=charset, errors="replace")
    except LookupError:
        return {}
    return {name: values[-1] for name, values in fields.items()}


def numbers_in(told: Told) -> list[str]:
    """Return the numbers a call names, digits only, as the operator knows them."""
    listed = re.split(r"[,;]", told.get("phones") or told.get("phone", ""))
    listed += [line.partition(":")[0] for line in told.get("list", "").split("\n")]
    return [_digits(one) for one in listed if one.strip()]


def _digits(number: str) -> str:
    digits = re.sub(r"\D", "", number)
    if not number.strip().startswith("+") and len(digits) == 11 and digits[0] == "8":
        return "7" + digits[1:]
    return digits


def _valid(number: str) -> bool:
    return 10 <= len(number) <= 15


class Smsc:
    """The three calls. Each returns what ``fmt=3`` shows; `rendered` makes the other formats."""

    def __init__(self, operator: Operator) -> None:
        self.operator = operator
        self._balance_calls: deque[datetime] = deque()

    def authorise(self, told: Told) -> None:
        """Believe any name with a password, or any key; raise SmscError without."""
        if not (told.get("apikey") or (told.get("login") and told.get("psw"))):
            raise SmscError(2)

    def send(self, told: Told) -> dict[str, Any]:
        """Send, or only tell the price; raise SmscError for all that the gateway refuses."""
        self.authorise(told)
        texts = self._texts(told)
        message_id = int(told["id"]) if told.get("id", "").isdigit() else self.operator.next_id()
        self._check_numbers(list(texts), message_id)
        good = {number: text for number, text in texts.items() if _valid(number)}
        price = sum(self.operator.price(text) for text in good.values())
        parts = sum(segments(text) for text in good.values())
        if told.get("cost") == "1":
            return {"cost": _money(price), "cnt": parts}
        self._check_sending(told, good, price, message_id)
        for number, text in good.items():
            self.operator.accept(GATEWAY, str(message_id), number, told.get("sender", ""), text)
        return self._sent(told, message_id, parts, price, list(texts))

    def _texts(self, told: Told) -> dict[str, str]:
        """Return the text for each number; raise SmscError if either is missing."""
        if told.get("list"):
            pairs = (line.partition(":") for line in told["list"].split("\n") if line.strip())
            return {_digits(number): text for number, _, text in pairs}
        if not told.get("mes") or not numbers_in(told):
            raise SmscError(1)
        return dict.fromkeys(numbers_in(told), told["mes"])

    def _check_numbers(self, numbers: list[str], message_id: int) -> None:
        if not any(_valid(number) for number in numbers):
            raise SmscError(7, message_id)
        if all(self.operator.outcomes.get(number) == "impossible" for number in numbers):
            raise SmscError(8, message_id)

    def _check_sending(
        self, told: Told, texts: Mapping[str, str], price: int, message_id: int
    ) -> None:
        if told.get("time", "0") != "0" and not MOMENT.fullmatch(told["time"]):
            raise SmscError(5)
        for number, text in texts.items():
            if self.operator.sent_lately([number], told.get("sender", ""), text, QUIET):
                raise SmscError(9)
        if price > self.operator.balance:
            raise SmscError(3, message_id)

    def _sent(
        self, told: Told, message_id: int, parts: int, price: int, numbers: list[str]
    ) -> dict[str, Any]:
        reply: dict[str, Any] = {"id": message_id, "cnt": parts}
        if told.get("cost") in ("2", "3"):
            reply["cost"] = _money(price)
        if told.get("cost") == "3":
            reply["balance"] = _money(self.operator.balance)
        if told.get("op") == "1":
            reply["phones"] = [_phone_line(number, price // len(numbers)) for number in numbers]
        return reply

    def status(self, told: Told) -> dict[str, Any] | list[dict[str, Any]]:
        """Tell how far messages are; lists of numbers and ids are taken in pairs."""
        self.authorise(told)
        numbers, ids = numbers_in(told), told.get("id", "").split(",")
        if not numbers or len(numbers) != len(ids) or not all(ids):
            raise SmscError(1)
        found = [self._status_of(n, i, told) for n, i in zip(numbers, ids, strict=True)]
        return found if len(found) > 1 else found[0]

    def _status_of(self, number: str, message_id: str, told: Told) -> dict[str, Any]:
        now = self.operator.clock.now()
        sms = self.operator.find(GATEWAY, message_id.strip(), number)
        if sms is None:
            return {"status": NOT_FOUND, "last_date": "", "last_timestamp": 0}
        state = sms.state(now)
        reply: dict[str, Any] = {"status": STATUS[state], **_moment("last", sms.changed_at(now))}
        if told.get("all") in ("1", "2"):
            reply |= _details(sms, state)
        return reply

    def balance(self, told: Told) -> dict[str, Any]:
        """Tell the balance, at most ten times a minute."""
        self.authorise(told)
        now = self.operator.clock.now()
        while self._balance_calls and self._balance_calls[0] < now - timedelta(minutes=1):
            self._balance_calls.popleft()
        if len(self._balance_calls) >= BALANCE_CALLS:
            raise SmscError(9)
        self._balance_calls.append(now)
        return {"balance": _money(self.operator.balance)}


def _phone_line(number: str, cost: int) -> dict[str, Any]:
    if not _valid(number):
        return {"phone": number, "cost": "0", "status": "22", "error": "7"}
    return {"phone": number, "mccmnc": "", "cost": _money(cost), "status": "", "error": "0"}


def _details(sms: Sms, state: str) -> dict[str, Any]:
    return {
        **_moment("send", sms.accepted_at),
        "phone": sms.number,
        "cost": _money(150 * sms.segments),
        "sender_id": sms.sender,
        "status_name": state,
        "message": sms.text,
    }


def _moment(name: str, at: datetime) -> dict[str, Any]:
    date = at.astimezone(MOSCOW).strftime("%d.%m.%Y %H:%M:%S")
    return {f"{name}_date": date, f"{name}_timestamp": int(at.timestamp())}


def _money(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"


def rendered(told: Told, reply: Any, always_json: bool = False) -> web.Response:
    """Return the reply in the format asked for by ``fmt``."""
    form = "3" if always_json else told.get("fmt", "0")
    if form == "3":
        return web.json_response(reply)
    if form == "2":
        return web.Response(text=f"<result>{_xml(reply)}</result>", content_type="text/xml")
    lines = reply if isinstance(reply, list) else [reply]
    write = _numbers if form == "1" else _words
    return web.Response(text="\n".join(write(line) for line in lines))


def _xml(reply: Any) -> str:
    if isinstance(reply, list):
        return "".join(f"<item>{_xml(one)}</item>" for one in reply)
    if isinstance(reply, dict):
        return "".join(f"<{name}>{_xml(value)}</{name}>" for name, value in reply.items())
    return escape(str(reply))


def _numbers(reply: dict[str, Any]) -> str:
    if "error_code" in reply:
        return f"{reply.get('id', 0)},-{reply['error_code']}"
    if "status" in reply:
        return f"{reply['status']},{reply['last_timestamp']},0"
    return ",".join(str(value) for name, value in reply.items() if name != "phones")


def _words(reply: dict[str, Any]) -> str:
    if "error_code" in reply:
        tail = f", ID - {reply['id']}" if "id" in reply else ""
        return f"ERROR = {reply['error_code']} ({reply['error']}){tail}"
    if "status" in reply:
        return f"Status = {reply['status']}, check_time = {reply['last_date']}"
    if "balance" in reply and "id" not in reply:
        return str(reply["balance"])
    if "id" not in reply:
        return f"{reply['cost']} ({reply['cnt']} SMS)"
    return f"OK - {reply['cnt']} SMS, ID - {reply['id']}"
