"""Read deadlines: what runs for these subjects, what a shop must see to next, and how each was counted."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q, QuerySet

from kernel.calendars.models import WorkCalendar
from kernel.deadlines.explaining import band, explain_lines
from kernel.deadlines.models import Deadline, DeadlineState
from kernel.history import History
from kernel.scope import Scope

__all__ = [
    "BUCKETS",
    "Board",
    "Bucket",
    "ClockFace",
    "band",
    "board",
    "changes_of",
    "clock_faces",
    "clocks_of",
    "deadlines_by_due",
    "explain_lines",
    "nearest_open",
    "open_clocks",
]

# Late and still waited for; due within the hour, later today, tomorrow, later. Days are the reader's.
BUCKETS = ("late", "hour", "today", "tomorrow", "later")


@dataclass(frozen=True, slots=True)
class ClockFace:
    """What a page or a message shows of one deadline, as plain values.

    ``allowance_s`` is what was promised with all credits, None when it was promised in days. ``intervals``
    are the times that count, in epoch seconds; ``explain`` says them in words, in ``calendar_zone``.
    """

    id: int
    kind: str
    subject_id: UUID
    shop_id: int | None
    state: str
    band: str
    opened_at: datetime
    good_at: datetime | None
    due_at: datetime
    ended_at: datetime | None
    closed_at: datetime | None
    allowance_s: int | None
    credited_s: int
    calendar: str
    calendar_zone: str
    intervals: tuple[tuple[int, int], ...]
    explain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bucket:
    """One column of the board: how many subjects, and the first of them by due time."""

    name: str
    count: int
    clocks: tuple[ClockFace, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """What a shop must see to, by urgency; each subject stands once, at its nearest deadline."""

    buckets: tuple[Bucket, ...]

    def __getitem__(self, name: str) -> Bucket:
        """Return the column of that name."""
        return self.buckets[BUCKETS.index(name)]


def deadlines_by_due(
    scope: Scope,
    *,
    state: str = DeadlineState.RUNNING,
    kind: str = "",
    due_before: datetime | None = None,
    after: tuple[datetime, int] | None = None,
    limit: int = 50,
) -> list[Deadline]:
    """Return deadlines of the scope, the earliest due first; ``after`` is the (due, id) of the last seen."""
    rows = _in_scope(scope).filter(state=state)
    if state == DeadlineState.RUNNING:
        rows = rows.filter(closed_at=None)  # it is so anyway, and the index is of those
    if kind:
        rows = rows.filter(kind=kind)
    if due_before is not None:
        rows = rows.filter(due_at__lt=due_before)
    if after is not None:
        due_at, pk = after
        rows = rows.filter(Q(due_at__gt=due_at) | Q(due_at=due_at, pk__gt=pk), due_at__gte=due_at)
    return list(rows.order_by("due_at", "pk")[:limit])


def open_clocks(
    scope: Scope, subject_ids: Iterable[UUID], *, now: datetime
) -> dict[UUID, list[ClockFace]]:
    """Return the deadlines somebody still waits for, running or late, by subject and nearest first."""
    rows = _in_scope(scope).filter(subject_id__in=list(subject_ids), closed_at=None)
    return _by_subject(clock_faces(rows.order_by("due_at", "pk"), now=now))


def nearest_open(
    scope: Scope, subject_ids: Iterable[UUID], *, now: datetime
) -> dict[UUID, ClockFace]:
    """Return of each subject the open deadline that is due first (C-05); none, no entry."""
    clocks = open_clocks(scope, subject_ids, now=now)
    return {subject_id: faces[0] for subject_id, faces in clocks.items()}


def clocks_of(scope: Scope, subject_id: UUID, *, now: datetime) -> list[ClockFace]:
    """Return every deadline of one subject, ended ones too, in the order they were opened."""
    rows = _in_scope(scope).filter(subject_id=subject_id)
    return clock_faces(rows.order_by("opened_at", "pk"), now=now)


def changes_of(scope: Scope, subject_id: UUID) -> list[History]:
    """Return how the deadlines of one subject were moved, credits and repricings, oldest first."""
    ids = _in_scope(scope).filter(subject_id=subject_id).values_list("pk", flat=True)
    lines = History.objects.filter(subject_kind="deadline", subject_id__in=[str(pk) for pk in ids])
    return list(lines.order_by("id"))


def clock_faces(deadlines: Iterable[Deadline], *, now: datetime) -> list[ClockFace]:
    """Return the faces of these rows; one more query finds the zones of their calendars."""
    rows = list(deadlines)
    codes = {row.calendar for row in rows}
    found = WorkCalendar.objects.filter(pk__in=codes).values_list("pk", "zone") if codes else ()
    zones = dict(found)
    return [_face(row, zones.get(row.calendar, "UTC"), now) for row in rows]


def board(
    scope: Scope,
    *,
    now: datetime,
    zone: ZoneInfo | str,
    kinds: Sequence[str] | None = None,
    most: int = 50,
) -> Board:
    """Return what is late, due within the hour, today, tomorrow and later, in three queries.

    Counts are of all subjects; each column shows its first ``most``. Days end with midnight in ``zone``: what
    is due by the end of a day is due on that day.
    """
    edges = _edges(now, ZoneInfo(zone) if isinstance(zone, str) else zone)
    shops = None if scope.shop_ids is None else list(scope.shop_ids)
    values = {**edges, "most": most, "shops": shops, "kinds": kinds and list(kinds)}
    with connection.cursor() as cursor:
        cursor.execute(_BOARD, values)
        placed = cursor.fetchall()
    rows = Deadline.objects.filter(pk__in=[pk for _bucket, pk, _count in placed])
    faces = {face.id: face for face in clock_faces(rows, now=now)}
    counts = {bucket: count for bucket, _pk, count in placed}
    columns = defaultdict(list)
    for bucket, pk, _count in placed:
        columns[bucket].append(faces[pk])
    return Board(
        tuple(Bucket(n, counts.get(i, 0), tuple(columns[i])) for i, n in enumerate(BUCKETS))
    )


def _in_scope(scope: Scope) -> QuerySet[Deadline]:
    if scope.shop_ids is None:
        return Deadline.objects.all()
    return Deadline.objects.filter(shop_id__in=scope.shop_ids)


def _by_subject(faces: Iterable[ClockFace]) -> dict[UUID, list[ClockFace]]:
    found: dict[UUID, list[ClockFace]] = {}
    for face in faces:
        found.setdefault(face.subject_id, []).append(face)
    return found


def _face(row: Deadline, zone: str, now: datetime) -> ClockFace:
    return ClockFace(
        id=row.pk,
        kind=row.kind,
        subject_id=row.subject_id,
        shop_id=row.shop_id,
        state=row.state,
        band=band(row, now),
        opened_at=row.opened_at,
        good_at=row.good_at,
        due_at=row.due_at,
        ended_at=row.ended_at,
        closed_at=row.closed_at,
        allowance_s=None if row.allowance_s is None else row.allowance_s + row.credited_s,
        credited_s=row.credited_s,
        calendar=row.calendar,
        calendar_zone=zone,
        intervals=tuple((opens, closes) for opens, closes, _seconds in row.explanation),
        explain=tuple(explain_lines(row, zone)),
    )


def _edges(now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    today = now.astimezone(zone).date()
    nights = [
        datetime.combine(today + timedelta(days=days), time(), zone).astimezone(UTC)
        for days in (1, 2)
    ]
    return {"now": now, "hour": now + timedelta(hours=1), "night": nights[0], "after": nights[1]}


_BOARD = """
with nearest as (
  select distinct on (subject_id) id, due_at from kernel_deadline
  where closed_at is null
    and (%(shops)s::bigint[] is null or shop_id = any(%(shops)s::bigint[]))
    and (%(kinds)s::text[] is null or kind = any(%(kinds)s::text[]))
  order by subject_id, due_at, id
), placed as (
  select id, due_at, case
    when due_at < %(now)s then 0 when due_at <= %(hour)s then 1
    when due_at <= %(night)s then 2 when due_at <= %(after)s then 3 else 4 end as bucket
  from nearest
), ranked as (
  select bucket, id, count(*) over (partition by bucket) as size,
         row_number() over (partition by bucket order by due_at, id) as place
  from placed
)
select bucket, id, size from ranked where place <= %(most)s order by bucket, place
"""
