"""End deadlines: kept or missed is decided by the event's own time, once, in one statement."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from kernel import trips
from kernel.arrays import literal
from kernel.deadlines.events import DeadlineMissed
from kernel.deadlines.models import DeadlineState
from kernel.deadlines.outages import SWEEPER, credit_pending
from kernel.outbox.post import record_many


@dataclass(frozen=True, slots=True)
class Ended:
    """How one promise ended; ``good`` means within its excellent band."""

    kind: str
    state: str
    good: bool
    due_at: datetime
    subject_id: UUID


def settle(*, subject_id: UUID, kinds: list[str], at: datetime, now: datetime) -> list[Ended]:
    """End the running deadlines of ``subject_id``: what was promised was done at ``at``.

    At the due moment itself it is kept. A miss that the sweep has not seen yet is told here, with its true
    due time; one that has been told stays a miss, and no longer counts as waited for.
    """
    return settle_many(subject_ids=[subject_id], kinds=kinds, at=at, now=now)


def settle_many(
    *, subject_ids: Sequence[UUID], kinds: list[str], at: datetime, now: datetime
) -> list[Ended]:
    """`settle` for several subjects, in one statement."""
    return _end(DeadlineState.KEPT, list(subject_ids), kinds, at, now)


def settle_in_time(
    *, subject_ids: Sequence[UUID], kinds: list[str], at: datetime, now: datetime
) -> None:
    """`settle_many` as one write that may ride in a trip, for promises none of which was due before ``at``.

    The caller has seen that, so nothing is held for an outage and no new miss is to be told; one that the
    sweep has found missed meanwhile, at its own clock, stays a miss.
    """
    values = _values(DeadlineState.KEPT, list(subject_ids), kinds, at, now)
    trips.write(_CLOSE, [values[name] for name in _CLOSE_NAMES])


def void(
    *, subject_id: UUID, at: datetime, now: datetime, kinds: list[str] | None = None
) -> list[Ended]:
    """End running deadlines because the promise no longer stands since ``at``; all kinds unless named.

    One that was due before ``at`` is missed all the same: it was broken while it stood.
    """
    return _end(DeadlineState.VOID, [subject_id], kinds, at, now)


def void_many(*, subject_ids: list[UUID], at: datetime, now: datetime) -> list[Ended]:
    """Do what `void` does for many subjects at once."""
    return _end(DeadlineState.VOID, subject_ids, None, at, now)


@transaction.atomic(savepoint=False)
def _end(
    verdict: str, subject_ids: list[UUID], kinds: list[str] | None, at: datetime, now: datetime
) -> list[Ended]:
    values = _values(verdict, subject_ids, kinds, at, now)
    rows = _execute({**values, "credited": False})
    if held := [row["id"] for row in rows if row["state"] is None]:
        # We were down when it fell due: what is owed for that is credited before anybody judges.
        credit_pending(deadline_ids=held, now=now)
        rows += _execute({**values, "credited": True})
    ended = [row for row in rows if row["state"] and row["before"] == DeadlineState.RUNNING]
    record_many(_missed(row) for row in ended if row["state"] == DeadlineState.MISSED)
    return [
        Ended(row["kind"], row["state"], _good(row), row["due_at"], row["subject_id"])
        for row in ended
    ]


def _values(
    verdict: str, subject_ids: list[UUID], kinds: list[str] | None, at: datetime, now: datetime
) -> dict[str, Any]:
    return {
        "verdict": verdict,
        "subjects": literal(subject_ids),
        "kinds": None if kinds is None else literal(kinds),
        "at": at,
        "now": now,
        "silent": now - timedelta(seconds=settings.OUTAGE_AFTER_SECONDS),
        "sweeper": SWEEPER,
    }


def _execute(values: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(_END, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _good(row: dict[str, Any]) -> bool:
    return row["good_at"] is not None and row["ended_at"] <= row["good_at"]


def _missed(row: dict[str, Any]) -> DeadlineMissed:
    return DeadlineMissed(
        occurred_at=row["due_at"],
        deadline_id=row["id"],
        kind=row["kind"],
        subject_id=row["subject_id"],
        shop_id=row["shop_id"],
        due_at=row["due_at"],
        noticed_at=row["noticed_at"],
    )


# The subselect makes the guess of how many there are the same for any number: one plan is kept for all.
# A row that would be missed while an outage is not credited yet is held: it comes back without a state.
_KINDS = "(%(kinds)s::text[] is null or d.kind = any(%(kinds)s::text[]))"
_HELD = """
    d.state = 'running' and d.due_at < %(at)s and not %(credited)s
      and not exists (select 1 from kernel_ownclock o where o.shop_id = d.shop_id) and (
      exists (select 1 from kernel_outage where credited_at is null)
      or exists (select 1 from kernel_heartbeat
                 where name = %(sweeper)s and seen_at <= %(silent)s))"""
_FOUND = f"""
  select d.id, d.kind, d.subject_id, d.shop_id, d.state as before,
    {_HELD} as held
  from kernel_deadline d
  where d.subject_id = any(array(select unnest(%(subjects)s::uuid[]))) and d.closed_at is null
    and {_KINDS}
  order by d.id for no key update of d
"""  # noqa: S608
_ENDED = """
  update kernel_deadline d set
    state = case when d.state = 'running' and %(at)s <= d.due_at
                 then %(verdict)s else 'missed' end,
    ended_at = coalesce(d.ended_at, least(%(at)s, d.due_at)),
    noticed_at = coalesce(d.noticed_at, %(now)s),
    closed_at = %(at)s
  from found where d.id = found.id and not found.held
"""
_END = f"""
with found as ({_FOUND}), ended as ({_ENDED}
  returning d.id, d.state, d.good_at, d.due_at, d.ended_at, d.noticed_at
)
select found.id, found.kind, found.subject_id, found.shop_id, found.before, ended.state,
       ended.good_at, ended.due_at, ended.ended_at, ended.noticed_at
from found left join ended using (id)
"""  # noqa: S608
# Writes that share a trip are told their values in order, not by name; of promises in time none is held.
_NAMED_KINDS = "d.kind = any(array(select unnest(%(kinds)s::text[])))"
_IN_TIME = _FOUND.replace(_KINDS, _NAMED_KINDS).replace(_HELD, "false")
_BY_NAME = f"with found as ({_IN_TIME}) {_ENDED}"
_CLOSE_NAMES = re.findall(r"%\((\w+)\)s", _BY_NAME)
_CLOSE = re.sub(r"%\(\w+\)s", "%s", _BY_NAME)
