"""Whether promised days are kept: both readings of C-18, and numbers entered late (R-002-14, R-003-16)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery

from kernel.scope import Scope
from logistics.models import ParcelOrder, ParcelPromise, Waybill
from logistics.states import Direction, Kind

PERIODS = (7, 30, 90)
OUTCOMES = (
    "parcels",
    "promised",
    "first_on_time",
    "first_late",
    "first_open",
    "delivered_on_time",
    "delivered_late",
    "delivered_open",
    "number_late",
    "number_in_time",
)


@dataclass(frozen=True, slots=True)
class Kept:
    """Counts of parcels by outcome, of one carrier to one city, or of all."""

    carrier_id: int | None
    carrier: str
    country: str
    city: str
    counts: dict[str, int]

    @property
    def first_share(self) -> int | None:
        """Return per cent of decided parcels whose first attempt was on time: the commitment (R-002-14)."""
        return _share(self.counts["first_on_time"], self.counts["first_late"])

    @property
    def delivered_share(self) -> int | None:
        """Return per cent of decided parcels that were delivered on time."""
        return _share(self.counts["delivered_on_time"], self.counts["delivered_late"])

    @property
    def number_share(self) -> int | None:
        """Return per cent of parcels whose number was entered too late (R-003-16)."""
        return _share(self.counts["number_late"], self.counts["number_in_time"])


@dataclass(frozen=True, slots=True)
class Report:
    """The whole of a period, by carrier and city, and the share of first attempts on time by day."""

    whole: Kept
    rows: tuple[Kept, ...]
    days: tuple[tuple[date, int, int], ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """One parcel behind a number."""

    parcel_id: UUID
    shop_slug: str
    orders: tuple[tuple[UUID, str], ...]
    carrier: str
    number: str
    city: str
    country: str
    state: str
    left_at: datetime
    first_attempt_on: date | None
    first_attempt_at: datetime | None
    deliver_on: date | None
    over_at: datetime | None


def kept_promises(scope: Scope, *, since: datetime, until: datetime, now: datetime) -> Report:
    """Return the report of parcels that left from ``since`` until before ``until``; two queries."""
    rows = _of_period(scope, since, until)
    outcomes = _outcomes(now)
    counts = {name: Count("pk", filter=outcomes[name]) for name in OUTCOMES}
    groups = rows.values("carrier_id", "country", "city", name=F("carrier__name"))
    counted = groups.annotate(**counts).order_by(F("parcels").desc(), "city")
    found = [_kept(dict(row)) for row in counted]
    by_day = rows.filter(first_attempt_on__isnull=False).values("first_attempt_on")
    days = by_day.annotate(kept=counts["first_on_time"], late=counts["first_late"])
    shown = days.order_by("first_attempt_on").values_list("first_attempt_on", "kept", "late")
    return Report(
        _summed(found), tuple(found), tuple((on, k, n) for on, k, n in shown if on and k + n)
    )


def counted_parcels(
    scope: Scope,
    *,
    what: str,
    since: datetime,
    until: datetime,
    now: datetime,
    carrier: int | None = None,
    place: tuple[str, str] | None = None,
    most: int = 200,
) -> list[Counted]:
    """Return the parcels behind one number of the report, the latest first; three queries."""
    rows = _of_period(scope, since, until).filter(_outcomes(now)[what])
    if carrier is not None:
        rows = rows.filter(carrier_id=carrier) if carrier else rows.filter(carrier=None)
    if place is not None:
        rows = rows.filter(country=place[0], city=place[1])
    rows = rows.select_related("parcel", "carrier", "shop").order_by("-left_at", "pk")
    return _counted(list(rows[:most]), scope)


def period_of(days: int, *, zone: str, now: datetime) -> tuple[datetime, datetime]:
    """Return from when to when the last ``days`` whole days and today are, in a shop's zone."""
    today = now.astimezone(ZoneInfo(zone)).date()
    first, last = today - timedelta(days=days), today + timedelta(days=1)
    begin, end = (datetime.combine(day, time(), ZoneInfo(zone)) for day in (first, last))
    return begin, end


