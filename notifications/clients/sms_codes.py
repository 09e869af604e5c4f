"""The numbers by which SMS gateways refuse, with HTTP 200, and what they mean to us."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from notifications.rules.outcomes import Blame, Outcome
from notifications.states import Result


class Meaning(NamedTuple):
    """What one number of a gateway means."""

    result: Result
    blame: Blame
    code: str


def _table(result: Result, blame: Blame, code: str, *numbers: int) -> dict[int, Meaning]:
    return {number: Meaning(result, blame, code) for number in numbers}


SMSC: Mapping[int, Meaning] = {
    **_table(Result.LATER, Blame.CHANNEL, "gateway_refuses_us", 2, 4),
    **_table(Result.LATER, Blame.CHANNEL, "gateway_unpaid", 3),
    **_table(Result.REFUSED, Blame.MESSAGE, "bad_request", 1, 5),
    **_table(Result.REFUSED, Blame.MESSAGE, "text_refused", 6),
    **_table(Result.REFUSED, Blame.ADDRESS, "bad_number", 7, 8),
    **_table(Result.LATER, Blame.NOBODY, "too_soon", 9),
}
SMSC_DUPLICATE = 9

TURBOSMS: Mapping[int, Meaning] = {
    **_table(Result.LATER, Blame.CHANNEL, "gateway_refuses_us", 103, 105, 106, 301),
    **_table(Result.LATER, Blame.CHANNEL, "sender_refused", 200, 302, 400, 401),
    **_table(Result.LATER, Blame.CHANNEL, "gateway_unpaid", 203),
    **_table(Result.REFUSED, Blame.MESSAGE, "bad_request", 104, 202, 300, 303, 306, 405, 409),
    **_table(Result.REFUSED, Blame.MESSAGE, "text_refused", 201, 304, 412, 413),
    **_table(Result.REFUSED, Blame.ADDRESS, "bad_number", 305, 406),
    **_table(Result.REFUSED, Blame.ADDRESS, "stop_list", 404),
    **_table(Result.LATER, Blame.NOBODY, "gateway_failed", 500, 502, 503, 504, 999),
}
TURBOSMS_ACCEPTED = frozenset({0, 800, 801})
TURBOSMS_PARTLY = frozenset({802, 803})
TURBOSMS_DUPLICATE = 507


def from_smsc(reply: Any, *, repeat: bool) -> Outcome:
    """Return what smsc.ru answered to a sending. After a silence, "duplicate" says that it has it."""
    if isinstance(reply, dict) and "error_code" in reply:
        number, words = _number(reply["error_code"]), str(reply.get("error", ""))
        if number == SMSC_DUPLICATE and repeat:
            return Outcome(Result.DONE, reference=str(reply.get("id", "")))
        return _meant(SMSC, "smsc", number, words)
    if isinstance(reply, dict) and "id" in reply and "cnt" in reply:
        return Outcome(Result.DONE, reference=str(reply["id"]))
    return Outcome(Result.UNKNOWN, "bad_reply", "a reply without an id and without an error")


def from_turbosms(reply: Any) -> Outcome:
    """Return what TurboSMS answered to a sending to one number."""
    if not isinstance(reply, dict) or "response_code" not in reply:
        return Outcome(Result.UNKNOWN, "bad_reply", "a reply without a code")
    number = _number(reply["response_code"])
    items = reply.get("response_result")
    item = items[0] if isinstance(items, list) and items and isinstance(items[0], dict) else {}
    if number in TURBOSMS_PARTLY or number == TURBOSMS_DUPLICATE:
        number = _number(item.get("response_code", number))
    if number in TURBOSMS_ACCEPTED or number == TURBOSMS_DUPLICATE:
        return Outcome(Result.DONE, reference=str(item.get("message_id") or ""))
    return _meant(TURBOSMS, "turbosms", number, str(reply.get("response_status", "")))


def _meant(table: Mapping[int, Meaning], gateway: str, number: int, words: str) -> Outcome:
    """Return our word for a number; one we do not know is kept as it is, and nothing is assumed."""
    detail = f"{gateway} {number} {words}"
    if number not in table:
        return Outcome(Result.UNKNOWN, f"{gateway}_{number}", detail)
    meaning = table[number]
    return Outcome(meaning.result, meaning.code, detail, blame=meaning.blame)


def _number(told: Any) -> int:
    return int(told) if str(told).lstrip("-").isdigit() else -1
