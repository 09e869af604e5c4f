"""All open parcels of a shop, of whichever carrier, those that need somebody first (R-000-01)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, Prefetch, Q, QuerySet, Value, When

from kernel.scope import Scope
from logistics.models import Parcel, ParcelOrder, Waybill
from logistics.states import Direction, Kind, Phase

# What stands so, or under a number that its carrier does not know, wants a person.
TROUBLE = frozenset({Kind.PROBLEM, Kind.FAILED_ATTEMPT, Kind.UNCOLLECTED, Kind.REFUSED, Kind.LOST})
GROUPS = ("trouble", "waits", "before", "moving", "back")
LATE = "late"
# The most troubled first and of those the longest unchanged, or by what is asked for.
SORTS: dict[str, tuple[Any, ...]] = {
    "": ("group", F("state_since").asc(nulls_first=True)),
    "promised": (F("promise__deliver_before").asc(nulls_last=True),),
    "left": (F("dispatched_at").desc(nulls_last=True),),
}


@dataclass(frozen=True, slots=True)
class OnRoad:
    """One row of the page. ``group`` is one of `GROUPS`."""

    id: UUID
    state: str
    group: str
    since: datetime | None
    reason: str
    whereabouts: str
    dispatched_at: datetime | None
    failed_attempts: int
    orders: tuple[tuple[UUID, str], ...]
    carrier: str
    number: str
    is_unknown: bool
    promised_on: date | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Road:
    """A page of rows, how many there are in each group and are late, and whether more follow."""

    rows: tuple[OnRoad, ...]
    counts: dict[str, int]
    late: int
    more: bool


def on_the_road(
    scope: Scope,
    *,
    now: datetime,
    group: str = "",
    find: str = "",
    by: str = "",
    page: int = 1,
    size: int = 50,
) -> Road:
    """Return open parcels in the order of `SORTS`; four queries. ``group`` is of `GROUPS`, or `LATE`."""
    open_rows = _grouped(scope, Parcel.objects.of(scope).exclude(phase=Phase.OVER))
    is_late = _late(now)
    groups = open_rows.order_by().values_list("group")
    told = list(groups.annotate(n=Count("pk"), late=Count("pk", filter=is_late)))
    counts = {group: n for group, n, _late_ones in told}
    rows = open_rows.select_related("promise")
    rows = _found(rows, scope, find) if find else rows
    if group == LATE:
        rows = rows.filter(is_late)
    elif group in GROUPS:
        rows = rows.filter(group=GROUPS.index(group))
    rows = rows.order_by(*SORTS.get(by, SORTS[""]), "pk")
    contents = ParcelOrder.objects.select_related("order").only(
        "parcel_id", "order_id", "order__number", "order__state"
    )
    waybills = Waybill.objects.of(scope).select_related("carrier").order_by("pk")
    start = (page - 1) * size
    found = list(
        rows.prefetch_related(
            Prefetch("contents", queryset=contents), Prefetch("waybills", queryset=waybills)
        )[start : start + size + 1]
    )
    return Road(
        rows=tuple(_row(one, now) for one in found[:size]),
        counts={name: counts.get(n, 0) for n, name in enumerate(GROUPS)},
        late=sum(late for _group, _n, late in told),
        more=len(found) > size,
    )


def _found(rows: Any, scope: Scope, find: str) -> Any:
    """Return those whose waybill or order begins so."""
    bills = Waybill.objects.of(scope).filter(number__istartswith=find).values("parcel_id")
    named = ParcelOrder.objects.filter(order__number__istartswith=find).values("parcel_id")
    return rows.filter(Q(pk__in=bills) | Q(pk__in=named))


def _late(now: datetime) -> Q:
    """Return which parcels a promised day has passed by: of the first attempt, or of the delivery."""
    on_the_way = Q(phase__lt=Phase.GOING_BACK)
    no_try = Q(first_attempt_at=None, promise__first_attempt_before__lte=now)
    return on_the_way & (no_try | Q(promise__deliver_before__lte=now))


def _next_promise(parcel: Parcel, now: datetime) -> tuple[date | None, bool]:
    promise = getattr(parcel, "promise", None)
    if promise is None or promise.deliver_before is None or parcel.phase >= Phase.GOING_BACK:
        return None, False
    if parcel.first_attempt_at is None:
        return promise.first_attempt_on, promise.first_attempt_before <= now
    return promise.deliver_on, promise.deliver_before <= now


def _grouped(scope: Scope, rows: "QuerySet[Parcel]") -> Any:
    """Return the rows with the place of their group."""
    bills = Waybill.objects.of(scope).filter(unknown_since__isnull=False)
    unknown = bills.filter(parcel__phase=Phase.BEFORE).values("parcel_id")
    turns = [
        When(Q(state__in=sorted(TROUBLE)) | Q(pk__in=unknown), then=Value(0)),
        When(state=Kind.AT_POINT, then=Value(1)),
        When(phase=Phase.BEFORE, then=Value(2)),
        When(phase=Phase.ON_THE_WAY, then=Value(3)),
    ]
    return rows.annotate(group=Case(*turns, default=Value(4), output_field=IntegerField()))


def _row(parcel: Any, now: datetime) -> OnRoad:
    promised_on, is_late = _next_promise(parcel, now)
    bills = list(parcel.waybills.all())
    back = [bill for bill in bills if bill.direction == Direction.RETURN]
    bill = (back or bills or [None])[-1]
    return OnRoad(
        id=parcel.pk,
        state=parcel.state,
        group=GROUPS[parcel.group],
        since=parcel.state_since,
        reason=parcel.reason,
        whereabouts=parcel.whereabouts,
        dispatched_at=parcel.dispatched_at,
        failed_attempts=parcel.failed_attempts,
        orders=tuple((one.order_id, one.order.number) for one in parcel.contents.all()),
        carrier=bill.carrier.name if bill else "",
        number=bill.number if bill else "",
        is_unknown=parcel.phase == Phase.BEFORE and any(one.unknown_since for one in bills),
        promised_on=promised_on,
        is_late=is_late,
    )
