"""W11: a dispatch day of 10,000 parcels closed, and 10,000 parcels told of, beside raw SQL that does it.

Closing seals the day and asks for the truck of what was acknowledged. All of it is rolled back. Run alone:
``python -m bench.dispatch``.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

PARCELS, ROUNDS = 10_000, 3
LEAST_CLOSED, LEAST_TOLD = 0.3, 0.2
MOST_STATEMENTS = 40
NOON = datetime(2026, 2, 4, 10, tzinfo=UTC)
DUE = datetime(2026, 2, 4, 16, tzinfo=UTC)  # 18:00 in Kyiv


def main() -> list[dict[str, Any]]:
    """Measure and return one row for each line of W11."""
    seen = [_round() for _ in range(ROUNDS)]
    told, raw_told, closed, raw_closed, statements = (
        median(values) for values in zip(*seen, strict=True)
    )
    return [
        _row("a day of 10,000 closed", closed, raw_closed, LEAST_CLOSED),
        _row("10,000 parcels told of", told, raw_told, LEAST_TOLD),
        {
            "workload": "W11",
            "name": "statements of closing 10,000",
            "ops_per_s": statements,
            "limit_name": "promised",
            "limit_ops_per_s": MOST_STATEMENTS,
            "ratio": round(MOST_STATEMENTS / statements, 2),
            "goal": f"<= {MOST_STATEMENTS}",
            "met": statements <= MOST_STATEMENTS,
        },
    ]


def _row(name: str, ours: float, theirs: float, least: float) -> dict[str, Any]:
    return {
        "workload": "W11",
        "name": name,
        "ops_per_s": round(PARCELS / ours),
        "limit_name": "set-based statements by hand",
        "limit_ops_per_s": round(PARCELS / theirs),
        "ratio": round(theirs / ours, 2),
        "goal": f">= {least:.0%} of the limit",
        "met": theirs / ours >= least,
    }


def _round() -> tuple[float, float, float, float, int]:
    """Return the seconds of ours and of raw SQL, telling and closing, and the statements of closing."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from logistics.services import close_days, notify_dispatch

    with transaction.atomic(), _recipient():
        ids, link = _made()
        raw_told = _undone(lambda: _raw_told(link))
        told = _seconds(lambda: notify_dispatch(ids, now=NOON))
        with connection.cursor() as cursor:
            cursor.execute(_ACCEPTED, [link])
            cursor.execute("analyze logistics_dispatchnotice")
        raw_closed = _undone(lambda: _raw_closed(link))
        with CaptureQueriesContext(connection) as seen:
            _undone(lambda: close_days(now=DUE))
        closed = _seconds(lambda: close_days(now=DUE))
        _expect_one_pickup(link)
        transaction.set_rollback(True)
    return told, raw_told, closed, raw_closed, len(seen)


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _undone(act: Callable[[], object]) -> float:
    from django.db import transaction

    with transaction.atomic():
        took = _seconds(act)
        transaction.set_rollback(True)
    return took


def _expect_one_pickup(link: int) -> None:
    from logistics.models import Pickup

    if Pickup.everything.get(link_id=link).parcels != PARCELS:
        raise AssertionError("Not every parcel is in the pickup.")


@contextmanager
def _recipient() -> Iterator[None]:
    """Have a partner that is never called stand for Cainiao."""
    from kernel.remote import Done, Request
    from kernel.remote.partners import Partner, forget
    from logistics.clients import recipients
    from logistics.states import Recipient

    before = dict(recipients._known)
    partner = Partner("bench_silent", "Silent")
    how: dict[str, Any] = {
        "write": lambda call: Request.get("http://127.0.0.1:1/"),
        "read": lambda reply, call: Done(),
        "honours_key": True,
    }
    acts = recipients.Acts(partner.act("dispatch", **how), partner.act("pickup", **how))
    recipients.told_by(Recipient.CAINIAO, acts)
    try:
        yield
    finally:
        recipients._known.clear()
        recipients._known.update(before)
        forget(partner)


def _made() -> tuple[list[Any], int]:
    """Make parcels that were scanned out at noon, of a connected channel; return them and the link."""
    from django.db import connection

    from bench.bare_batch import STATEMENTS
    from kernel.history import SYSTEM
    from kernel.ids import new_id
    from logistics.models import Link
    from logistics.services import keep_link
    from sellers.models import Shop
    from warehouse.models import Storage, Warehouse

    shop = Shop.objects.create(slug="bench-dispatch", name="Dispatch")
    house = Warehouse.objects.create(
        code="bench-dispatch",
        name="Bench",
        country="UA",
        zone="Europe/Kyiv",
        calendar="warehouse",
        gs1_prefix="4829997",
    )
    Storage.everything.create(shop=shop, warehouse=house, since=NOON)
    link = Link(
        shop=shop, channel_id="api", model="seller", partner_code="bench-dispatch", made_at=NOON
    )
    keep_link(link, actor=SYSTEM, at=NOON)
    ids = [new_id() for _ in range(PARCELS)]
    orders: dict[str, Any] = {
        "shop": shop.pk,
        "ids": ids,
        "external": [f"BD{n:06}" for n in range(PARCELS)],
    }
    with connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = 0")
        cursor.execute(STATEMENTS[0], orders)
        cursor.execute(_PARCELS, [house.pk, NOON, shop.pk])
        cursor.execute(_FIRST_DAY, [house.pk, NOON - timedelta(hours=18), DUE])
        cursor.execute("analyze warehouse_outbound, orders_order, logistics_dispatchday")
        cursor.execute("select id from warehouse_outbound where warehouse_id = %s", [house.pk])
        return [pk for (pk,) in cursor.fetchall()], link.pk


