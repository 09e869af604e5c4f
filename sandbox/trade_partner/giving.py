"""What a trade partner gives us: paid orders with labels, labels that come later, cancellations, the road."""

import json
import time
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp

from sandbox.cainiao.label import label_of
from sandbox.trade_partner.signing import signed_headers

if TYPE_CHECKING:
    from sandbox.world import World

PATIENCE = 15.0
USUAL = "TP_DEMO"


class Giving:
    """The hand that gives; ``url`` is where to, on this machine only."""

    def __init__(self, world: "World", secrets: dict[str, str], url: str) -> None:
        self._world, self._secrets = world, secrets
        self._url = ""
        self.url = url
        self.orders: dict[str, dict[str, Any]] = {}
        self._session: aiohttp.ClientSession | None = None

    @property
    def url(self) -> str:
        """Return where to."""
        return self._url

    @url.setter
    def url(self, told: str) -> None:
        if told and urlsplit(told).hostname not in ("127.0.0.1", "localhost", "::1"):
            raise ValueError("what is given goes to this machine only")
        self._url = told.rstrip("/")

    async def order(self, told: dict[str, Any]) -> dict[str, Any]:
        """Hand over a paid order; ``with_label`` false leaves the label out. Returns what was answered."""
        number = str(told.get("external_id") or f"TP-{len(self.orders) + 1001}")
        tracking = f"RS{len(self.orders) + 1:09d}CN"
        partner = str(told.get("partner") or USUAL)
        body: dict[str, Any] = {"order": self._order(number, told)}
        has_label = told.get("with_label", True) is not False
        if has_label:
            body |= _label(number, tracking)
        answer = await self.post("orders", body, partner=partner, key=str(told.get("key", "")))
        self.orders[number] = {
            "external_id": number,
            "tracking": tracking,
            "partner": partner,
            "has_label": has_label,
            "is_cancelled": False,
            "answer": answer,
        }
        self._world.effects.record("trade_partner", "order.given", number, status=answer["status"])
        return self.orders[number]

    async def label(self, number: str) -> dict[str, Any]:
        """Hand over the label of an order that went without."""
        known = self._known(number)
        body = {"external_id": number, **_label(number, known["tracking"])}
        known["answer"] = await self.post("labels", body, partner=known["partner"])
        known["has_label"] = known["answer"]["status"] == 200
        self._world.effects.record("trade_partner", "label.given", number)
        return known

    async def cancellation(self, number: str) -> dict[str, Any]:
        """Ask for an order to be cancelled, as its buyer wishes."""
        known = self._known(number)
        body = {"external_id": number}
        known["answer"] = await self.post("cancellations", body, partner=known["partner"])
        known["is_cancelled"] = known["answer"]["status"] == 200
        self._world.effects.record("trade_partner", "cancellation.asked", number)
        return known

    async def tracking(self, told: dict[str, Any]) -> dict[str, Any]:
        """Tell what happened to a parcel."""
        known = self._known(str(told["external_id"]))
        event = {"kind": str(told["kind"]), "at": self._world.clock.now().isoformat()}
        event |= {name: str(told[name]) for name in ("text", "reason", "place") if told.get(name)}
        body = {"tracking_number": known["tracking"], "events": [event]}
        return await self.post("tracking", body, partner=known["partner"])

    async def post(
        self, room: str, told: dict[str, Any], *, partner: str = USUAL, key: str = ""
    ) -> dict[str, Any]:
        """Post one signed message; return the status and the body of the answer."""
        if not self._url:
            raise ValueError("nobody has said where to: set push_url")
        url, body = f"{self._url}/{room}/", json.dumps(told, ensure_ascii=False).encode()
        heads = signed_headers(
            partner,
            self._secrets.get(partner, ""),
            at=int(time.time()),
            path=urlsplit(url).path,
            key=key or uuid.uuid4().hex,
            body=body,
        )
        if self._session is None:
            self._session = aiohttp.ClientSession(trust_env=False)
        patience = aiohttp.ClientTimeout(total=PATIENCE)
        try:
            async with self._session.post(url, data=body, headers=heads, timeout=patience) as reply:
                return {"status": reply.status, "told": await reply.json(content_type=None)}
        except (aiohttp.ClientError, TimeoutError, ValueError) as trouble:
            raise ValueError(f"no answer from {url}: {type(trouble).__name__}") from None

    def _order(self, number: str, told: dict[str, Any]) -> dict[str, Any]:
        now = self._world.clock.now()
        sku = str(told.get("sku") or "KETTLE-1")
        return {
            "external_id": number,
            "placed_at": (now - timedelta(minutes=10)).isoformat(),
            "paid_at": (now - timedelta(minutes=5)).isoformat(),
            "currency": str(told.get("currency") or "RUB"),
            "lines": [{"sku": sku, "name": sku, "quantity": 1, "unit_price_minor": 199_00}],
            "buyer": {"name": "Анна Петрова", "phone": "+79161234567", "language": "ru"},
            "delivery": {
                "method": "carrier_door",
                "country": "RU",
                "city": "Москва",
                "address": "Тверская ул., 1",
                "postcode": "125009",
            },
        }

    def _known(self, number: str) -> dict[str, Any]:
        if number not in self.orders:
            raise ValueError(f"no order {number} was given")
        return self.orders[number]

    async def stop(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def _label(number: str, tracking: str) -> dict[str, Any]:
    return {
        "tracking_number": tracking,
        "label": {"media_type": "application/pdf", "content": label_of(tracking, "")},
    }
