"""Shops connected to Cainiao or to a trade partner, and messages that these sign."""

import json
import time
from datetime import UTC, datetime
from urllib.parse import urlencode

from logistics.clients.cainiao.signing import digest_of
from logistics.clients.trade_partner.signing import signature_of
from logistics.models import Link
from orders.services.channels import take_from_partner_only
from sellers.models import Shop
from tests.factories.sellers import ShopFactory

CHANNEL = "aliexpress"
CODE, SECRET = "RES_DEMO_0001", "cn-demo-secret-01"
TRADE, TRADE_SECRET = "TP_DEMO", "tp-demo-secret-01"
SECRETS = {CODE: SECRET, TRADE: TRADE_SECRET}
MADE = datetime(2026, 2, 1, tzinfo=UTC)
LP = "LP00700000000017"


def cainiao_link(shop: Shop | None = None) -> Link:
    """Return a shop's channel that speaks with Cainiao itself."""
    shop = shop or ShopFactory()
    return Link.everything.create(
        shop=shop, channel_id=CHANNEL, model="seller", partner_code=CODE, made_at=MADE
    )


def trade_link(shop: Shop | None = None, endpoint: str = "https://trade.example/in") -> Link:
    """Return a shop's channel whose orders come from a trade partner."""
    shop = shop or ShopFactory()
    link = Link.everything.create(
        shop=shop,
        channel_id=CHANNEL,
        model="partner",
        partner_code=TRADE,
        partner_name="Trade",
        endpoint=endpoint,
        made_at=MADE,
    )
    take_from_partner_only(CHANNEL, shop.pk, only=True)
    return link


def trace(number: str = LP, code: str = "GTMS_DO_DEPART", **more: str) -> str:
    """Return the content of one push."""
    detail = {"actionCode": code, "time": "2026-02-05 15:20:30", "timeZone": "+3", **more}
    told = {"mailNo": number, "traceDetail": {k: v for k, v in detail.items() if v}}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def pushed(content: str, *, secret: str = SECRET, charset: str = "utf-8", **fields: str) -> bytes:
    """Return the body of one push, signed."""
    raw = content.encode(charset)
    form = {
        "msg_type": "TRACEPUSH",
        "msg_id": "1332806004202211161410",
        "from_code": "CNCTP",
        "partner_code": CODE,
        "data_digest": digest_of(raw, secret),
        "logistics_interface": raw,
        **fields,
    }
    return urlencode({k: v for k, v in form.items() if v}).encode()


FORM = "application/x-www-form-urlencoded; charset=UTF-8"


def push(client, body: bytes, content_type: str = FORM):
    """Push as Cainiao does; return the answer."""
    return client.post("/hooks/cainiao/", body, content_type=content_type)


def trade(client, room: str, told: object, *, key: str = "key-1", at: int = 0, secret: str = ""):
    """Tell as a trade partner does; return the answer."""
    path, body = f"/hooks/trade-partner/{room}/", json.dumps(told).encode()
    moment = str(at or int(time.time()))
    signature = signature_of(secret or TRADE_SECRET, at=moment, path=path, key=key, body=body)
    return client.post(
        path,
        body,
        content_type="application/json",
        headers={
            "Otgruz-Partner": TRADE,
            "Otgruz-Timestamp": moment,
            "Otgruz-Signature": signature,
            "Idempotency-Key": key,
        },
    )
