"""End deadlines: kept or missed is decided by the event's own time, once, in one statement."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from kernel.deadlines.events import DeadlineMissed
from kernel.outbox.post import record_many


@dataclass(frozen=True, slots=True)
class Ended:
    """How one promise ended; ``good`` means within its excellent band."""

    kind: str
    kept: bool
    good: bool
    due_at: datetime


def settle(*, subject_id: UUID, kinds: list[str], at: datetime, now: datetime) -> list[Ended]:
    """End the running deadlines of ``subject_id``: what was promised was done at ``at``.

    At the due moment itself it is kept. A miss that the sweep has not seen yet is told here, with its true
    due time; one that has ended already stays as it ended.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, {"at": at, "now": now, "subject": subject_id, "kinds": kinds})
        rows = cursor.fetchall()
    record_many(
        DeadlineMissed(
            occurred_at=due_at,
            deadline_id=pk,
            kind=kind,
            subject_id=subject_id,
            shop_id=shop_id,
            due_at=due_at,
            noticed_at=now,
        )
        for pk, kind, shop_id, state, _good_at, due_at in rows
        if state == "missed"
    )
    return [
        Ended(kind, state == "kept", good_at is not None and at <= good_at, due_at)
        for _pk, kind, _shop, state, good_at, due_at in rows
    ]


def void(*, subject_id: UUID, at: datetime, kinds: list[str] | None = None) -> int:
    """End running deadlines without a verdict (the promise no longer stands); return how many."""
    with connection.cursor() as cursor:
        cursor.execute(_VOID, {"at": at, "subject": subject_id, "kinds": kinds})
        return int(cursor.rowcount)


_SETTLE = """
update kernel_deadline set
  state = case when %(at)s <= due_at then 'kept' else 'missed' end,
  ended_at = least(%(at)s, due_at),
  noticed_at = %(now)s
where subject_id = %(subject)s and kind = any(%(kinds)s) and state = 'running'
returning id, kind, shop_id, state, good_at, due_at
"""
_VOID = """
update kernel_deadline set state = 'void', ended_at = %(at)s, noticed_at = %(at)s
where subject_id = %(subject)s and state = 'running'
  and (%(kinds)s::text[] is null or kind = any(%(kinds)s::text[]))
"""