def _raw_told(link: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_RAW_TOLD, [NOON, link, NOON, NOON])


def _raw_closed(link: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_RAW_SEALED, [DUE, link])
        cursor.execute(_RAW_PICKUP, [PARCELS, DUE, link])
        cursor.execute(_RAW_TAKEN, [link])
        cursor.execute(_RAW_ASKED, [DUE, DUE, link])


_PARCELS = """
insert into warehouse_outbound (id, shop_id, warehouse_id, order_id, place, extra_reason, code, state,
  version, channel, carrier, needs_check, released_at, dispatched_at, weight_g, liability, forced_reason)
select gen_random_uuid(), o.shop_id, w.pk, o.id, 1, '', 'BD' || right(replace(o.id::text, '-', ''), 24),
  'dispatched', 1, 'api', '', false, w.at, w.at, 1000, '', ''
from orders_order o, (select %s::bigint as pk, %s::timestamptz as at) w where o.shop_id = %s
"""
_FIRST_DAY = """
insert into logistics_dispatchday (warehouse_id, channel_id, "on", begins_at, due_at, state, pickup_address)
values (%s, 'api', '2026-02-04', %s, %s, 'open', '')
"""
_ACCEPTED = """
update logistics_dispatchnotice set state = 'accepted', answered_at = planned_at where link_id = %s
"""
_RAW_TOLD = """
with owed as (
  select o.id, o.shop_id, o.dispatched_at, o.code, r.number, r.external_id, d.id as day, l.id as link,
         gen_random_uuid() as call
  from logistics_link l join warehouse_outbound o on o.shop_id = l.shop_id and o.channel = l.channel_id
  join orders_order r on r.id = o.order_id
  join logistics_dispatchday d on d.warehouse_id = o.warehouse_id and d.channel_id = o.channel
    and o.dispatched_at >= d.begins_at and o.dispatched_at < d.due_at
), told as (
  insert into logistics_dispatchnotice (outbound_id, shop_id, day_id, link_id, recipient, dispatched_at,
                                        state, call, planned_at, words)
  select id, shop_id, day, link, 'cainiao', dispatched_at, 'planned', call, %s, '' from owed where link = %s
)
insert into kernel_remotecall (id, partner, operation, about, payload, state, uncertain, answer, why, detail,
                               created_at, next_look_at, generation, sends, asks)
select call, 'bench_silent', 'dispatch', 'outbound:' || id,
       jsonb_build_object('parcel', code, 'order', number, 'external_id', external_id),
       'planned', false, '{}', '', '', %s, %s, 0, 0, 0 from owed
"""
_RAW_SEALED = """
update logistics_dispatchday d set state = 'sealed', sealed_at = %s, pickup_on = d."on" + 1,
       pickup_from = '09:00', pickup_until = '19:00'
where d.id in (select day_id from logistics_dispatchnotice where link_id = %s)
"""
_RAW_PICKUP = """
insert into logistics_pickup (shop_id, day_id, link_id, recipient, state, parcels, asked_at, number, words)
select distinct n.shop_id, n.day_id, n.link_id, n.recipient, 'planned', p.parcels, p.at, '', ''
from logistics_dispatchnotice n, (select %s::int as parcels, %s::timestamptz as at) p where n.link_id = %s
"""
_RAW_TAKEN = """
update logistics_dispatchnotice n set pickup_id = p.id from logistics_pickup p
where p.day_id = n.day_id and p.link_id = n.link_id and n.link_id = %s and n.state = 'accepted'
"""
_RAW_ASKED = """
insert into kernel_remotecall (id, partner, operation, about, payload, state, uncertain, answer, why, detail,
                               created_at, next_look_at, generation, sends, asks)
select gen_random_uuid(), 'bench_silent', 'pickup', 'pickup:' || n.pickup_id,
       jsonb_build_object('parcels', jsonb_agg(o.code)), 'planned', false, '{}', '', '', %s, %s, 0, 0, 0
from logistics_dispatchnotice n join warehouse_outbound o on o.id = n.outbound_id
where n.link_id = %s group by n.pickup_id
"""

if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    django.setup()
    print(json.dumps(main(), indent=2, ensure_ascii=False))
