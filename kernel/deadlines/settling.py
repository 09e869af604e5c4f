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
    state: str
    good: bool
    due_at: datetime


def settle(*, subject_id: UUID, kinds: list[str], at: datetime, now: datetime) -> list[Ended]:
    """End the running deadlines of ``subject_id``: what was promised was done at ``at``.

    At the due moment itself it is kept. A miss that the sweep has not seen yet is told here, with its true
    due time; one that has ended already stays as it ended.
    """
    return _end(_SETTLE, {"at": at, "now": now, "subject": subject_id, "kinds": kinds})


def void(
    *, subject_id: UUID, at: datetime, now: datetime, kinds: list[str] | None = None
) -> list[Ended]:
    """End running deadlines because the promise no longer stands since ``at``; all kinds unless named.

    One that was due before ``at`` is missed all the same: it was broken while it stood.
    """
    return _end(_VOID, {"at": at, "now": now, "subject": subject_id, "kinds": kinds})


def _end(statement: str, values: dict[str, object]) -> list[Ended]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    record_many(
        DeadlineMissed(
            occurred_at=due_at,
            deadline_id=pk,
            kind=kind,
            subject_id=subject_id,
            shop_id=shop_id,
            due_at=due_at,
            noticed_at=noticed_at,
        )
        for pk, kind, subject_id, shop_id, state, _good, due_at, _ended, noticed_at in rows
        if state == "missed"
    )
    return [
        Ended(kind, state, good_at is not None and ended_at <= good_at, due_at)
        for _pk, kind, _subject, _shop, state, good_at, due_at, ended_at, _noticed in rows
    ]


_ENDED = "returning id, kind, subject_id, shop_id, state, good_at, due_at, ended_at, noticed_at"
_SETTLE = f"""
update kernel_deadline set
  state = case when %(at)s <= due_at then 'kept' else 'missed' end,
  ended_at = least(%(at)s, due_at), noticed_at = %(now)s
where subject_id = %(subject)s and kind = any(%(kinds)s) and state = 'running'
{_ENDED}
"""  # noqa: S608
_VOID = f"""
update kernel_deadline set
  state = case when %(at)s <= due_at then 'void' else 'missed' end,
  ended_at = least(%(at)s, due_at), noticed_at = %(now)s
where subject_id = %(subject)s and state = 'running'
  and (%(kinds)s::text[] is null or kind = any(%(kinds)s::text[]))
{_ENDED}
"""  # noqa: S608
