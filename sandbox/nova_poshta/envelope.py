"""The envelope around everything: HTTP 200 for failures too, errors in pairs of words and code."""

import json
from typing import Any

from aiohttp import web

# "Cannot be read", which is said of whole requests too, is our guess; the reference has no code for those.
UNREADABLE = "20000100014"
KEY_INVALID, KEY_EMPTY, KEY_EXPIRED = "20000200068", "20000200069", "20000201204"
TOO_MANY = "20001401153"
NO_DOCUMENTS, BAD_NUMBER = "20001401155", "20001401442"
NOT_DELETED = "20000201173"
WORDS: dict[str, str] = {
    UNREADABLE: "Incorrect data",
    KEY_INVALID: "API key is invalid",
    KEY_EMPTY: "API key is not given",
    KEY_EXPIRED: "API key has expired",
    "20000100016": "Service unavailable",
    "20001701795": "Service temporarily unavailable",
    "20000400470": "Network error",
    "20000100008": "Unknown error, try again later",
    TOO_MANY: "More than 100 documents",
    NO_DOCUMENTS: "Documents is empty",
    BAD_NUMBER: "Document number is not correct",
    NOT_DELETED: "No document was marked deleted",
    "20000200153": "Document is in a register",
    "20000200099": "CargoType is not selected",
    "20000200104": "CityRecipient is not selected",
    "20000200107": "CitySender is not selected",
    "20000200118": "Cost is invalid",
    "20000200145": "DateTime is empty",
    "20000200150": "Description is empty",
    "20000200375": "Weight is invalid",
    "20000400456": "DateTime has an invalid format",
}

Reply = dict[str, Any]


class NpError(Exception):
    """A call is refused; ``codes`` say why."""

    def __init__(self, *codes: str) -> None:
        super().__init__(*codes)
        self.codes = codes


def success(data: list[Reply], warnings: list[Reply] | Reply | None = None) -> Reply:
    """Return the envelope of a call that succeeded; ``warnings`` may be a list or an object."""
    return _envelope(True, data, warnings=warnings or [])


def failure(*codes: str, words: str = "") -> Reply:
    """Return the envelope of a call that was refused."""
    errors = [words or WORDS.get(code, "Error") for code in codes]
    return _envelope(False, [], errors=errors, errorCodes=list(codes))


def rendered(reply: Reply) -> web.Response:
    """Return the answer on the wire: compact, every letter beyond ASCII escaped."""
    body = json.dumps(reply, separators=(",", ":")).encode()
    return web.Response(body=body, content_type="application/json")


def _envelope(succeeded: bool, data: list[Reply], **told: Any) -> Reply:
    lists = (
        "errors",
        "warnings",
        "info",
        "messageCodes",
        "errorCodes",
        "warningCodes",
        "infoCodes",
    )
    return {"success": succeeded, "data": data, **{name: told.get(name, []) for name in lists}}