def _of_period(scope: Scope, since: datetime, until: datetime) -> "QuerySet[ParcelPromise]":
    entered = Waybill.objects.of(scope).filter(parcel=OuterRef("pk"), direction=Direction.FORWARD)
    first = entered.order_by().values("parcel").annotate(at=Min("entered_at")).values("at")
    rows: QuerySet[ParcelPromise] = ParcelPromise.objects.of(scope).filter(
        left_at__gte=since, left_at__lt=until
    )
    return rows.exclude(parcel__state=Kind.CANCELLED).annotate(entered_at=Subquery(first))


def _outcomes(now: datetime) -> dict[str, Q]:
    """Return what each number counts: a parcel that waits is late as soon as its day is over."""
    first, last = Q(first_attempt_before__isnull=False), Q(deliver_before__isnull=False)
    tried = Q(parcel__first_attempt_at__lt=F("first_attempt_before"))
    there = Q(parcel__state=Kind.DELIVERED, parcel__over_at__lt=F("deliver_before"))
    no_try, not_there = Q(parcel__first_attempt_at=None), ~Q(parcel__state=Kind.DELIVERED)
    owes_number = Q(tracking_due_at__isnull=False)
    number_late = owes_number & (
        Q(entered_at__gt=F("tracking_due_at")) | Q(entered_at=None, tracking_due_at__lt=now)
    )
    return {
        "parcels": Q(),
        "promised": first,
        "first_on_time": first & tried,
        "first_late": first
        & (
            Q(parcel__first_attempt_at__gte=F("first_attempt_before"))
            | (no_try & Q(first_attempt_before__lte=now))
        ),
        "first_open": first & no_try & Q(first_attempt_before__gt=now),
        "delivered_on_time": last & there,
        "delivered_late": last
        & (
            Q(parcel__state=Kind.DELIVERED, parcel__over_at__gte=F("deliver_before"))
            | (not_there & Q(deliver_before__lte=now))
        ),
        "delivered_open": last & not_there & Q(deliver_before__gt=now),
        "number_late": number_late,
        "number_in_time": owes_number & Q(entered_at__lte=F("tracking_due_at")),
    }


def _kept(row: dict[str, Any]) -> Kept:
    counts = {name: row[name] for name in OUTCOMES}
    return Kept(row["carrier_id"], row["name"] or "", row["country"], row["city"], counts)


def _summed(rows: Iterable[Kept]) -> Kept:
    counts = {name: sum(row.counts[name] for row in rows) for name in OUTCOMES}
    return Kept(None, "", "", "", counts)


def _share(good: int, bad: int) -> int | None:
    return round(100 * good / (good + bad)) if good + bad else None


def _counted(rows: list[ParcelPromise], scope: Scope) -> list[Counted]:
    ids = [row.pk for row in rows]
    orders: dict[UUID, list[tuple[UUID, str]]] = {}
    contents = ParcelOrder.objects.filter(parcel_id__in=ids).order_by("pk")
    for parcel_id, order_id, number in contents.values_list(
        "parcel_id", "order_id", "order__number"
    ):
        orders.setdefault(parcel_id, []).append((order_id, number))
    bills = Waybill.objects.of(scope).filter(parcel_id__in=ids, direction=Direction.FORWARD)
    numbers = dict(bills.order_by("-pk").values_list("parcel_id", "number"))
    return [
        Counted(
            parcel_id=row.pk,
            shop_slug=row.shop.slug,
            orders=tuple(orders.get(row.pk, ())),
            carrier=row.carrier.name if row.carrier else "",
            number=numbers.get(row.pk, ""),
            city=row.city,
            country=row.country,
            state=row.parcel.state,
            left_at=row.left_at,
            first_attempt_on=row.first_attempt_on,
            first_attempt_at=row.parcel.first_attempt_at,
            deliver_on=row.deliver_on,
            over_at=row.parcel.over_at,
        )
        for row in rows
    ]
