"""The protocol of TurboSMS: JSON, always HTTP 200, one code for the call and one for each number."""

import re
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from sandbox.sms.operator import Operator, Sms
from sandbox.sms.segments import segments

KYIV = ZoneInfo("Europe/Kyiv")
GATEWAY = "turbosms"
RECIPIENTS_LIMIT = 5000
SEGMENTS_LIMIT = 10
TTL = range(60, 86_401)  # seconds
NAMES = {
    0: "OK",
    1: "PONG",
    103: "REQUIRED_TOKEN",
    104: "REQUIRED_CONTENT",
    105: "REQUIRED_AUTH",
    106: "REQUIRED_ACTIVE_USER",
    200: "REQUIRED_MESSAGE_SENDER",
    201: "REQUIRED_MESSAGE_TEXT",
    202: "REQUIRED_MESSAGE_RECIPIENT",
    203: "REQUIRED_BALANCE",
    300: "INVALID_REQUEST",
    301: "INVALID_TOKEN",
    302: "INVALID_MESSAGE_SENDER",
    303: "INVALID_START_TIME",
    304: "INVALID_MESSAGE_TEXT",
    305: "INVALID_PHONE",
    306: "INVALID_TTL",
    400: "NOT_ALLOWED_MESSAGE_SENDER",
    401: "NOT_ALLOWED_MESSAGE_SENDER_NOT_ACTIVE",
    404: "NOT_ALLOWED_NUMBER_STOPLIST",
    405: "NOT_ALLOWED_RECIPIENTS_LIMIT",
    406: "NOT_ALLOWED_RECIPIENT_COUNTRY",
    407: "NOT_ALLOWED_RECIPIENT_DUPLICATE",
    409: "NOT_ALLOWED_MESSAGE_TTL",
    412: "NOT_ALLOWED_MESSAGE_TEXT",
    413: "NOT_ALLOWED_MESSAGE_TEXT_LENGTH",
    414: "NOT_ALLOWED_MESSAGE_ID",
    500: "FAILED_CONVERT_RESULT2JSON",
    502: "FAILED_PARSE_BODY",
    503: "FAILED_SMS_SEND",
    504: "FAILED_VIBER_SEND",
    507: "FAILED_DUPLICATE_REQUEST",
    800: "SUCCESS_MESSAGE_ACCEPTED",
    801: "SUCCESS_MESSAGE_SENT",
    802: "SUCCESS_MESSAGE_PARTIAL_ACCEPTED",
    803: "SUCCESS_MESSAGE_PARTIAL_SENT",
    999: "FATAL_ERROR",
}
STATUS = {
    "waiting": "In Queue",
    "passed": "Sent",
    "delayed": "Sent",
    "delivered": "Delivered",
    "read": "Read",
    "expired": "Expired",
    "impossible": "Undelivered",
    "wrong number": "Rejected",
    "forbidden": "Rejected",
    "unreachable": "Undelivered",
}

Reply = dict[str, Any]


class TurboError(Exception):
    """A refusal of the whole call, with its code."""

    def __init__(self, code: int) -> None:
        super().__init__(NAMES.get(code, "FATAL_ERROR"))
        self.code = code


def reply(code: int, result: Any = None) -> Reply:
    """Return the envelope of every answer."""
    return {
        "response_code": code,
        "response_status": NAMES.get(code, "FATAL_ERROR"),
        "response_result": result,
    }


