"""Parcels of orders that have left: known from the moment the order says under which number (R-004-16)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from kernel.scope import PLATFORM
from logistics.clients import tracker_of
from logistics.models import Carrier, Parcel, ParcelOrder, Waybill
from logistics.services.carriers import carriers_by_spelling
from logistics.services.settling import settle_parcels
from orders.public import Road, note_tracking, roads_of


@transaction.atomic
def enrol_orders(order_ids: Iterable[UUID], *, now: datetime) -> int:
    """See to it that each of these orders that left by a carrier has its parcel; return how many are new.

    Orders of one shop under one number lie in one parcel. Again changes nothing. From a carrier we speak
    with the number is asked for at once; under a name that nobody knows there is a parcel without tracking.
    """
    roads = roads_of(PLATFORM, order_ids)
    known = carriers_by_spelling() if roads else {}
    fresh = 0
    for shop_id in sorted({road.shop_id for road in roads}):
        _lock(shop_id)
        fresh += sum(_enrol(road, known, now) for road in roads if road.shop_id == shop_id)
    return fresh


def _lock(shop_id: int) -> None:
    """Have two facts of one dispatch make one parcel."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('logistics.enrol'), %s)", [shop_id])


def _enrol(road: Road, known: dict[str, Carrier], now: datetime) -> bool:
    if ParcelOrder.objects.filter(order_id=road.order_id).exists():
        return False
    carrier = known.get(road.carrier.strip().lower())
    parcel = _under(road, carrier) if carrier and road.waybill else None
    is_new = parcel is None
    if parcel is None:
        parcel = Parcel.everything.create(
            shop_id=road.shop_id, created_at=now, dispatched_at=road.shipped_at
        )
        if carrier and road.waybill:
            add_waybill(parcel, carrier, road.waybill, at=now)
    ParcelOrder.objects.create(parcel=parcel, order_id=road.order_id)
    is_told = carrier is not None and tracker_of(carrier.adapter) is not None
    note_tracking(road.order_id, is_tracked=is_told)
    settle_parcels([parcel.pk], now=now)
    return is_new


def _under(road: Road, carrier: Carrier) -> Parcel | None:
    """Return the shop's parcel that goes under the number, if it is known."""
    rows: Sequence[Parcel] = Parcel.everything.filter(
        shop_id=road.shop_id, waybills__carrier=carrier, waybills__number=road.waybill
    )[:1]
    return next(iter(rows), None)


def add_waybill(
    parcel: Parcel, carrier: Carrier, number: str, *, at: datetime, direction: str = "forward"
) -> Waybill:
    """Have the parcel go under one more number; from a carrier we speak with it is asked for at once."""
    waybill, _new = Waybill.everything.get_or_create(
        shop_id=parcel.shop_id,
        carrier=carrier,
        number=number,
        defaults={
            "parcel": parcel,
            "direction": direction,
            "entered_at": at,
            "next_poll_at": at if carrier.adapter else None,
        },
    )
    return waybill
