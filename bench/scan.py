"""W4: parcels scanned out, one by one over HTTP and in batches, each beside its physical limit.

W4a: our REST door with the whole machine behind it, a bare view with one statement, and a view that does
nothing, on like servers; eight clients that wait for each answer, in turns. W4b: batches of twenty, ours and
by one raw statement. Run alone: ``python -m bench.scan``.
"""

import hashlib
import http.client
import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any
from uuid import uuid4

from bench.intake import _server

SECRET = "otg_scanbnch_bench"
CLIENTS, EACH, ROUNDS, BATCH, BATCHES = 8, 40, 5, 20, 15
TRIPS_MOST = 2


def main() -> list[dict[str, Any]]:
    """Measure and return one row for each line of W4 in the goals."""
    shop_id, warehouse_id = make_shop()
    codes = make_parcels(shop_id, warehouse_id, _needed())
    ours, bare, empty = _singles(codes)
    single, batch, raw = _batches(codes, shop_id, warehouse_id)
    trips = _trips(next(codes), shop_id, warehouse_id)
    return [
        _row("W4a", "scan by REST, 8 clients", ours[0], "bare view, one statement", bare[0], 0.6),
        _row("W4a", "same", ours[0], "a view that does nothing", empty[0], 0.55),
        _most("W4a", "p95 of a scan, ms", ours[1], "p95 of the empty view, ms", empty[1], 2.0),
        _most("W4a", "round trips in the transaction", trips, "promised", TRIPS_MOST, 1.0),
        _row("W4b", "batches of 20", batch, "20 a raw statement", raw, 0.5),
        _row("W4b", "same", batch, "one a raw statement", single, 2.5),
    ]


def _needed() -> int:
    singles = 2 * ROUNDS * CLIENTS * EACH
    return singles + ROUNDS * (2 * BATCH * BATCHES + BATCHES) + 10


def _row(
    workload: str, name: str, rate: float, limit: str, limit_rate: float, goal: float
) -> dict[str, Any]:
    ratio = rate / limit_rate
    return {
        "workload": workload,
        "name": name,
        "ops_per_s": round(rate, 1),
        "limit_name": limit,
        "limit_ops_per_s": round(limit_rate, 1),
        "ratio": round(ratio, 2),
        "goal": f">= {goal:g} of it",
        "met": ratio >= goal,
    }


def _most(
    workload: str, name: str, found: float, limit: str, of: float, goal: float
) -> dict[str, Any]:
    row = _row(workload, name, found, limit, of, goal)
    return {**row, "goal": f"<= {goal:g} of it", "met": found / of <= goal}


def make_shop() -> tuple[int, int]:
    from django.utils import timezone

    from sellers.models import ApiToken, Shop, User
    from warehouse.models import Storage, Warehouse

    shop, new = Shop.objects.get_or_create(slug="bench-scan", defaults={"name": "Scan"})
    house, _new = Warehouse.objects.get_or_create(
        code="bench-scan",
        defaults={
            "name": "Bench",
            "country": "UA",
            "zone": "Europe/Kyiv",
            "calendar": "warehouse",
            "gs1_prefix": "4829998",
        },
    )
    if new:
        now = timezone.now()
        Storage.everything.create(shop=shop, warehouse=house, since=now)
        ApiToken.everything.create(
            shop=shop,
            label="bench",
            prefix=SECRET[:12],
            sha256=hashlib.sha256(SECRET.encode()).hexdigest(),
            scopes=["stock:write"],
            created_by=User.objects.create_user(f"{uuid4().hex}@bench.test", name="Bench"),
            created_at=now,
            last_used_on=now.date(),
        )
    return shop.pk, house.pk


def make_parcels(shop_id: int, warehouse_id: int, number: int) -> Iterator[str]:
    """Make parcels that only wait for the scan, each of a confirmed order; give their codes."""
    from django.db import connection
    from django.utils import timezone

    from bench.intake import told
    from kernel.history import SYSTEM
    from orders.rules.reading import read_order
    from orders.services.place_orders import place_orders

    for at in range(0, number, 1000):
        drafts = [read_order(told(n)) for n in range(at, min(at + 1000, number))]
        place_orders(
            shop_id=shop_id, channel="api", drafts=drafts, actor=SYSTEM, now=timezone.now()
        )
    with connection.cursor() as cursor:
        for statement in CONFIRMED:
            cursor.execute(statement, [shop_id])
        cursor.execute(PARCELS, [warehouse_id, shop_id])
        codes = [code for (code,) in cursor.fetchall()]
        cursor.execute("analyze warehouse_outbound, orders_order")
    return iter(codes)


