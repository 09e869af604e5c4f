"""Parcels that were scanned out, and those that should be: what the apps above tell carriers of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from kernel.arrays import among
from kernel.scope import PLATFORM
from warehouse.models import Outbound, Warehouse
from warehouse.rules.waves import next_cut_offs
from warehouse.states import OutboundState

O = OutboundState  # noqa: E741
BEFORE_SCAN = (
    O.SHORT,
    O.RELEASED,
    O.IN_WAVE,
    O.PICKING,
    O.PICKED,
    O.SORTED,
    O.PACKED,
    O.LABELLED,
    O.WEIGHED,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedOut:
    """One parcel as whoever fetches it is told of it; grams, millimetres, ``cut_off`` in ``zone``."""

    id: UUID
    shop_id: int
    warehouse_id: int
    warehouse: str
    zone: str
    cut_off: time
    channel: str
    code: str
    carrier: str
    order_id: UUID
    order: str
    external_id: str
    tracking: str
    weight_g: int | None
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    dispatched_at: datetime


def scanned_out(outbound_ids: Iterable[UUID]) -> list[ScannedOut]:
    """Return those of the parcels that were scanned out, by id. One query."""
    rows = Outbound.objects.of(PLATFORM).filter(
        pk__in=among(list(outbound_ids), "uuid"), dispatched_at__isnull=False
    )
    names = tuple(_COLUMNS.values())
    return [
        ScannedOut(**dict(zip(names, row, strict=True)))
        for row in rows.order_by("pk").values_list(*_COLUMNS)
    ]


_COLUMNS = {
    "id": "id",
    "shop_id": "shop_id",
    "warehouse_id": "warehouse_id",
    "warehouse__code": "warehouse",
    "warehouse__zone": "zone",
    "warehouse__cut_off": "cut_off",
    "channel": "channel",
    "code": "code",
    "carrier": "carrier",
    "order_id": "order_id",
    "order__number": "order",
    "order__external_id": "external_id",
    "order__waybill": "tracking",
    "weight_g": "weight_g",
    "length_mm": "length_mm",
    "width_mm": "width_mm",
    "height_mm": "height_mm",
    "dispatched_at": "dispatched_at",
}


@dataclass(frozen=True, slots=True)
class CutOff:
    """When a warehouse next closes its day."""

    warehouse_id: int
    name: str
    zone: str
    due_at: datetime


def next_cut_off_of_each(*, now: datetime) -> list[CutOff]:
    """Return the next cut-off of every warehouse. One query."""
    return [
        CutOff(
            row.pk,
            row.name,
            row.zone,
            next_cut_offs(now, cut_off=row.cut_off, zone=ZoneInfo(row.zone), count=1)[0],
        )
        for row in Warehouse.objects.order_by("pk")
    ]


def parcels_at_risk(warehouse_id: int, *, due_at: datetime) -> list[tuple[int, str]]:
    """Return (shop, order number) of parcels not scanned out that the next cut-off is too late for.

    Should they miss ``due_at``, no pickup is left that keeps the promise. The most urgent first. One query.
    """
    rows = Outbound.objects.of(PLATFORM).filter(
        warehouse_id=warehouse_id,
        state__in=BEFORE_SCAN,
        dispatch_by__lt=due_at + timedelta(days=1),
    )
    return list(rows.order_by("dispatch_by", "pk").values_list("shop_id", "order__number"))
