"""W5: one page of 50 out of 1,000,000 orders, over REST and in the cabinet, beside one bare query.

Fifty shops of 20,000 orders, three lines each, with contacts and running clocks. The limit is the statement
that a person would write by hand for the same JSON, keyset, run from a bare Django view (`bench.bare_page`);
ours goes through the whole stack: token, access table, filters, schema'd view. Both are called in process
through Django's request handler, page after page. Alone: ``python -m bench.lists`` on a migrated database.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from bench.doors import door

BARE, LAST = "bench.bare_page.OnlyHere", "ffffffff-ffff-ffff-ffff-ffffffffffff"
ORDERS, SHOPS, SIZE, PAGES, ROUNDS = 1_000_000, 50, 50, 40, 5
SECRET = "otg_benchtok_lists"
SLUG = "bench-lists-1"


def main() -> list[dict[str, Any]]:
    """Measure and return one row for each line of W5 in the goals."""
    from django.test import Client

    fill()
    api = Client(SERVER_NAME="127.0.0.1", headers={"Authorization": f"Bearer {SECRET}"})
    seller = _seller()
    _check(api)
    api_rate, bare_rate = _race(_walk_api(), _walk_bare())
    first, last = _depth(api)
    milliseconds, queries = _cabinet(seller)
    return [
        _row(
            "API page of 50",
            api_rate,
            "one hand-written json_agg statement in a bare view",
            bare_rate,
            ">= 60 % of the limit",
            api_rate >= 0.6 * bare_rate,
        ),
        _row(
            "API page 1 against page 60",
            1 / first,
            "page 60 costs as much",
            1 / last,
            "within a quarter",
            last <= first * 1.25,
        ),
        _row(
            f"cabinet page of 50 ({queries} statements)",
            1000 / milliseconds,
            "60 ms of server time",
            1000 / 60,
            "<= 60 ms",
            milliseconds <= 60,
        ),
    ]


def _race(ours: Callable[[], None], bare: Callable[[], None]) -> tuple[float, float]:
    """Return pages a second of both, round about, the median of five rounds."""
    rates = [(PAGES / _seconds(ours), PAGES / _seconds(bare)) for _ in range(ROUNDS)]
    return median(rate for rate, _ in rates), median(rate for _, rate in rates)


def _row(
    name: str, rate: float, limit: str, limit_rate: float, goal: str, met: bool
) -> dict[str, Any]:
    return {
        "workload": "W5",
        "name": name,
        "ops_per_s": round(rate, 1),
        "limit_name": limit,
        "limit_ops_per_s": round(limit_rate, 1),
        "ratio": round(rate / limit_rate, 2),
        "goal": goal,
        "met": met,
    }


def _seconds(run: Callable[[], None]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _walk_api() -> Callable[[], None]:
    ask = door(headers={"HTTP_AUTHORIZATION": f"Bearer {SECRET}"})

    def run() -> None:
        cursor = ""
        for _ in range(PAGES):
            page = json.loads(ask("/api/v1/orders/", f"limit={SIZE}&state=new{cursor}"))
            cursor = f"&cursor={page['next_cursor']}"

    return run


def _walk_bare() -> Callable[[], None]:
    ask, shop = door(middleware=[BARE]), _shop_id()

    def run() -> None:
        after = LAST
        for _ in range(PAGES):
            page = json.loads(ask("/page/", f"shop={shop}&size={SIZE}&after={after}"))
            after = page[-1]["id"]

    return run


def _check(api: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        page = api.get("/api/v1/orders/", {"limit": SIZE, "state": "new"}).json()
    assert len(page["results"]) == SIZE, page
    assert len(seen) <= 2, [query["sql"][:80] for query in seen]


def _depth(api: Any) -> tuple[float, float]:
    cursor, costs = "", []
    for _ in range(60):
        query = {"limit": SIZE, "state": "new", **({"cursor": cursor} if cursor else {})}
        times = []
        for _try in range(7):
            start = time.perf_counter()
            answer = api.get("/api/v1/orders/", query)
            times.append(time.perf_counter() - start)
        costs.append(min(times))
        cursor = json.loads(answer.content)["next_cursor"]
    return median(costs[:5]), median(costs[-5:])


def _cabinet(seller: Any) -> tuple[float, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = f"/s/{SLUG}/orders/"
    for _ in range(3):
        seller.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert seller.get(address).content.count(b"data-row=") == SIZE
    statements = len(seen)
    times = []
    for _ in range(15):
        start = time.perf_counter()
        seller.get(address)
        times.append((time.perf_counter() - start) * 1000)
    return median(times), statements


def _shop_id() -> int:
    from sellers.models import Shop

    return Shop.objects.get(slug=SLUG).pk


def _seller() -> Any:
    from django.test import Client

    from sellers.models import User

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(email="lists@bench.test"))
    return client


def fill() -> None:
    """Make the million orders, once per database; set-based, about a minute or two."""
    from django.db import connection
    from django.utils import timezone

    from sellers.models import ApiToken, Membership, Shop, User

    if Shop.objects.filter(slug=SLUG).exists():
        return
    user = User.objects.create_user("lists@bench.test", name="Bench")
    shops = [
        Shop.objects.create(slug=f"bench-lists-{n}", name=f"Lists {n}") for n in range(1, SHOPS + 1)
    ]
    Membership.objects.create(user=user, shop=shops[0], role="owner")
    ApiToken.everything.create(
        shop=shops[0],
        label="bench",
        prefix=SECRET[:12],
        sha256=hashlib.sha256(SECRET.encode()).hexdigest(),
        scopes=["orders:read"],
        created_by=user,
        created_at=timezone.now(),
        last_used_on=timezone.now().date(),
    )
    values: dict[str, Any] = {
        "orders": ORDERS,
        "shops": [shop.pk for shop in shops],
        "count": SHOPS,
        "mark": "B",
    }
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0")
        cursor.execute("set session_replication_role = replica")
        for statement in (ORDERS_OF, CONTACTS, LINES, _CLOCKS):
            cursor.execute(statement, values)
        cursor.execute("set session_replication_role = origin")
        cursor.execute("vacuum analyze orders_order, orders_ordercontact, orders_orderline")
        cursor.execute("vacuum analyze kernel_deadline")


# Ids sort by time as real ones do: 48 bits of milliseconds, then the number of the order.
ORDERS_OF = """
insert into orders_order (id, shop_id, channel_id, external_id, number, state, version, placed_at,
  paid_at, received_from_channel_at, currency, goods_minor, delivery_minor, discount_minor,
  total_minor, delivery_method, carrier, waybill, courier_phone, cancel_reason, cancel_comment,
  cancelled_by)
