"""The gateway's envelope: what is signed how, and its answers in each of their ways."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.sax.saxutils import escape

from aiohttp import web

WORDS = {
    "S01": "illegal message format",
    "S02": "illegal digest signature",
    "S03": "illegal logistic provider",
    "S04": "illegal message type",
    "S05": "illegal message content",
    "S06": "network timeout",
    "S07": "system error",
    "S08": "http status is not 200",
    "S09": "empty response",
    "S12": "illegal request parameters",
    "S13": "business service exception",
    "S14": "flow control",
    "S20": "business validation failed",
    "B0005": "order does not exist",
    "B0006": "order is closed",
    "B0100": "the state of the order does not allow this",
    "B0102": "the order has left the warehouse already",
    "B0200": "order already exists",
    "B2000": "parcel does not exist",
}


class Failure(Exception):
    """The gateway says no, with a code; ``data`` goes along."""

    def __init__(self, code: str, words: str = "", **data: Any) -> None:
        super().__init__(code)
        self.code, self.words, self.data = code, words or WORDS.get(code, ""), data


@dataclass(frozen=True, slots=True)
class Asked:
    """One message as it came: its fields, and the bytes that were signed."""

    fields: Mapping[str, str]
    content: bytes

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")

    @property
    def operation(self) -> str:
        """Which message it is."""
        return self["msg_type"]


def read_form(body: bytes) -> Asked:
    """Read a form by hand, for the content is signed byte for byte."""
    fields: dict[str, bytes] = {}
    for pair in body.split(b"&"):
        name, _is, value = pair.partition(b"=")
        fields[name.decode("latin-1")] = unquote_to_bytes(value.replace(b"+", b" "))
    told = {name: value.decode("utf-8", "replace") for name, value in fields.items()}
    return Asked(told, fields.get("logistics_interface", b""))


def digest(content: bytes, secret: str, *, of_hex: bool = False) -> str:
    """Return the signature; ``of_hex`` is the mistake that many make."""
    md5 = hashlib.md5(content + secret.encode(), usedforsecurity=False)
    return base64.b64encode(md5.hexdigest().encode() if of_hex else md5.digest()).decode()


def is_signed(asked: Asked, secret: str) -> bool:
    """Tell whether the message bears the right signature."""
    return hmac.compare_digest(
        digest(asked.content, secret).encode(), asked["data_digest"].encode()
    )


@dataclass(slots=True)
class Answer:
    """A yes or no, and the form it is told in: text, bool, xml, wms."""

    ok: bool
    code: str = ""
    words: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    form: str = "text"

    def rendered(self) -> web.Response:
        """Return it as it goes over the wire, always under HTTP 200."""
        if self.form == "xml":
            return _xml(
                "<responses><responseItems><response>"
                f"<success>{_word(self.ok)}</success><reason>{escape(self.code)}</reason>"
                f"<reasonDesc>{escape(self.words)}</reasonDesc>{_data(self.data)}"
                "</response></responseItems></responses>"
            )
        if self.form == "wms":
            flag = "success" if self.ok else "failure"
            return _xml(
                f"<response><flag>{flag}</flag><code>{escape(self.code)}</code>"
                f"<message>{escape(self.words)}</message></response>"
            )
        success: Any = self.ok if self.form == "bool" else _word(self.ok)
        told = {"success": success, "errorCode": self.code, "errorMsg": self.words}
        return web.json_response(
            told | ({"data": dict(self.data)} if self.data else {}),
            dumps=lambda value: json.dumps(value, ensure_ascii=False),
        )


def _word(ok: bool) -> str:
    return "true" if ok else "false"


def _data(data: Mapping[str, Any]) -> str:
    """Return the plain values of what goes along; lists as repeated elements."""
    return f"<data>{_elements(data)}</data>" if data else ""


def _elements(value: Any) -> str:
    if isinstance(value, Mapping):
        return "".join(f"<{name}>{_elements(one)}</{name}>" for name, one in value.items())
    if isinstance(value, list):
        return "".join(f"<traceDetail>{_elements(one)}</traceDetail>" for one in value)
    return escape(str(value))


def _xml(text: str) -> web.Response:
    return web.Response(
        text=f'<?xml version="1.0" encoding="UTF-8"?>{text}', content_type="text/xml"
    )
