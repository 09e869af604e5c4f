"""W2: stock held for orders, 16 clients, ten hot SKUs, durable, beside one conditional UPDATE and INSERT.

Each client is a process with a connection of its own. Ours is the use case as the subscriber calls it, an
order at a time: it takes the order up, reads its lines, holds the goods first to expire first, and says
whether all was there. The limit is the bare statement that takes a piece of a row and writes who took it,
through psycopg. A second line is of twenty orders a call. At the end nothing may be oversold or lost.
Run alone: ``python -m bench.stock``.
"""

import multiprocessing
import os
import time
from collections.abc import Callable
from statistics import median
from typing import Any
from uuid import UUID, uuid4

CLIENTS, SKUS, EACH, ROUNDS, BATCH = 16, 10, 120, 3, 20
WARM, AT_ONCE = 20, 1000
PLENTY = 1_000_000
Run = Callable[["Share"], None]


class Share:
    """What one client works on: its orders and the SKUs they want."""

    def __init__(self, place: int, orders: list[UUID], offers: list[int]) -> None:
        self.place, self.orders, self.offers = place, orders, offers


def main() -> list[dict[str, Any]]:
    """Measure in turns, prove the stock, and return one row for each line of W2 in the goals."""
    ground = _ground()
    _make_tables()
    singles, limits, batches = [], [], []
    for _ in range(ROUNDS):
        limits.append(_rate(_bare, _shares(ground, place_orders=False)))
        singles.append(_rate(_one_by_one, _shares(ground)))
        batches.append(_rate(_in_batches, _shares(ground)))
    faults = _faults(ground["warehouse"])
    limit = median(limits)
    return [
        _row("one order a call, 16 clients, 10 SKUs", median(singles), limit, 0.5),
        _row(f"{BATCH} orders a call", median(batches), limit, 1.0),
        {
            "workload": "W2",
            "name": "oversold, lost or unproven",
            "ops_per_s": faults,
            "limit_name": "what was promised",
            "limit_ops_per_s": 0,
            "ratio": 0.0,
            "goal": "none",
            "met": faults == 0,
        },
    ]


def _row(name: str, rate: float, limit: float, goal: float) -> dict[str, Any]:
    return {
        "workload": "W2",
        "name": name,
        "ops_per_s": round(rate, 1),
        "limit_name": "conditional UPDATE + INSERT, one statement, psycopg",
        "limit_ops_per_s": round(limit, 1),
        "ratio": round(rate / limit, 2),
        "goal": f">= {goal:.0%} of the limit",
        "met": rate / limit >= goal,
    }


def _ground() -> dict[str, Any]:
    """Return a shop in storage with plenty of ten SKUs, each on a shelf of its own."""
    from django.utils import timezone

    from sellers.models import Offer, Shop
    from warehouse.models import Cell, Storage, Warehouse
    from warehouse.services.booking import Booking, book

    key, now = uuid4().hex[:8], timezone.now()
    shop = Shop.objects.create(slug=f"bench-{key}", name="Bench")
    warehouse = Warehouse.objects.create(
        code=f"bench-{key}",
        name="Bench",
        country="UA",
        zone="Europe/Kyiv",
        calendar="warehouse",
        gs1_prefix="4829998",
    )
    Storage.everything.create(shop=shop, warehouse=warehouse, since=now)
    offers = [
        Offer.everything.create(
            shop=shop, sku=f"HOT-{n}", name=f"Hot {n}", price_minor=1, currency="UAH"
        )
        for n in range(SKUS)
    ]
    shelves = [
        Cell.objects.create(warehouse=warehouse, code=f"B-{n}", kind="shelf") for n in range(SKUS)
    ]
    book(
        [
            Booking(shop_id=shop.pk, offer_id=offer.pk, cell_id=cell.pk, delta=PLENTY)
            for offer, cell in zip(offers, shelves, strict=True)
        ],
        warehouse_id=warehouse.pk,
        kind="receipt",
        who="bench",
        at=now,
    )
    return {"shop": shop.pk, "warehouse": warehouse.pk, "offers": [offer.pk for offer in offers]}


def _shares(ground: dict[str, Any], *, place_orders: bool = True) -> list[Share]:
    """Return a share for each client: paid orders of one piece that nobody has taken up yet."""
    count = CLIENTS * (WARM + EACH)
    each = WARM + EACH
    orders = _place(ground["shop"], count) if place_orders else [uuid4() for _ in range(count)]
    parts = [orders[place * each : (place + 1) * each] for place in range(CLIENTS)]
    return [Share(place, part, ground["offers"]) for place, part in enumerate(parts)]


