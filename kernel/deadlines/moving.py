"""Give running deadlines other clocks: one statement, one line of history each, one fact a shop."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from kernel import history
from kernel.arrays import columns, literal
from kernel.deadlines.clocks import Allowance, Clock
from kernel.deadlines.events import DeadlinesRepriced
from kernel.deadlines.models import Deadline
from kernel.history import Actor
from kernel.outbox.post import record_many


@dataclass(frozen=True, slots=True)
class Moved:
    """One deadline that fell, or would fall, due at another time."""

    deadline_id: int
    kind: str
    subject_id: UUID
    shop_id: int | None
    due_before: datetime
    due_after: datetime


def moved(row: Deadline, due_at: datetime) -> Moved:
    """Return what it is for a deadline to fall due at ``due_at``."""
    return Moved(row.pk, row.kind, row.subject_id, row.shop_id, row.due_at, due_at)


@dataclass(frozen=True, slots=True)
class Turn:
    """A running deadline and the clock it is to have; `stand` leaves the one that it has."""

    row: Deadline
    allowance: Allowance
    clock: Clock
    calendar: str
    policy_id: int | None
    credited_through: datetime | None = None

    @property
    def moved(self) -> Moved:
        """What the turn does to the due time."""
        return moved(self.row, self.clock.due_at)

    @property
    def moves(self) -> bool:
        """Whether it does anything to it."""
        return self.clock.due_at != self.row.due_at


def stand(row: Deadline, version: int) -> Turn:
    """Return the turn that leaves a deadline as it was counted, only noted as held against ``version``."""
    kept = Clock(
        good_at=row.good_at,
        due_at=row.due_at,
        looks=list(row.looks),
        explanation=row.explanation,
        calendar_version=version,
    )
    return Turn(row, allowance_of(row), kept, row.calendar, row.policy_id)


def allowance_of(row: Deadline) -> Allowance:
    """Return what a deadline was promised, credits included."""
    return Allowance(
        seconds=row.allowance_s,
        good_s=row.good_s,
        days=row.days,
        levels=tuple(row.levels),
        credited_s=row.credited_s,
    )


def turn_clocks(
    turns: Sequence[Turn], *, actor: Actor, now: datetime, cause: str, detail: str
) -> list[Moved]:
    """Store the clocks of locked rows, in the caller's transaction; return those that moved.

    A level that was told is not told again. What moved is history of the deadline and told by shop.
    """
    if not turns:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_STORE, columns([_values(turn) for turn in turns]))
    moves = [turn.moved for turn in turns if turn.moves]
    history.write_many(
        history.Entry(
            subject=("deadline", str(move.deadline_id)),
            shop_id=move.shop_id,
            action="moved",
            actor=actor,
            at=now,
            changes={"due_at": (move.due_before, move.due_after)},
            reason=cause,
            comment=detail,
        )
        for move in moves
    )
    return moves


def tell_moved(moves: Sequence[Moved], *, now: datetime, cause: str, detail: str) -> None:
    """Record one fact for each shop whose deadlines moved."""
    by_shop: dict[int | None, list[Moved]] = defaultdict(list)
    for move in moves:
        by_shop[move.shop_id].append(move)
    record_many(
        DeadlinesRepriced(
            occurred_at=now,
            shop_id=shop_id,
            cause=cause,
            detail=detail,
            later=sum(move.due_after > move.due_before for move in its),
            earlier=sum(move.due_after < move.due_before for move in its),
        )
        for shop_id, its in by_shop.items()
    )


def _values(turn: Turn) -> tuple[Any, ...]:
    allowance, clock = turn.allowance, turn.clock
    return (
        turn.row.pk,
        turn.policy_id,
        allowance.seconds,
        allowance.days,
        allowance.good_s,
        allowance.credited_s,
        turn.calendar,
        clock.calendar_version,
        clock.good_at,
        clock.due_at,
        literal(allowance.levels),
        literal(clock.looks),
        json.dumps(clock.explanation),
        turn.credited_through or turn.row.credited_through,
    )


# Arrays of arrays cannot be of unequal length in PostgreSQL, so levels and looks travel as text.
_STORE = """
update kernel_deadline d set
  policy_id = n.policy_id, allowance_s = n.allowance_s, days = n.days, good_s = n.good_s,
  credited_s = n.credited_s, calendar = n.calendar, calendar_version = n.calendar_version,
  good_at = n.good_at, due_at = n.due_at, levels = w.levels, looks = w.looks,
  explanation = n.explanation, credited_through = n.credited_through,
  next_look_at = coalesce(
    (select min(t) from unnest(w.levels, w.looks) as u(l, t) where l > d.warned), n.due_at)
from unnest(%s::bigint[], %s::bigint[], %s::int[], %s::int[], %s::int[], %s::int[], %s::text[],
            %s::int[], %s::timestamptz[], %s::timestamptz[], %s::text[], %s::text[], %s::jsonb[],
            %s::timestamptz[])
  as n(id, policy_id, allowance_s, days, good_s, credited_s, calendar, calendar_version, good_at,
       due_at, levels, looks, explanation, credited_through)
  cross join lateral (
    select n.levels::smallint[] as levels, n.looks::timestamptz[] as looks
  ) as w
where d.id = n.id
"""
