"""Open and close the problems of a parcel by what is known of it (R-003-30, R-002-68)."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kernel.deadlines.opening import Opening, open_many
from kernel.deadlines.settling import void
from kernel.outbox.post import record
from logistics.events import ProblemOpened
from logistics.models import Parcel, Problem
from logistics.rules.last_mile import Trouble
from logistics.rules.last_mile_words import (
    BY_HAND,
    CLOCKS,
    PROBLEM_CLOCK,
    ClosedBecause,
    ProblemKind,
)
from logistics.services.last_mile_rules import Ruled
from sellers.public import people_of_shop

HOUR_S = int(timedelta(hours=1).total_seconds())
BY_SILENCE = frozenset({ProblemKind.STUCK})  # found by the sweep, not by what is told


def keep_problems(
    parcel: Parcel, troubles: Mapping[str, Trouble], ruled: Ruled, *, now: datetime
) -> None:
    """See to it that exactly these problems are open, but for those that a person has closed."""
    rows = list(Problem.everything.filter(parcel=parcel).order_by("opened_at", "pk"))
    open_rows = {row.kind: row for row in rows if row.closed_at is None}
    for kind, row in open_rows.items():
        if kind not in troubles and kind not in BY_SILENCE:
            pass_by(row, now=now)
    for kind, trouble in troubles.items():
        if kind in open_rows:
            _renew(open_rows[kind], trouble, ruled, now)
        elif not _is_dealt_with(rows, kind, trouble):
            _open(parcel, kind, trouble, ruled, now)


def corrected_at(parcel: Parcel) -> datetime | None:
    """Return when a person last dealt with the parcel's address."""
    rows = Problem.everything.filter(
        parcel=parcel, kind=ProblemKind.ADDRESS_WRONG, closed_because__in=BY_HAND
    )
    found: datetime | None = rows.order_by("-closed_at").values_list("closed_at", flat=True).first()
    return found


def pass_by(problem: Problem, *, now: datetime) -> None:
    """Close a problem that is none any more."""
    problem.closed_at, problem.closed_because = now, ClosedBecause.PASSED
    problem.save(update_fields=["closed_at", "closed_because"])
    void(subject_id=problem.pk, at=now, now=now)


def clock_of(kind: str) -> str:
    """Return the kind of the deadline by which such a problem is to be dealt with."""
    return CLOCKS.get(kind, PROBLEM_CLOCK)


def owner_of(shop_id: int) -> int | None:
    """Return whose a new problem is: the shop's owner's, until somebody takes it."""
    people = people_of_shop(shop_id)
    return people[0].user_id if people else None


def _is_dealt_with(rows: Iterable[Problem], kind: str, trouble: Trouble) -> bool:
    """Tell whether a person has closed this very occasion, or a later one."""
    return any(
        row.kind == kind and row.closed_because in BY_HAND and row.since >= trouble.since
        for row in rows
    )


def _open(parcel: Parcel, kind: str, trouble: Trouble, ruled: Ruled, now: datetime) -> None:
    problem = Problem.everything.create(
        shop_id=parcel.shop_id,
        parcel=parcel,
        kind=kind,
        since=trouble.since,
        detail=trouble.detail[:200],
        opened_at=now,
        owner_id=owner_of(parcel.shop_id),
    )
    open_many([opening(problem.pk, kind, parcel.shop_id, trouble.since, now, ruled)])
    record(ProblemOpened(occurred_at=now, shop_id=parcel.shop_id, problem_id=problem.pk, kind=kind))


def _renew(problem: Problem, trouble: Trouble, ruled: Ruled, now: datetime) -> None:
    """Have an open problem say what is known now: another beginning is another due time."""
    if problem.since != trouble.since:
        void(subject_id=problem.pk, at=problem.since, now=now)
        open_many([opening(problem.pk, problem.kind, problem.shop_id, trouble.since, now, ruled)])
    if (problem.since, problem.detail) != (trouble.since, trouble.detail[:200]):
        problem.since, problem.detail = trouble.since, trouble.detail[:200]
        problem.save(update_fields=["since", "detail"])


def opening(
    problem_id: UUID,
    kind: str,
    shop_id: int,
    since: datetime,
    now: datetime,
    ruled: Ruled | None = None,
) -> Opening:
    """Return the deadline of a problem; one that came to our ears too late counts from then."""
    hours: dict[str, Any] = {}
    if ruled is not None and kind == ProblemKind.FAILED_ATTEMPT:
        hours = {"allowance_s": ruled.appointment_hours * HOUR_S}
    if ruled is not None and kind == ProblemKind.ADDRESS_WRONG:
        hours = {"allowance_s": ruled.correction_hours * HOUR_S}
    return Opening(
        kind=clock_of(kind),
        subject_id=problem_id,
        shop_id=shop_id,
        at=since,
        told_at=now,
        **hours,
    )
