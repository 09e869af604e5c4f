"""One dispatch day as evidence: every number of it, and what each counts (R-002-25, R-002-26)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet

from kernel.scope import PLATFORM, Scope
from logistics.models import CutOffWarning, DispatchDay, DispatchNotice, Pickup
from logistics.models.dispatch_notice import AsnState
from logistics.states import NoticeState


@dataclass(frozen=True, slots=True)
class Evidence:
    """The numbers of one day, its pickups, its warnings; ``after`` counts those scanned out past the cut-off.

    ``day_after`` is the day for which those count; None while nobody was scanned out for it.
    """

    in_time: int
    after: int
    states: Mapping[str, int]
    asns: Mapping[str, int]
    acknowledged_late: int
    not_in_pickup: int
    in_later_pickup: int
    pickups: list[Pickup]
    warnings: list[CutOffWarning]
    day_after: int | None
    midnight: datetime


def evidence_of(day: DispatchDay, scope: Scope = PLATFORM) -> Evidence:
    """Return what is known of a day, as far as the scope reaches. Five queries."""
    notices = DispatchNotice.objects.of(scope)
    mine = notices.filter(day=day)
    counted = mine.aggregate(
        **{state: Count("pk", filter=Q(state=state)) for state in NoticeState},
        **{f"asn_{state}": Count("pk", filter=Q(asn=state)) for state in AsnState if state},
        late=Count("pk", filter=Q(state=NoticeState.ACCEPTED, answered_at__gte=day.due_at)),
        without=Count("pk", filter=Q(pickup=None)),
        later=Count("pk", filter=Q(pickup__isnull=False) & ~Q(pickup__day=F("day"))),
    )
    midnight = _midnight(day)
    tomorrow = _day_after(day)
    after = notices.filter(day=tomorrow, dispatched_at__lt=midnight).count() if tomorrow else 0
    states = {state.value: counted[state] for state in NoticeState if counted[state]}
    return Evidence(
        in_time=sum(states.values()),
        after=after,
        states=states,
        asns={
            one.value: counted[f"asn_{one}"] for one in AsnState if one and counted[f"asn_{one}"]
        },
        acknowledged_late=counted["late"],
        not_in_pickup=counted["without"],
        in_later_pickup=counted["later"],
        pickups=list(
            Pickup.objects.of(scope).filter(day=day).select_related("link", "shop").order_by("pk")
        ),
        warnings=list(_warnings(day, scope)),
        day_after=tomorrow,
        midnight=midnight,
    )


def _midnight(day: DispatchDay) -> datetime:
    zone = ZoneInfo(day.warehouse.zone)
    return datetime.combine(day.on + timedelta(days=1), datetime.min.time(), zone)


def _day_after(day: DispatchDay) -> int | None:
    rows = DispatchDay.objects.filter(
        warehouse_id=day.warehouse_id, channel_id=day.channel_id, begins_at=day.due_at
    )
    return rows.values_list("pk", flat=True).first()


def _warnings(day: DispatchDay, scope: Scope) -> "QuerySet[CutOffWarning]":
    rows = CutOffWarning.objects.of(scope).filter(warehouse_id=day.warehouse_id, due_at=day.due_at)
    ordered: QuerySet[CutOffWarning] = rows.select_related("shop").order_by("told_at", "shop_id")
    return ordered


def days_of_shop(scope: Scope, *, limit: int = 30) -> list[Any]:
    """Return the latest days with parcels of the scope: (day, its parcels, acknowledged, in a pickup)."""
    rows = DispatchNotice.objects.of(scope).filter(day__isnull=False)
    numbers = (
        rows.values("day")
        .annotate(
            parcels=Count("pk"),
            accepted=Count("pk", filter=Q(state=NoticeState.ACCEPTED)),
            refused=Count("pk", filter=Q(state=NoticeState.REFUSED)),
            collected=Count("pk", filter=Q(pickup__isnull=False)),
        )
        .order_by("-day__due_at", "day")[:limit]
    )
    found = list(numbers)
    days = DispatchDay.objects.select_related("warehouse", "channel").in_bulk(
        [row["day"] for row in found]
    )
    return [{**row, "day": days[row["day"]]} for row in found]


def notices_of_day(scope: Scope, day_id: int, *, limit: int = 500) -> list[DispatchNotice]:
    """Return a day's notices of the scope, those that need somebody first."""
    rows = DispatchNotice.objects.of(scope).filter(day_id=day_id)
    rows = rows.select_related("outbound", "outbound__order", "pickup__day").order_by(
        F("pickup").asc(nulls_first=True), "dispatched_at", "pk"
    )
    return list(rows[:limit])


def open_warnings(scope: Scope, *, now: datetime) -> list[CutOffWarning]:
    """Return the loudest warning of each cut-off still to come that nobody of the scope has acknowledged."""
    rows = CutOffWarning.objects.of(scope).filter(
        due_at__gt=now, acknowledged_at=None, shop__isnull=scope.shop_ids is None
    )
    loudest: dict[tuple[int, int | None], CutOffWarning] = {}
    for one in rows.select_related("warehouse").order_by("-minutes"):
        loudest[one.warehouse_id, one.shop_id] = one
    return list(loudest.values())
