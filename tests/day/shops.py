"""The shops' side of the day: orders told by REST, accepted, agreed; and buyers who change their minds."""

import random
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import httpx

from tests.day.ground import Ground, Seller
from tests.day.tally import Tally

AT_ONCE = 100
LINES = ([1] * 6) + ([2] * 3) + [3]
PIECES = ([1] * 8) + [2, 3]


class Shops:
    """All shops, by their tokens. ``wanted`` is what each order has: by order, pieces by SKU."""

    def __init__(self, url: str, ground: Ground, chance: random.Random, tally: Tally) -> None:
        self.ground, self.chance, self.tally = ground, chance, tally
        self.wanted: dict[str, dict[str, int]] = {}
        self.cancelled: set[str] = set()
        self._lock = threading.Lock()
        self._doors = {
            seller.id: httpx.Client(
                base_url=f"{url}/api/v1",
                headers={"Authorization": f"Bearer {seller.token}"},
                timeout=60,
            )
            for seller in ground.sellers
        }
        self._shop_of: dict[str, int] = {}
        self._names = {sku: name for name, sku in ground.names.items()}

    def place(self, number: int, *, paid_at: datetime) -> list[str]:
        """Tell so many orders, accept and agree them; return their ids."""
        made: list[str] = []
        share, more = divmod(number, len(self.ground.sellers))
        for at, seller in enumerate(self.ground.sellers):
            left = share + (at < more)
            while left > 0:
                made += self._tell(seller, min(left, AT_ONCE), paid_at)
                left -= AT_ONCE
        self._agree(made)
        return made

    def cancel(self, order_id: str) -> bool:
        """Have the buyer of an order change their mind; tell whether it was not too late."""
        body = {"reason": "buyer_request"}
        answer = self._ask(self._shop_of[order_id], f"/orders/{order_id}/cancel/", body)
        self.tally.add(f"cancelling: {'done' if answer.is_success else 'too late'}")
        if answer.is_success:
            with self._lock:
                self.cancelled.add(order_id)
        return answer.is_success

    def close(self) -> None:
        """Close their connections."""
        for door in self._doors.values():
            door.close()

    def _tell(self, seller: Seller, number: int, paid_at: datetime) -> list[str]:
        told = [self._order(seller, paid_at) for _ in range(number)]
        key = {"Idempotency-Key": f"day-{self.chance.getrandbits(80):x}"}
        body = {"channel": "native", "orders": told}
        answer = self._ask(seller.id, "/orders/bulk/", body, key).raise_for_status().json()
        ids = [one["order_id"] for one in answer["results"]]
        for order_id, order in zip(ids, told, strict=True):
            self._shop_of[order_id] = seller.id
            self.wanted[order_id] = {line["sku"]: line["quantity"] for line in order["lines"]}
        return ids

    def _order(self, seller: Seller, paid_at: datetime) -> dict[str, Any]:
        goods = self.chance.sample(sorted(seller.goods), self.chance.choice(LINES))
        moment = paid_at.isoformat()
        return {
            "external_id": f"DAY-{self.chance.getrandbits(60):x}",
            "placed_at": moment,
            "paid_at": moment,
            "currency": "UAH",
            "lines": [
                {
                    "sku": sku,
                    "name": self._names[sku],
                    "quantity": self.chance.choice(PIECES),
                    "unit_price_minor": 25_000,
                }
                for sku in goods
            ],
            "buyer": {"name": "Тарас Шевчук", "phone": "+380671234567"},
            "delivery": {"method": "carrier_point", "city": "Київ", "point_code": "12"},
        }

    def _agree(self, ids: Iterable[str]) -> None:
        """Accept orders and agree them with their buyers, several shops' people at once."""

        def one(order_id: str) -> None:
            shop = self._shop_of[order_id]
            self._ask(shop, f"/orders/{order_id}/open/", {})
            body = {"availability_checked": True}
            answer = self._ask(shop, f"/orders/{order_id}/confirm/", body)
            if not answer.is_success:
                self.tally.add(f"not agreed: {answer.json().get('code')}")

        with ThreadPoolExecutor(4) as people:
            list(people.map(one, ids))

    def _ask(
        self, shop: int, path: str, body: dict[str, Any], headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """Ask until the server answers: it may be killed at any moment."""
        for _ in range(120):
            try:
                answer = self._doors[shop].post(path, json=body, headers=headers)
            except httpx.TransportError:
                self.tally.add("shops: nobody answered")
            else:
                if answer.status_code < 500:
                    return answer
                self.tally.add(f"shops: answered {answer.status_code}")
            time.sleep(0.5)
        raise TimeoutError(path)