select (lpad(to_hex((1767225600000 + n)::bigint), 12, '0') || '7000'
        || case %(mark)s when 'B' then '8000' else '9000' end || lpad(to_hex(n), 12, '0'))::uuid,
  (%(shops)s::bigint[])[1 + n %% %(count)s], 'native', %(mark)s || '-' || n,
  %(mark)s || '-' || n, 'new', 1,
  timestamptz '2026-01-01' + n * interval '1 second',
  timestamptz '2026-01-01' + n * interval '1 second', now(), 'UAH', 30000, 0, 0, 30000,
  'carrier_point', '', '', '', '', '', ''
from generate_series(1, %(orders)s) n
"""
CONTACTS = """
insert into orders_ordercontact (order_id, shop_id, buyer_ref, name, phone, phone_ok, email,
  language, recipient, recipient_phone, country, region, city, address, postcode, point_code, note,
  search)
select id, shop_id, '', 'Buyer ' || number, '+380670000000', true, '', 'uk', '', '', 'UA', '',
  'Київ', '', '', '12', '', lower(number)
from orders_order where number like %(mark)s || '-%%'
"""
LINES = """
insert into orders_orderline (order_id, position, sku, name, variant, quantity, unit_price_minor,
  total_minor)
select id, p, 'SKU-' || p, 'Goods ' || p, '', 1, 10000, 10000
from orders_order cross join generate_series(1, 3) p where number like %(mark)s || '-%%'
"""
_CLOCKS = """
insert into kernel_deadline (kind, subject_id, shop_id, state, opened_at, allowance_s, good_s,
  credited_s, calendar, calendar_version, good_at, due_at, levels, looks, warned, next_look_at,
  explanation)
select 'order.new', id, shop_id, 'running', paid_at, 10800, 3600, 0, 'ua-orders', 1,
  timestamptz '2030-01-01', timestamptz '2030-01-02', '{}', '{}', 0, timestamptz '2030-01-02', '[]'
from orders_order where number like %(mark)s || '-%%'
"""


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    django.setup()
    print(json.dumps(main(), indent=2, ensure_ascii=False))
