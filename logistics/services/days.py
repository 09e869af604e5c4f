"""Dispatch days as rows: opened ahead, and told from the scan's own time (R-002-09, R-002-25)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from logistics.models import DispatchDay
from logistics.rules.dispatching import Span, span_of
from warehouse.public import ScannedOut

AROUND = timedelta(days=2)
Place = tuple[int, str]


def days_of(parcels: Sequence[ScannedOut]) -> dict[UUID, int]:
    """Return each parcel's day, by the time of its scan and nothing else; days not there yet are opened.

    Three statements at most.
    """
    moments = [parcel.dispatched_at for parcel in parcels]
    known = _known({_place(p) for p in parcels}, min(moments) - AROUND, max(moments) + AROUND)
    spans = _spans(parcels, known)
    keys = {p.id: (*_place(p), spans[p.id].on) for p in parcels}
    ids = _ids({key: spans[parcel_id] for parcel_id, key in keys.items()})
    return {parcel_id: ids[key] for parcel_id, key in keys.items()}


def open_days(*, now: datetime) -> int:
    """See to it that every warehouse has a day of now for each channel connected there; return how many came.

    Days that nobody opened while we were down are opened too, at most a month of them. Days without a
    parcel are closed like any other: that nothing left is worth knowing.
    """
    wanted: dict[tuple[int, str, date], Span] = {}
    for warehouse_id, channel, zone, cut_off, last in _places():
        known = _known({(warehouse_id, channel)}, now - MONTH, now + AROUND)
        at = max(last, now - MONTH) if last else now
        while at <= now:
            span = span_of(
                at, cut_off=cut_off, zone=ZoneInfo(zone), known=known[warehouse_id, channel]
            )
            wanted[warehouse_id, channel, span.on] = span
            at = span.due_at
    return _open(wanted)


MONTH = timedelta(days=31)


def _place(parcel: ScannedOut) -> Place:
    return parcel.warehouse_id, parcel.channel


def _spans(
    parcels: Iterable[ScannedOut], known: Mapping[Place, Mapping[date, datetime]]
) -> dict[UUID, Span]:
    """Return the span of each parcel, told once for each day of a place."""
    spans: dict[UUID, Span] = {}
    latest: dict[Place, Span] = {}
    for parcel in sorted(parcels, key=lambda parcel: parcel.dispatched_at):
        place = _place(parcel)
        if place not in latest or latest[place].due_at <= parcel.dispatched_at:
            latest[place] = _span(parcel, known[place])
        spans[parcel.id] = latest[place]
    return spans


def _span(parcel: ScannedOut, known: Mapping[date, datetime]) -> Span:
    zone = ZoneInfo(parcel.zone)
    return span_of(parcel.dispatched_at, cut_off=parcel.cut_off, zone=zone, known=known)


def _known(
    places: Iterable[Place], since: datetime, until: datetime
) -> dict[Place, dict[date, datetime]]:
    """Return the cut-offs of the days that are there, and of the day before each."""
    warehouses, channels = zip(*places, strict=True)
    rows = DispatchDay.objects.filter(
        warehouse_id__in=set(warehouses), channel_id__in=set(channels), due_at__range=(since, until)
    )
    found: dict[Place, dict[date, datetime]] = defaultdict(dict)
    for warehouse_id, channel, on, begins_at, due_at in rows.order_by("on").values_list(
        "warehouse_id", "channel_id", "on", "begins_at", "due_at"
    ):
        found[warehouse_id, channel].setdefault(on - timedelta(days=1), begins_at)
        found[warehouse_id, channel][on] = due_at
    return found


def _ids(wanted: Mapping[tuple[int, str, date], Span]) -> dict[tuple[int, str, date], int]:
    found = _standing(wanted)
    missing = {key: span for key, span in wanted.items() if key not in found}
    if missing:
        _open(missing)
        found |= _standing(missing)
    return found


def _standing(wanted: Iterable[tuple[int, str, date]]) -> dict[tuple[int, str, date], int]:
    keys = list(wanted)
    rows = DispatchDay.objects.filter(
        warehouse_id__in={key[0] for key in keys},
        channel_id__in={key[1] for key in keys},
        on__in={key[2] for key in keys},
    )
    return {
        (warehouse_id, channel, on): pk
        for pk, warehouse_id, channel, on in rows.values_list(
            "pk", "warehouse_id", "channel_id", "on"
        )
    }


def _open(wanted: Mapping[tuple[int, str, date], Span]) -> int:
    before = len(_standing(wanted)) if wanted else 0
    DispatchDay.objects.bulk_create(
        [
            DispatchDay(
                warehouse_id=warehouse_id,
                channel_id=channel,
                on=on,
                begins_at=span.begins_at,
                due_at=span.due_at,
            )
            for (warehouse_id, channel, on), span in sorted(wanted.items(), key=lambda it: it[0])
        ],
        ignore_conflicts=True,
    )
    return len(wanted) - before


def _places() -> list[tuple[int, str, str, time, datetime | None]]:
    """Return where which channel is connected, its clock, and the end of the last day that is there."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACES)
        return list(cursor.fetchall())


_PLACES = """
select w.id, l.channel_id, w.zone, w.cut_off, max(d.due_at)
from logistics_link l join warehouse_storage s on s.shop_id = l.shop_id
join warehouse_warehouse w on w.id = s.warehouse_id
left join logistics_dispatchday d on d.warehouse_id = w.id and d.channel_id = l.channel_id
group by w.id, l.channel_id order by w.id, l.channel_id
"""
