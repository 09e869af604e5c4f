"""W6: 100,000 tracking events taken in and reduced, beside bare INSERTs of them, and those with a bare merge.

Ten thousand parcels of one shop, ten events each, told a thousand at a time as a carrier's answers come. All
of it is rolled back: events are never deleted. Run alone: ``python -m bench.tracking``.
"""

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

PARCELS, EVENTS, LOT = 10_000, 10, 1_000
LEAST_MERGE, LEAST_INSERT = 0.5, 0.3
BEGINS = datetime(2026, 2, 4, 12, tzinfo=UTC)
KINDS = (
    "registered",
    "accepted",
    "in_transit",
    "in_transit",
    "customs",
    "in_transit",
    "arrived",
    "out_for_delivery",
    "at_point",
    "delivered",
)


def main() -> list[dict[str, Any]]:
    """Measure and return one row for each line of W6."""
    inserted, merged, ours = (_rolled_back(act) for act in (_inserted, _merged, _ours))
    return [
        _row("events taken in and reduced", ours, "bare INSERT and merge", merged, LEAST_MERGE),
        _row("same", ours, "bare INSERT of the events", inserted, LEAST_INSERT),
    ]


def _row(name: str, ours: float, limit: str, theirs: float, least: float) -> dict[str, Any]:
    return {
        "workload": "W6",
        "name": name,
        "ops_per_s": round(ours),
        "limit_name": limit,
        "limit_ops_per_s": round(theirs),
        "ratio": round(ours / theirs, 2),
        "goal": f">= {least:.0%} of the limit",
        "met": ours / theirs >= least,
    }


def _rolled_back(act: Callable[[int, Sequence[Any]], object]) -> float:
    """Return the events a second of one way to take them in; nothing of it stays."""
    from django.db import connection, transaction

    from logistics.models import Carrier
    from sellers.models import Shop

    carrier = Carrier.objects.get(code="nova_poshta")
    with transaction.atomic():
        shop = Shop.objects.create(slug="bench-tracking", name="Tracking")
        with connection.cursor() as cursor:
            cursor.execute("set local statement_timeout = 0")
            cursor.execute(_PARCELS, [PARCELS, shop.pk])
            cursor.execute(_WAYBILLS, [shop.pk, carrier.pk])
            cursor.execute("analyze logistics_parcel, logistics_waybill")
        lots = list(_told())
        began = time.perf_counter()
        for lot in lots:
            act(carrier.pk, lot)
        took = time.perf_counter() - began
        _expect_all_delivered(shop.pk, merged=act is not _inserted)
        transaction.set_rollback(True)
    return PARCELS * EVENTS / took


def _expect_all_delivered(shop_id: int, *, merged: bool) -> None:
    from logistics.models import Parcel, TrackingEvent

    if TrackingEvent.objects.filter(number__startswith="BT").count() != PARCELS * EVENTS:
        raise AssertionError("Not every event was kept.")
    rows = Parcel.everything.filter(shop_id=shop_id, state="delivered")
    if merged and rows.count() != PARCELS:
        raise AssertionError("Not every parcel came to its end.")


def _told() -> Iterator[list[Any]]:
    from logistics.rules.heard import Heard

    for place, kind in enumerate(KINDS):
        for start in range(0, PARCELS, LOT):
            yield [
                Heard(
                    number=f"BT{n:08}",
                    kind=kind,
                    code=f"{place}",
                    at=BEGINS + timedelta(hours=place, seconds=n),
                    text="Прибув у відділення",
                    place="Київ",
                )
                for n in range(start, start + LOT)
            ]


def _ours(carrier_id: int, lot: Sequence[Any]) -> None:
    from logistics.models import Carrier
    from logistics.services import hear

    hear(Carrier(pk=carrier_id), lot, now=BEGINS + timedelta(days=1))


def _inserted(carrier_id: int, lot: Sequence[Any]) -> None:
    from django.db import connection

    from kernel.arrays import columns

    rows = [(one.number, one.key, one.kind, one.at, one.code, one.text, one.place) for one in lot]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [carrier_id, BEGINS, *columns(rows)])


def _merged(carrier_id: int, lot: Sequence[Any]) -> None:
    from django.db import connection

    from kernel.arrays import columns

    _inserted(carrier_id, lot)
    over = [one.kind == "delivered" for one in lot]
    rows = [(one.number, one.kind, one.at, end) for one, end in zip(lot, over, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_MERGE, [*columns(rows), carrier_id])


_PARCELS = """
insert into logistics_parcel (id, shop_id, created_at, version, state, phase, reason, whereabouts,
                              failed_attempts, turned_back)
select gen_random_uuid(), s.shop, now(), 1, 'registered', 1, '', '', 0, ''
from (select generate_series(1, %s) as n, %s::bigint as shop) s
"""
_WAYBILLS = """
insert into logistics_waybill (parcel_id, shop_id, carrier_id, number, direction, entered_at)
select p.id, p.shop_id, c.carrier, 'BT' || lpad((row_number() over (order by p.id) - 1)::text, 8, '0'),
       'forward', now()
from logistics_parcel p, (select %s::bigint as shop, %s::bigint as carrier) c where p.shop_id = c.shop
"""
_INSERT = """
with c as (select %s::bigint as carrier, %s::timestamptz as now)
insert into logistics_trackingevent (carrier_id, number, key, kind, at, source, code, sub_code, text, reason,
                                     place, raw_at, zone, goes_back, revokes, received_at)
select c.carrier, number, key, kind, at, 'poll', code, '', text, '', place, '', '', false, '', c.now
from c, unnest(%s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::text[], %s::text[], %s::text[])
        as h (number, key, kind, at, code, text, place)
"""
_MERGE = """
update logistics_parcel p
set state = h.kind, state_since = h.at, version = p.version + 1,
    phase = case when h.is_over then 4 else 2 end, over_at = case when h.is_over then h.at end
from unnest(%s::text[], %s::text[], %s::timestamptz[], %s::bool[]) as h (number, kind, at, is_over)
join logistics_waybill w on w.number = h.number and w.carrier_id = %s
where p.id = w.parcel_id
"""

if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    django.setup()
    print(json.dumps(main(), indent=2, ensure_ascii=False))
