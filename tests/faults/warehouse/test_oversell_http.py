"""Many buyers and few pieces over HTTP: exactly what is there is held, whoever comes at once (R-003-04).

A round is an offer of which there are few pieces and 64 buyers, each with a connection, who order at the same
moment; processes of their own serve them, and then four deliver what was ordered, all wanting the same.
``OTGRUZ_ROUNDS`` says how many are played; 1,000 of them make the promise of the issue.
"""

import contextlib
import http.client
import json
import os
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db.models import Sum

from kernel.ids import new_id
from kernel.invariants import check
from kernel.outbox import registry
from kernel.outbox.models import Delivery
from kernel.scope import PLATFORM
from orders.events import OrdersArrived
from tests.factories.sellers import OfferFactory, TokenFactory, bearer
from tests.factories.warehouse import CellFactory, shop_in_storage, stock, warehouse_of
from tests.faults.warehouse.test_oversell import without_protection
from tests.serving import deliverers, site
from warehouse.models import Reservation, Shortage
from warehouse.public import INVARIANTS
from warehouse.selectors.stock_faults import stock_faults

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
BUYERS = 64
ROUNDS = int(os.environ.get("OTGRUZ_ROUNDS", "5"))
RESERVE = "warehouse.subscribers.reserve"
PATIENCE = 300.0  # seconds without any progress that end a wait: many of them share a processor


@pytest.fixture(autouse=True)
def _nobody_is_slowed(settings, monkeypatch):
    """Neither the buyers, nor the warehouse by those who tell of it: that is most of the work."""
    settings.API_RATE_PER_MINUTE = 1_000_000
    only = {RESERVE: registry._handlers[OrdersArrived.topic][RESERVE]}
    monkeypatch.setattr(registry, "_handlers", {OrdersArrived.topic: only})


def few_pieces(number):
    """Return of how many pieces a round is: one to sixty-three."""
    return 1 + number * 7 % (BUYERS - 1)


def offers_of(shop, rounds):
    cell = CellFactory(warehouse=warehouse_of(shop))
    offers = OfferFactory.create_batch(rounds, shop=shop)
    for number, offer in enumerate(offers):
        stock(offer, cell, few_pieces(number))
    return offers


def buy(shop, offers):
    """Let every buyer order one piece of each offer, offer by offer, all at the same moment."""
    gate = threading.Barrier(BUYERS, timeout=PATIENCE)
    headers = {"Content-Type": "application/json", **bearer(TokenFactory(shop=shop))}

    def buyer(port):
        statuses = Counter()
        with contextlib.closing(
            http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        ) as line:
            for offer in offers:
                gate.wait()
                key = {"Idempotency-Key": str(new_id())}
                line.request("POST", "/api/v1/orders/", _order(offer), {**headers, **key})
                answer = line.getresponse()
                answer.read()
                statuses[answer.status] += 1
        return statuses

    with site() as port, ThreadPoolExecutor(BUYERS) as pool:
        told = [pool.submit(buyer, port) for _ in range(BUYERS)]
    with deliverers(4):
        _until_all_is_delivered()
    return sum((one.result() for one in told), Counter())


def _until_all_is_delivered():
    seen, stop = None, time.monotonic() + PATIENCE
    pending = Delivery.objects.filter(state="pending").order_by("next_try_at", "id")
    while oldest := pending.values_list("id").first():
        if oldest != seen:
            seen, stop = oldest, time.monotonic() + PATIENCE
        assert time.monotonic() < stop, f"fact {oldest} is not delivered"
        time.sleep(0.1)


def held():
    """Return how many pieces orders hold of each offer."""
    rows = Reservation.objects.of(PLATFORM).values_list("balance__offer").annotate(Sum("quantity"))
    return dict(rows)


def test_of_64_buyers_at_once_exactly_as_many_hold_a_piece_as_there_are():
    """R-003-04: whoever comes too late waits for goods; never is a piece sold twice."""
    shop = shop_in_storage()
    offers = offers_of(shop, ROUNDS)
    assert buy(shop, offers) == {201: BUYERS * ROUNDS}
    there = {offer.pk: few_pieces(number) for number, offer in enumerate(offers)}
    assert held() == there
    lacking = dict(Shortage.everything.values_list("offer").annotate(Sum("quantity")))
    assert lacking == {pk: BUYERS - pieces for pk, pieces in there.items()}
    assert stock_faults(warehouse_of(shop).pk)[1] == []
    assert [(one.invariant.name, one.rows) for one in check(INVARIANTS) if one.count] == []


def test_control_without_lock_and_condition_the_same_buyers_are_sold_what_is_not_there(monkeypatch):
    """The protection off, the same rounds oversell."""
    shop = shop_in_storage()
    offers = offers_of(shop, max(3, ROUNDS // 50))
    with without_protection(monkeypatch):
        buy(shop, offers)
        sold, there = held(), {offer.pk: few_pieces(n) for n, offer in enumerate(offers)}
        too_many = {pk: sold[pk] - pieces for pk, pieces in there.items() if sold[pk] > pieces}
    assert too_many != {}


def _order(offer):
    return json.dumps(
        {
            "external_id": str(new_id()),
            "placed_at": "2026-02-03T16:00:00Z",
            "paid_at": "2026-02-03T16:00:00Z",
            "currency": "UAH",
            "lines": [
                {"sku": offer.sku, "name": offer.name, "quantity": 1, "unit_price_minor": 10_000}
            ],
            "buyer": {"name": "Іван Ґудзь", "phone": "+380671234567"},
            "delivery": {"method": "carrier_point", "city": "Київ", "point_code": "12"},
        }
    )