def token_of(request: web.Request) -> str:
    """Return the key of the account: Bearer, Basic or the parameter ``token``."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if scheme in ("Bearer", "Basic") else request.query.get("token", "")


def numbers_in(told: Any) -> list[str]:
    """Return the numbers a call names, digits only."""
    told = told if isinstance(told, dict) else {}
    blocks = [told, *(block for block in told.values() if isinstance(block, dict))]
    lists = (block.get("recipients") for block in blocks)
    return [_digits(one) for each in lists if isinstance(each, list) for one in each]


def _digits(number: Any) -> str:
    return re.sub(r"\D", "", str(number))


class TurboSms:
    """The methods, by path. Without ``sequence_id`` a repeated call sends a second message."""

    def __init__(self, operator: Operator) -> None:
        self.operator = operator
        self._answered: dict[str, Any] = {}  # by sequence_id
        self.table: dict[str, Callable[[Reply], Reply]] = {
            "message/ping": self.ping,
            "user/ping": self.ping,
            "message/send": self.send,
            "message/sendmulti": self.send_multi,
            "message/status": self.status,
            "user/balance": self.balance,
        }

    def ping(self, told: Reply) -> Reply:
        """Answer PONG."""
        return reply(1)

    def balance(self, told: Reply) -> Reply:
        """Tell the balance."""
        return reply(0, {"balance": self.operator.balance / 100})

    def send(self, told: Reply) -> Reply:
        """Send one text to some numbers; each number has its own code."""
        key = str(told.get("sequence_id") or "")
        if key and key in self._answered:
            return reply(507, self._answered[key])
        recipients = self._checked(told)
        items = self._items(told, recipients)
        if key:
            self._answered[key] = items
        good = all(item["response_code"] == 0 for item in items)
        return reply(800 if good else 802, items)

    def send_multi(self, told: Reply) -> Reply:
        """Send several texts at once, each under its own key."""
        blocks = {key: block for key, block in told.items() if isinstance(block, dict)}
        if not blocks:
            raise TurboError(104)
        results = {key: self._send_or_refuse(block) for key, block in blocks.items()}
        good = all(result["response_code"] == 800 for result in results.values())
        return reply(800 if good else 802, results)

    def _send_or_refuse(self, block: Reply) -> Reply:
        try:
            return self.send(block)
        except TurboError as error:
            return reply(error.code)

    def _checked(self, told: Reply) -> list[Any]:
        """Return the recipients of a call that may go out; raise TurboError otherwise."""
        blocks = [told[name] for name in ("viber", "sms") if isinstance(told.get(name), dict)]
        listed = told.get("recipients")
        recipients = listed if isinstance(listed, list) else []
        wrong = (
            (200, not blocks or not all(block.get("sender") for block in blocks)),
            (201, not all(str(block.get("text", "")).strip() for block in blocks)),
            (202, not recipients),
            (405, len(recipients) > RECIPIENTS_LIMIT),
            (413, any(segments(str(block.get("text"))) > SEGMENTS_LIMIT for block in blocks)),
            (409, not _ttl_fits(told.get("viber"))),
            (303, not _is_moment(told.get("start_time"))),
            (203, self.operator.balance <= 0),
        )
        for code, is_wrong in wrong:
            if is_wrong:
                raise TurboError(code)
        return recipients

    def _items(self, told: Reply, recipients: list[Any]) -> list[Reply]:
        seen: set[str] = set()
        items = []
        for recipient in recipients:
            number = _digits(recipient)
            items.append(self._item(told, str(recipient), number, number in seen))
            seen.add(number)
        return items

    def _item(self, told: Reply, shown: str, number: str, repeated: bool) -> Reply:
        code = 407 if repeated else self._why_not(number)
        message_id = None
        if code == 0:
            message_id = str(uuid.uuid4())
            channel = "viber" if isinstance(told.get("viber"), dict) else "sms"
            block = told[channel]
            args = (message_id, number, str(block["sender"]), str(block["text"]), channel)
            self.operator.accept(GATEWAY, *args)
        return {
            "phone": shown,
            "response_code": code,
            "message_id": message_id,
            "response_status": NAMES[code],
        }

    def _why_not(self, number: str) -> int:
        """Return 0 if the number can be written to, else the code of its refusal."""
        if not 10 <= len(number) <= 15:
            return 305
        if not number.startswith("380"):
            return 406
        return 404 if self.operator.outcomes.get(number) == "forbidden" else 0

    def status(self, told: Reply) -> Reply:
        """Tell how far messages are."""
        ids = told.get("messages")
        if not isinstance(ids, list) or not ids:
            raise TurboError(104)
        return reply(0, [self._status_of(str(one)) for one in ids])

    def _status_of(self, message_id: str) -> Reply:
        sms = self.operator.find(GATEWAY, message_id)
        if sms is None:
            return {"message_id": message_id, "response_code": 414, "response_status": NAMES[414]}
        return self._state(sms)

    def _state(self, sms: Sms) -> Reply:
        now = self.operator.clock.now()
        return {
            "message_id": sms.id,
            "response_code": 0,
            "response_status": "OK",
            "recipient": sms.number,
            "sent": _moment(sms.accepted_at),
            "updated": _moment(sms.changed_at(now)),
            "status": STATUS[sms.state(now)],
            "type": sms.channel,
        }


def _moment(at: datetime) -> str:
    return at.astimezone(KYIV).strftime("%Y-%m-%d %H:%M:%S")


def _ttl_fits(viber: Any) -> bool:
    ttl = viber.get("ttl", TTL[0]) if isinstance(viber, dict) else TTL[0]
    return isinstance(ttl, int) and ttl in TTL


def _is_moment(told: Any) -> bool:
    return told is None or bool(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?", str(told)))
