"""What trade partners are told: JSON, signed, a repeat under the same key (docs/trade-partner.md)."""

import json
import time
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from kernel.remote import Answer, BadAnswer, Call, Done, Partner, Refused, Reply, Request
from logistics.clients.recipients import Acts, told_by
from logistics.clients.trade_partner.signing import signature_of
from logistics.states import Recipient

TRADE_PARTNER = Partner(
    "trade_partner", "Trade partners", secrets=lambda: settings.PARTNER_SECRETS.values()
)
UNDERSTOOD = frozenset({200, 201, 202, 400, 404, 409, 410, 413, 415, 422})
KEPT_HERE = frozenset({"partner_code", "endpoint", "link"})


def request(call: Call, room: str) -> Request:
    """Return one signed request. Raises LookupError while nobody has told the secret."""
    partner = str(call.payload["partner_code"])
    secret = settings.PARTNER_SECRETS.get(partner)
    if not secret:
        raise LookupError(f"There is no secret for {partner} in PARTNER_SECRETS.")
    url = f"{str(call.payload['endpoint']).rstrip('/')}/{room}"
    told = {name: value for name, value in call.payload.items() if name not in KEPT_HERE}
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    at = str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "Otgruz-Partner": partner,
        "Otgruz-Timestamp": at,
        "Idempotency-Key": call.key,
        "Otgruz-Signature": signature_of(
            secret, at=at, path=urlsplit(url).path, key=call.key, body=body
        ),
    }
    return Request("POST", url, headers, body)


def write_dispatch(call: Call) -> Request:
    """Say that a parcel was scanned out (R-002-05)."""
    return request(call, "dispatch-notices")


def write_events(call: Call) -> Request:
    """Pass on what a carrier told (R-002-51)."""
    return request(call, "tracking-events")


def write_cancellation(call: Call) -> Request:
    """Say that an order was cancelled, whoever asked for it (R-002-36)."""
    return request(call, "cancellations")


def write_pickup(call: Call) -> Request:
    """Ask for a truck."""
    return request(call, "pickups")


def read(reply: Reply, call: Call) -> Answer:
    """Read a yes of any kind, or a no as RFC 9457 words it."""
    if 200 <= reply.status < 300:
        told = _object(reply) if reply.body else {}
        return Done({"number": str(told.get("number", ""))[:80]})
    told = _object(reply)
    code = told.get("code") or told.get("type") or f"http_{reply.status}"
    words = told.get("detail") or told.get("title") or ""
    return Refused(str(code)[:60], str(words))


def _object(reply: Reply) -> dict[str, Any]:
    told = reply.json()
    if not isinstance(told, dict):
        raise BadAnswer("no object")
    return told


DISPATCH = TRADE_PARTNER.act(
    "dispatch", write=write_dispatch, read=read, honours_key=True, reads=UNDERSTOOD
)
PICKUP = TRADE_PARTNER.act(
    "pickup", write=write_pickup, read=read, honours_key=True, reads=UNDERSTOOD
)
EVENTS = TRADE_PARTNER.act(
    "events", write=write_events, read=read, honours_key=True, reads=UNDERSTOOD
)
CANCEL = TRADE_PARTNER.act(
    "cancel", write=write_cancellation, read=read, honours_key=True, reads=UNDERSTOOD
)
told_by(Recipient.PARTNER, Acts(notice=DISPATCH))