def _singles(codes: Iterator[str]) -> list[tuple[float, float]]:
    """Return (a second, p95 in ms) of ours, of the bare view and of the empty one, in turns."""
    env = {
        **os.environ,
        "API_RATE_PER_MINUTE": "10000000",
        "PYTHONWARNINGS": "ignore:No directory at",  # static files are collected for production only
    }
    headers = {"Authorization": f"Bearer {SECRET}"}
    seen: list[list[tuple[float, float]]] = [[], [], []]
    with _server("config.settings.local", env) as ours, _server("bench.bare_settings", env) as bare:
        for _ in range(ROUNDS):
            seen[0].append(_drive(ours, "/api/v1/scans/", headers, codes))
            seen[1].append(_drive(bare, "/scan/", {}, codes))
            seen[2].append(_drive(bare, "/nothing/", {}, None))
    return [(median(rate for rate, _ in kind), median(p95 for _, p95 in kind)) for kind in seen]


def _drive(
    port: int, path: str, headers: dict[str, str], codes: Iterator[str] | None
) -> tuple[float, float]:
    """Return the scans a second that eight waiting clients get done, and their p95 in milliseconds."""
    mine = [[next(codes) if codes else "X" for _ in range(EACH)] for _ in range(CLIENTS)]
    taken: list[float] = []

    def client(place: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for code in mine[place]:
            body = json.dumps({"action_id": str(uuid4()), "action": "dispatch", "code": code})
            began = time.perf_counter()
            connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
            answer = connection.getresponse()
            text = answer.read()
            taken.append(time.perf_counter() - began)
            assert json.loads(text).get("verdict") == "ok", (answer.status, text[:300])

    start = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(client, range(CLIENTS)))
    rate = CLIENTS * EACH / (time.perf_counter() - start)
    return rate, sorted(taken)[int(len(taken) * 0.95)] * 1000


def _batches(codes: Iterator[str], shop_id: int, warehouse_id: int) -> tuple[float, float, float]:
    """Return scans a second: one a raw statement, ours in batches, raw in batches."""
    from bench.bare_scan import scan_out
    from warehouse.services.scanning import scan_many

    def ours(some: list[str]) -> None:
        answers = scan_many([_scanned(code, shop_id, warehouse_id) for code in some])
        assert {answer.verdict for answer in answers} == {"ok"}, answers[:2]

    def raw(some: list[str]) -> None:
        assert scan_out(some) == len(some)

    rates: list[tuple[float, ...]] = []
    for _ in range(ROUNDS):
        one = _rate(raw, [[next(codes)] for _ in range(BATCHES)])
        rates.append((one, _rate(ours, _lots(codes)), _rate(raw, _lots(codes))))
    return tuple(median(kind) for kind in zip(*rates, strict=True))


def _lots(codes: Iterator[str]) -> list[list[str]]:
    return [[next(codes) for _ in range(BATCH)] for _ in range(BATCHES)]


def _rate(act: Any, lots: list[list[str]]) -> float:
    start = time.perf_counter()
    for lot in lots:
        act(lot)
    return sum(map(len, lots)) / (time.perf_counter() - start)


def _scanned(code: str, shop_id: int, warehouse_id: int) -> Any:
    from django.utils import timezone

    from kernel.history import Actor, ActorKind
    from kernel.ids import new_id
    from kernel.scope import Scope
    from warehouse.services.scanning import Scanned

    return Scanned(
        action_id=new_id(),
        action="dispatch",
        code=code,
        at=timezone.now(),
        warehouse_id=warehouse_id,
        actor=Actor(ActorKind.INTEGRATOR, "bench", source="api"),
        scope=Scope.shop(shop_id),
    )


def _trips(code: str, shop_id: int, warehouse_id: int) -> int:
    """Return how many statements one scan takes, its transaction's begin and end aside."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from warehouse.services.scanning import scan

    with CaptureQueriesContext(connection) as seen:
        scan(_scanned(code, shop_id, warehouse_id))
    return len([q for q in seen if q["sql"] not in ("BEGIN", "COMMIT")])


CONFIRMED = (
    "update orders_order set state = 'needs_agreement' where shop_id = %s and state = 'new'",
    "update orders_order set state = 'confirmed', confirmed_at = now()"
    " where shop_id = %s and state = 'needs_agreement'",
)
PARCELS = """
insert into warehouse_outbound (id, shop_id, warehouse_id, order_id, place, extra_reason, code, state,
  version, channel, carrier, needs_check, released_at, weight_g, liability, forced_reason)
select gen_random_uuid(), o.shop_id, %s, o.id, 1, '', 'BN' || right(replace(o.id::text, '-', ''), 24),
  'weighed', 1, 'api', '', false, now(), 1000, '', ''
from orders_order o where o.shop_id = %s and o.state = 'confirmed'
  and not exists (select from warehouse_outbound w where w.order_id = o.id)
returning code
"""

if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    django.setup()
    print(json.dumps(main(), indent=2, ensure_ascii=False))
