"""The problem queue: what is wrong on the road, whose it is and by when, the most urgent first (R-003-30)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, OuterRef, Prefetch, Subquery

from kernel.deadlines.models import Deadline
from kernel.deadlines.reading import BUCKETS, ClockFace, nearest_open
from kernel.scope import Scope
from logistics.models import Hold, ParcelOrder, Problem, Waybill
from logistics.rules.last_mile_words import ProblemKind
from logistics.states import Direction

MOST = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One problem as a page shows it; ``clock`` is its own due time, ``wait`` that of the parcel."""

    problem: Problem
    orders: tuple[tuple[UUID, str], ...]
    carrier: str
    number: str
    clock: ClockFace | None
    wait: ClockFace | None
    hold: Hold | None


def open_problems(scope: Scope, *, owner_id: int | None = None) -> int:
    """Return how many problems are open."""
    rows = Problem.objects.of(scope).filter(closed_at=None)
    return int((rows.filter(owner=owner_id) if owner_id else rows).count())


def problem_queue(
    scope: Scope, *, kind: str = "", owner_id: int | None = None, now: datetime
) -> list[Row]:
    """Return the open problems by due time, at most `MOST`; seven queries, however many."""
    due = Deadline.objects.filter(subject_id=OuterRef("pk"), closed_at=None).order_by("due_at")
    rows = Problem.objects.of(scope).filter(closed_at=None)
    rows = rows.filter(kind=kind) if kind in ProblemKind.values else rows
    rows = rows.filter(owner=owner_id) if owner_id else rows
    rows = rows.annotate(due_at=Subquery(due.values("due_at")[:1]))
    contents = ParcelOrder.objects.select_related("order").order_by("pk")
    bills = Waybill.objects.of(scope).filter(direction=Direction.FORWARD).select_related("carrier")
    found = list(
        rows.select_related("parcel", "parcel__hold", "owner", "shop")
        .prefetch_related(
            Prefetch("parcel__contents", queryset=contents),
            Prefetch("parcel__waybills", queryset=bills.order_by("pk")),
        )
        .order_by(F("due_at").asc(nulls_last=True), "since", "pk")[:MOST]
    )
    subjects = [row.pk for row in found] + [row.parcel_id for row in found]
    clocks = nearest_open(scope, subjects, now=now)
    return [_row(row, clocks) for row in found]


def by_due(
    rows: Iterable[Row], *, now: datetime, zone: ZoneInfo | str
) -> list[tuple[str, list[Row]]]:
    """Return the rows in the buckets of `kernel.deadlines.reading`, empty ones left out."""
    place = ZoneInfo(zone) if isinstance(zone, str) else zone
    today = now.astimezone(place).date()
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[_bucket(row, now, today.toordinal(), place)].append(row)
    return [(name, found[name]) for name in BUCKETS if found[name]]


def _bucket(row: Row, now: datetime, today: int, zone: ZoneInfo) -> str:
    if row.clock is None:
        return "later"
    due = row.clock.due_at
    if due < now:
        return "late"
    if due <= now + timedelta(hours=1):
        return "hour"
    days = due.astimezone(zone).date().toordinal() - today
    return ("today", "tomorrow", "later")[min(days, 2)]


def _row(problem: Problem, clocks: dict[UUID, ClockFace]) -> Row:
    bills = list(problem.parcel.waybills.all())
    return Row(
        problem=problem,
        orders=tuple((one.order_id, one.order.number) for one in problem.parcel.contents.all()),
        carrier=bills[0].carrier.name if bills else "",
        number=bills[0].number if bills else "",
        clock=clocks.get(problem.pk),
        wait=clocks.get(problem.parcel_id),
        hold=getattr(problem.parcel, "hold", None),
    )
