"""Promise a day for parcels that leave: once, from the matrix as it stands then (R-002-71, R-003-11)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from kernel.deadlines.policies import policy_for
from logistics.models import LeadTime, LeadTimeChange, Parcel, ParcelOrder, ParcelPromise, Waybill
from logistics.rules.lead_times import Range, change_of, lead_of, promised_by
from logistics.rules.places import city_key, zone_of
from logistics.states import TRACKING_CLOCK, Direction

_WHERE = "order__contact__"
_READ = {
    "country": f"{_WHERE}country",
    "region": f"{_WHERE}region",
    "city": f"{_WHERE}city",
    "method": "order__delivery_method",
    "ready_at": "order__ready_at",
    "channel": "order__channel_id",
}


def promise_parcels(parcel_ids: Iterable[UUID]) -> int:
    """Promise what the matrix says of each parcel that has left; return how many are new.

    One that was promised keeps its promise, whatever the matrix says by now. Six queries, however many.
    """
    parcels = _unpromised(list(parcel_ids))
    if not parcels:
        return 0
    goods, bills = _goods(parcels), _bills(parcels)
    trips = {one.pk: _trip(one, goods.get(one.pk, {}), bills.get(one.pk)) for one in parcels}
    matrix = _Matrix({trip.country for trip in trips.values()}, parcels)
    rows = [matrix.promise(one, trips[one.pk], goods.get(one.pk, {})) for one in parcels]
    ParcelPromise.everything.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _unpromised(parcel_ids: Sequence[UUID]) -> list[Parcel]:
    rows = Parcel.everything.filter(pk__in=parcel_ids, dispatched_at__isnull=False)
    return list(rows.filter(promise=None).select_related("shop", "outbound"))


def _goods(parcels: Sequence[Parcel]) -> dict[UUID, dict[str, Any]]:
    """Return where each parcel goes: with several orders in it, where the first goes."""
    rows = ParcelOrder.objects.filter(parcel__in=parcels).order_by("-pk")
    names = [f"{name}" for name in _READ.values()]
    return {
        row["parcel_id"]: {name: row[path] for name, path in _READ.items()}
        for row in rows.values("parcel_id", *names)
    }


def _bills(parcels: Sequence[Parcel]) -> dict[UUID, Waybill]:
    rows = Waybill.everything.filter(parcel__in=parcels, direction=Direction.FORWARD)
    return {bill.parcel_id: bill for bill in rows.select_related("carrier").order_by("-pk")}


def _trip(parcel: Parcel, goods: dict[str, Any], bill: Waybill | None) -> Range:
    return Range(
        country=(goods.get("country") or parcel.shop.country).upper(),
        region=goods.get("region", "").strip().casefold(),
        city=city_key(goods.get("city", "")),
        carrier=bill.carrier_id if bill else None,
        service=goods.get("method", "").removeprefix("carrier_"),
        mode=bill.carrier.mode if bill else "",
        origin=parcel.outbound.warehouse_id if parcel.outbound else None,
    )


class _Matrix:
    """The lead times and changes of some countries, read once for all the parcels."""

    def __init__(self, countries: set[str], parcels: Sequence[Parcel]) -> None:
        moments = [one.dispatched_at for one in parcels if one.dispatched_at]
        leads = LeadTime.objects.filter(country__in=countries, valid_from__lte=max(moments))
        changes = LeadTimeChange.objects.filter(
            Q(country__in=countries), starts_at__lte=max(moments), ends_at__gt=min(moments)
        )
        self.leads = [row.lead for row in leads]
        self.changes = [row.change for row in changes]

    def promise(self, parcel: Parcel, trip: Range, goods: dict[str, Any]) -> ParcelPromise:
        """Return what is promised of one parcel, not stored yet."""
        assert parcel.dispatched_at is not None
        row = ParcelPromise(
            parcel=parcel,
            shop_id=parcel.shop_id,
            carrier_id=trip.carrier,
            country=trip.country,
            city=trip.city[:120],
            left_at=parcel.dispatched_at,
            tracking_due_at=_tracking_due(parcel, goods),
        )
        lead = lead_of(trip, self.leads, at=parcel.dispatched_at)
        if lead is None:
            return row
        change = change_of(trip, self.changes, at=parcel.dispatched_at)
        taken_on = parcel.dispatched_at.astimezone(ZoneInfo(parcel.shop.zone)).date()
        zone = zone_of(trip.country, parcel.shop.zone)
        promised = promised_by(taken_on, lead, change, zone=zone)
        row.lead_time_id, row.change_id, row.zone = promised.lead_id, promised.change_id, zone
        row.first_attempt_on, row.deliver_on = promised.first_attempt_on, promised.deliver_on
        row.first_attempt_before = promised.first_attempt_before
        row.deliver_before = promised.deliver_before
        return row


def _tracking_due(parcel: Parcel, goods: dict[str, Any]) -> datetime | None:
    """Return by when its number had to be entered, counted from the dispatch scan (R-003-16)."""
    packed = goods.get("ready_at")
    if packed is None:
        return None
    policy = policy_for(TRACKING_CLOCK, at=packed, channel=goods["channel"], shop_id=parcel.shop_id)
    if policy is None or policy.allowance_s is None:
        return None
    due: datetime = packed + timedelta(seconds=policy.allowance_s)
    return due
