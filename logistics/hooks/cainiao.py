"""Cainiao's door: one address for all its messages, proven over the very bytes that were signed.

The sender signs the content and nothing else, neither moment nor number: so a message that is sent again,
under whatever number, must change nothing. It does not: an event that is known is passed by.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kernel.errors import Refusal
from kernel.inbox.accept import LONGEST_ID, accept
from logistics.clients.cainiao.mapper import STATUS, TRACE
from logistics.clients.cainiao.signing import is_signed

SOURCE = "cainiao"
UNDERSTOOD = frozenset({TRACE, STATUS})
BODY_LIMIT = 256_000
CHARSETS = {"gbk": "gb18030", "gb2312": "gb18030", "gb18030": "gb18030"}
log = structlog.get_logger(__name__)


class Refused(Exception):
    """The message is not taken; the text is Cainiao's own code for why."""


@csrf_exempt
@require_POST
def push(request: HttpRequest) -> HttpResponse:
    """Keep one message and say yes; a forged one is refused with S02 and nothing is stored."""
    content = b""
    try:
        fields = read_form(request)
        content = fields.get("logistics_interface", b"")
        partner = _who(fields, content)
        _keep(request, fields, content, partner)
    except Refused as refused:
        return _answer(content, str(refused))
    except Refusal:
        return _answer(content, "S01")
    return _answer(content, "")


def read_form(request: HttpRequest) -> dict[str, bytes]:
    """Return the fields as bytes, for what is signed is bytes. Raises Refused for what is no form."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_LIMIT:
        raise Refused("S12")
    fields: dict[str, bytes] = {}
    for pair in request.body.split(b"&"):
        name, _is, value = pair.partition(b"=")
        known = name.decode("latin-1")
        if known in fields:
            raise Refused("S12")
        fields[known] = unquote_to_bytes(value.replace(b"+", b" "))
    return fields


def _who(fields: Mapping[str, bytes], content: bytes) -> str:
    """Return as whom we are spoken to, once that is proven. Older senders name it in another field."""
    told = fields.get("partner_code") or fields.get("logistic_provider_id") or b""
    partner = told.decode("utf-8", "replace")
    secret = settings.PARTNER_SECRETS.get(partner, "")
    digest = fields.get("data_digest", b"").decode("latin-1")
    if not content:
        raise Refused("S12")
    if not is_signed(content, digest, secret):
        log.warning("cainiao.forged", known=bool(secret))
        raise Refused("S02" if secret else "S03")
    return partner


def _keep(request: HttpRequest, fields: Mapping[str, bytes], content: bytes, partner: str) -> None:
    """Store the message in one statement: under its number, else under what it says."""
    kind, number = (fields.get(name, b"").decode("latin-1") for name in ("msg_type", "msg_id"))
    if kind not in UNDERSTOOD:
        raise Refused("S04")
    text = _text(request, content)
    told = f"{partner}:{kind}:{number}"
    by_number = number and len(told) <= LONGEST_ID and told.isprintable()
    digest = hashlib.sha256(b"\0".join([partner.encode(), kind.encode(), content])).hexdigest()
    body = {"partner_code": partner, "msg_type": kind, "msg_id": number[:60], "content": text}
    accept(source=SOURCE, event_id=told if by_number else digest, body=body, at=timezone.now())


def _text(request: HttpRequest, content: bytes) -> str:
    """Return the content in the charset that the message names, UTF-8 if it names none that is known."""
    _kind, _sign, charset = request.headers.get("Content-Type", "").lower().partition("charset=")
    try:
        return content.decode(CHARSETS.get(charset.strip(' "'), "utf-8"))
    except UnicodeDecodeError:
        raise Refused("S01") from None


def _answer(content: bytes, code: str) -> HttpResponse:
    """Answer in the sender's form, always under 200: any other status would have it tried again."""
    if content.lstrip().startswith(b"<"):
        said = "false" if code else "true"
        text = (
            "<responses><responseItems><response>"
            f"<success>{said}</success><reason>{code}</reason>"
            "</response></responseItems></responses>"
        )
        return HttpResponse(text, content_type="text/xml; charset=utf-8")
    told: dict[str, Any] = {"success": not code, "errorCode": code, "errorMsg": ""}
    return HttpResponse(json.dumps(told), content_type="application/json")