def _place(shop_id: int, count: int) -> list[UUID]:
    from django.utils import timezone

    from bench.intake import told
    from kernel.history import SYSTEM
    from kernel.outbox.silence import told_to_nobody
    from orders.rules.reading import read_order
    from orders.services.place_orders import place_orders

    drafts = []
    for number in range(count):
        place, one = divmod(number, WARM + EACH)
        sku = f"HOT-{(place + one) % SKUS}"  # as the limit does: not all of them at the same one
        line = {"sku": sku, "name": "Hot", "quantity": 1, "unit_price_minor": 1}
        drafts.append(read_order({**told(number), "lines": [line]}))
    placed = []
    with told_to_nobody():  # else a worker of the same database would be quicker than we
        for first in range(0, count, AT_ONCE):
            placed += place_orders(
                shop_id=shop_id,
                channel="api",
                drafts=drafts[first : first + AT_ONCE],
                actor=SYSTEM,
                now=timezone.now(),
            )
    return [verdict.order_id for verdict in placed if verdict.order_id is not None]


def _rate(run: Run, shares: list[Share]) -> float:
    """Return the orders a second that all clients hold together, each in a process of its own."""
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("fork")
    gate = context.Barrier(len(shares) + 1)
    clients = [context.Process(target=_client, args=(run, share, gate)) for share in shares]
    for client in clients:
        client.start()
    gate.wait(60)
    start = time.perf_counter()
    for client in clients:
        client.join()
    seconds = time.perf_counter() - start
    assert all(client.exitcode == 0 for client in clients), "a client of the benchmark broke"
    return CLIENTS * EACH / seconds


def _client(run: Run, share: Share, gate: Any) -> None:
    from django.db import connection

    from kernel.outbox import bell

    bell._send = _unheard  # sixteen deliverers, each with a bell of its own, are nobody's
    connection.ensure_connection()
    whole = share.orders
    share.orders = whole[:WARM]  # plans are made, and modules loaded
    run(share)
    share.orders = whole[WARM:]
    gate.wait(60)
    run(share)
    connection.close()
    os._exit(0)  # nothing of the parent is ours to put away


def _unheard(task: str) -> None:
    """Ring no bell: how fast a broker is, is measured elsewhere (W7)."""


def _one_by_one(share: Share) -> None:
    from django.utils import timezone

    from warehouse.services.reserving import reserve_orders

    for order_id in share.orders:
        assert reserve_orders([order_id], at=timezone.now()) == 1


def _in_batches(share: Share) -> None:
    from django.utils import timezone

    from warehouse.services.reserving import reserve_orders

    for first in range(0, len(share.orders), BATCH):
        some = share.orders[first : first + BATCH]
        assert reserve_orders(some, at=timezone.now()) == len(some)


def _bare(share: Share) -> None:
    """Take a piece and write who took it, in tables of the benchmark's own with the same guards."""
    from django.db import connection

    raw = connection.connection
    raw.autocommit = True
    for number, order_id in enumerate(share.orders):
        balance = (share.place + number) % SKUS + 1
        taken = raw.execute(_TAKE, [balance, order_id], prepare=True).fetchone()
        assert taken is not None


def _make_tables() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        cursor.execute(
            "insert into bench_balance select n, %s, 0 from generate_series(1, %s) n",
            [PLENTY, SKUS],
        )


def _faults(warehouse_id: int) -> int:
    from warehouse.selectors.stock_faults import stock_faults

    return len(stock_faults(warehouse_id)[1])


_TAKE = """
with taken as (
  update bench_balance set reserved = reserved + 1
  where id = %s and reserved + 1 <= on_hand returning id
)
insert into bench_reservation (order_id, balance_id, quantity, at)
select %s, id, 1, now() from taken returning id
"""
_TABLES = """
drop table if exists bench_reservation, bench_balance;
create table bench_balance (
  id bigint primary key, on_hand integer not null, reserved integer not null,
  check (reserved >= 0 and reserved <= on_hand)
);
create table bench_reservation (
  id bigint generated by default as identity primary key, order_id uuid not null,
  balance_id bigint not null references bench_balance, quantity integer not null,
  at timestamptz not null, unique (order_id, balance_id)
);
create index on bench_reservation (balance_id);
"""


if __name__ == "__main__":
    from bench.__main__ import main as run_all

    raise SystemExit(run_all(["stock"]))
