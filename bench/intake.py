"""W1: orders in, one by one over HTTP and a thousand at once, each beside its physical limit.

W1a: two gunicorn servers of the same size on real sockets, ours with the whole stack and one with a
single bare view (`bench.bare`); eight clients that wait for each answer, in turns. W1b: the same
thousand orders through `place_orders` and as bare multi-row INSERTs of the rows it writes. Run alone:
``python -m bench.intake``.
"""

import hashlib
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from statistics import median
from typing import Any
from uuid import uuid4

from bench.doors import door
from bench.probes import free_port

SECRET = "otg_intaketk_bench"
CLIENTS, EACH, ROUNDS, BATCH = 8, 60, 5, 1000
STATEMENTS_MOST = 8
WORKERS = ("--workers", "2", "--threads", "4", "--worker-class", "gthread")


def main() -> list[dict[str, Any]]:
    """Measure and return one row for each line of W1 in the goals."""
    shop_id = _shop()
    single, bare = _singles(shop_id)
    statements = _statements()
    bulk, rows = _bulks(shop_id)
    return [
        _row("W1a", "one order by REST, 8 clients", single, "bare view, one statement", bare, 0.45),
        {
            "workload": "W1a",
            "name": "statements of one such request",
            "ops_per_s": statements,
            "limit_name": "what was promised",
            "limit_ops_per_s": STATEMENTS_MOST,
            "ratio": round(statements / STATEMENTS_MOST, 2),
            "goal": f"<= {STATEMENTS_MOST}",
            "met": statements <= STATEMENTS_MOST,
        },
        _row("W1b", "1,000 orders a batch", bulk, "multi-row INSERT of the same rows", rows, 0.5),
    ]


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
        "goal": f">= {goal:.0%} of the limit",
        "met": ratio >= goal,
    }


def _shop() -> int:
    from django.utils import timezone

    from sellers.models import ApiToken, Shop, User

    shop, new = Shop.objects.get_or_create(slug="bench-intake", defaults={"name": "Intake"})
    if new:
        user = User.objects.create_user(f"{uuid4().hex}@bench.test", name="Bench")
        ApiToken.everything.create(
            shop=shop,
            label="bench",
            prefix=SECRET[:12],
            sha256=hashlib.sha256(SECRET.encode()).hexdigest(),
            scopes=["orders:write"],
            created_by=user,
            created_at=timezone.now(),
            last_used_on=timezone.now().date(),
        )
    return shop.pk


def told(number: int) -> dict[str, Any]:
    """Return one order of three lines as a channel tells it."""
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    lines = [
        {"sku": f"SKU-{n}", "name": f"Goods {n}", "quantity": 1, "unit_price_minor": 10_000}
        for n in range(3)
    ]
    return {
        "external_id": f"{uuid4().hex}-{number}",
        "placed_at": now,
        "paid_at": now,
        "currency": "UAH",
        "lines": lines,
        "buyer": {"name": "Bench Buyer", "phone": "+380671234567"},
        "delivery": {"method": "carrier_point", "city": "Київ", "point_code": "12"},
    }


def _singles(shop_id: int) -> tuple[float, float]:
    env = {
        **os.environ,
        "BENCH_SHOP": str(shop_id),
        "API_RATE_PER_MINUTE": "10000000",
        "PYTHONWARNINGS": "ignore:No directory at",  # static files are collected for production only
    }
    with _server("config.settings.local", env) as ours, _server("bench.bare_settings", env) as bare:
        headers = {"Authorization": f"Bearer {SECRET}"}
        rates = []
        for _ in range(ROUNDS):
            one = _drive(ours, "/api/v1/orders/", headers, keyed=True)
            rates.append((one, _drive(bare, "/intake/", {}, keyed=False)))
    return median(rate for rate, _ in rates), median(rate for _, rate in rates)


def _statements() -> int:
    """Return how many statements one order takes, its transaction's begin and end included."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for _ in range(
        3
    ):  # what a process knows for a while (channels, policies) it reads now and then
        keyed = {"HTTP_AUTHORIZATION": f"Bearer {SECRET}", "HTTP_IDEMPOTENCY_KEY": uuid4().hex}
        ask = door(headers=keyed)
        with CaptureQueriesContext(connection) as seen:
            ask("/api/v1/orders/", body=json.dumps(told(0)).encode())
        counts.append(len(seen))
    return min(counts)


@contextmanager
def _server(settings: str, env: dict[str, str]) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "config.wsgi:application", *WORKERS]
    command += ["--bind", f"127.0.0.1:{port}", "--log-level", "critical"]
    process = subprocess.Popen(command, env={**env, "DJANGO_SETTINGS_MODULE": settings})
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server of the benchmark did not start.")


def _drive(port: int, path: str, headers: dict[str, str], *, keyed: bool) -> float:
    """Return the orders a second that eight waiting clients get in."""

    def client(place: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for number in range(EACH):
            own = {"Idempotency-Key": uuid4().hex} if keyed else {}
            body = json.dumps(told(place * EACH + number))
            sent = {"Content-Type": "application/json", **headers, **own}
            connection.request("POST", path, body, sent)
            answer = connection.getresponse()
            text = answer.read()
            assert answer.status == 201, (answer.status, text[:300])

    start = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(client, range(CLIENTS)))
    return CLIENTS * EACH / (time.perf_counter() - start)


def _bulks(shop_id: int) -> tuple[float, float]:
    ours, bare = [], []
    for _ in range(ROUNDS):
        ours.append(BATCH / _seconds(lambda: _place(shop_id)))
        bare.append(BATCH / _seconds(lambda: _insert(shop_id)))
    return median(ours), median(bare)


def _seconds(run: Callable[[], None]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _place(shop_id: int) -> None:
    from django.utils import timezone

    from kernel.history import SYSTEM
    from orders.rules.reading import read_order
    from orders.services.place_orders import place_orders

    drafts = [read_order(told(number)) for number in range(BATCH)]
    now = timezone.now()
    verdicts = place_orders(shop_id=shop_id, channel="api", drafts=drafts, actor=SYSTEM, now=now)
    assert {str(verdict.outcome) for verdict in verdicts} == {"created"}, verdicts[:2]


def _insert(shop_id: int) -> None:
    from django.db import connection, transaction

    from bench.bare_batch import STATEMENTS, columns

    values = columns(shop_id, [told(number) for number in range(BATCH)])
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement, values)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    django.setup()
    print(json.dumps(main(), indent=2, ensure_ascii=False))
