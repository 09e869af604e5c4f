"""The facts deadlines tell. The app that owns the kind decides what they mean."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.outbox.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineWarned(Event):
    """So many per cent of the allowance are used; ``occurred_at`` is the moment they were."""

    topic = "kernel.deadline.warned.v1"
    deadline_id: int
    kind: str
    subject_id: UUID
    shop_id: int | None
    level: int
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineMissed(Event):
    """The promise was not kept; ``occurred_at`` is its true due time, not when we noticed."""

    topic = "kernel.deadline.missed.v1"
    deadline_id: int
    kind: str
    subject_id: UUID
    shop_id: int | None
    due_at: datetime
    noticed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlinesOutdated(Event):
    """Running deadlines of one shop were counted by hours that its calendar no longer has."""

    topic = "kernel.deadline.outdated.v1"
    calendar: str
    shop_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlinesRepriced(Event):
    """Running deadlines of one shop have other due times now: its people are to be told.

    ``cause`` is calendar, policy or outage; ``later`` and ``earlier`` count what moved. Each has a line of
    history with both times; `kernel.deadlines.reading.changes_of` finds them.
    """

    topic = "kernel.deadline.repriced.v1"
    shop_id: int | None
    cause: str
    detail: str
    later: int
    earlier: int
