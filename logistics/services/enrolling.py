"""Parcels of orders that have left: known from the moment the order says under which number (R-004-16)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from django.db import connection, transaction

from kernel.arrays import columns
from kernel.scope import PLATFORM
from logistics.models import Carrier, Parcel, ParcelOrder, Waybill
from logistics.services.carriers import carriers_by_spelling, spelled
from logistics.services.promising import promise_parcels
from logistics.services.settling import settle_parcels
from orders.public import Road, left_by_carrier, note_untracked, roads_of

Under: TypeAlias = tuple[int, int, str]
"""Shop, carrier and number: what makes two orders lie in one parcel."""


@transaction.atomic
def enrol_orders(order_ids: Iterable[UUID], *, now: datetime) -> int:
    """See to it that each of these orders that left by a carrier has its parcel; return how many are new.

    Orders of one shop under one number lie in one parcel. Again changes nothing. From a carrier we speak
    with the number is asked for at once; under a name that nobody knows there is a parcel without tracking.
    What is promised of it is written now, once. As many statements for a thousand orders as for one.
    """
    roads = roads_of(PLATFORM, order_ids)
    if not roads:
        return 0
    _lock(sorted({road.shop_id for road in roads}))
    roads = _not_enrolled(roads)
    known = carriers_by_spelling() if roads else {}
    there = _parcels_under(_under(road, known) for road in roads)
    parcels, contents, fresh = [], [], []
    for road in roads:
        under = _under(road, known)
        parcel_id = there.get(under) if under else None
        if parcel_id is None:
            parcel = Parcel(shop_id=road.shop_id, created_at=now, dispatched_at=road.shipped_at)
            parcels.append(parcel)
            parcel_id = parcel.pk
            if under:
                there[under] = parcel_id
                fresh.append(_waybill(road, known, parcel_id))
        contents.append(ParcelOrder(parcel_id=parcel_id, order_id=road.order_id))
    _store(parcels, fresh, contents, now)
    note_untracked([road.order_id for road in roads if not _is_told_of(road, known)])
    return len(parcels)


def _store(
    parcels: list[Parcel], bills: list[Waybill], contents: list[ParcelOrder], now: datetime
) -> None:
    if not contents:
        return
    Parcel.everything.bulk_create(parcels)
    Waybill.everything.bulk_create(bills)
    ParcelOrder.objects.bulk_create(contents)
    touched = {one.parcel_id for one in contents}
    settle_parcels(touched, now=now)
    promise_parcels(touched)


@transaction.atomic
def enrol_missing(*, now: datetime, most: int = 500, pages: int = 4) -> int:
    """Follow orders on the road that nobody follows, such as before we began to; return how many there were.

    Looks at the latest ``most`` times ``pages`` of them and follows what is missing in one page, so it is to
    be called until it finds none; then it has changed nothing.
    """
    after: UUID | None = None
    for _page in range(pages):
        page = left_by_carrier(PLATFORM, before=after, size=most)
        if not page:
            break
        known = ParcelOrder.objects.filter(order_id__in=page)
        missing = set(page) - set(known.values_list("order_id", flat=True))
        if missing:
            enrol_orders(missing, now=now)
            return len(missing)
        after = page[-1]
    return 0


def _lock(shop_ids: Sequence[int]) -> None:
    """Have two facts of one dispatch make one parcel."""
    with connection.cursor() as cursor:
        for shop_id in shop_ids:
            cursor.execute(
                "select pg_advisory_xact_lock(hashtext('logistics.enrol'), %s)", [shop_id]
            )


def _not_enrolled(roads: list[Road]) -> list[Road]:
    rows = ParcelOrder.objects.filter(order_id__in=[road.order_id for road in roads])
    known = set(rows.values_list("order_id", flat=True))
    return [road for road in roads if road.order_id not in known]


def _under(road: Road, known: dict[str, Carrier]) -> Under | None:
    carrier = known.get(spelled(road.carrier))
    return (road.shop_id, carrier.pk, road.waybill) if carrier and road.waybill else None


def _is_told_of(road: Road, known: dict[str, Carrier]) -> bool:
    """Tell whether anybody will tell us where it is (R-004-18)."""
    carrier = known.get(spelled(road.carrier))
    return carrier is not None and carrier.adapter != ""


def _parcels_under(wanted: Iterable[Under | None]) -> dict[Under, UUID]:
    """Return the parcels that go under these numbers, where they are known."""
    keys = sorted({under for under in wanted if under})
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_UNDER, columns(keys))
        return {(shop, carrier, number): pk for shop, carrier, number, pk in cursor.fetchall()}


def _waybill(road: Road, known: dict[str, Carrier], parcel_id: UUID) -> Waybill:
    carrier = known[spelled(road.carrier)]
    assert road.shipped_at is not None
    return Waybill(
        shop_id=road.shop_id,
        parcel_id=parcel_id,
        carrier=carrier,
        number=road.waybill,
        entered_at=road.shipped_at,
        next_poll_at=road.shipped_at if carrier.adapter else None,
    )


_UNDER = """
select w.shop_id, w.carrier_id, w.number, w.parcel_id
  from unnest(%s::bigint[], %s::bigint[], %s::text[]) as k(shop, carrier, number)
  join logistics_waybill w on w.shop_id = k.shop and w.carrier_id = k.carrier and w.number = k.number
"""
