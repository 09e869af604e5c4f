"""Waves planned backwards from the cut-off: when each must begin at the latest, and what will miss. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

MOST_ORDERS, MOST_LINES = 20, 60
SHIFT = timedelta(hours=9)
"""Before a cut-off nobody works for it longer than this."""
BEFORE = timedelta(seconds=1)
"""What is scanned out at the cut-off itself is too late: it must be strictly before."""
FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds that one line takes of each work, as measured here."""

    pick: float = 40
    sort: float = 12
    pack: float = 60
    dispatch: float = 15

    def seconds(self, lines: int) -> float:
        """Return how long so many lines take one person, from shelf to dispatch scan."""
        return lines * (self.pick + self.sort + self.pack + self.dispatch)


@dataclass(frozen=True, slots=True)
class Job:
    """One parcel to be picked: its lines, when it is to leave, and where its walk begins."""

    key: Any
    lines: int
    dispatch_by: datetime | None
    released_at: datetime
    path: int = 0

    @property
    def urgency(self) -> tuple[datetime, datetime]:
        """Return what makes it earlier than another."""
        return self.dispatch_by or FAR, self.released_at


@dataclass(frozen=True, slots=True)
class Crew:
    """Who works when: people, the work they have in hand already, and the cut-offs to come."""

    now: datetime
    cut_offs: tuple[datetime, ...]
    people: int
    busy: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class PlannedWave:
    """Parcels picked together; begun by ``start_by`` they are all out before ``leave_by``."""

    jobs: tuple[Job, ...]
    start_by: datetime
    leave_by: datetime
    work: timedelta


class Why(StrEnum):
    """Why a parcel misses a cut-off."""

    NO_TIME = "no_time"
    """More urgent ones take all the time that these people have."""
    TOO_LONG = "too_long"
    """It alone takes longer than is left."""


@dataclass(frozen=True, slots=True)
class Miss:
    """A parcel that will not be out before a cut-off; ``is_late`` when it had to be."""

    job: Job
    cut_off: datetime
    why: Why
    needs: timedelta
    left: timedelta

    @property
    def is_late(self) -> bool:
        """Whether its dispatch promise falls with this cut-off."""
        return self.job.dispatch_by is not None and self.job.dispatch_by <= self.cut_off


@dataclass(frozen=True, slots=True)
class Plan:
    """Waves in the order in which they are to be begun, what misses, and what fits no cut-off at all."""

    waves: tuple[PlannedWave, ...] = ()
    misses: tuple[Miss, ...] = ()
    unplanned: tuple[Job, ...] = field(default=())


def next_cut_offs(
    at: datetime, *, cut_off: time, zone: ZoneInfo, count: int = 2
) -> tuple[datetime, ...]:
    """Return the next moments, after ``at``, at which the warehouse's own clock shows its cut-off."""
    today = at.astimezone(zone).date()
    days = (today + timedelta(days=n) for n in range(count + 1))
    moments = [datetime.combine(day, cut_off, zone).astimezone(UTC) for day in days]
    return tuple([moment for moment in moments if moment > at][:count])


def plan(jobs: Iterable[Job], *, pace: Pace, crew: Crew) -> Plan:
    """Return the waves that get the most urgent jobs out before each cut-off, reckoned backwards from it.

    What a cut-off has no time for goes on to the next one, and is told as a miss.
    """
    left = sorted(jobs, key=lambda job: job.urgency)
    waves: list[PlannedWave] = []
    misses: list[Miss] = []
    begins, busy = crew.now, crew.busy
    for cut_off in crew.cut_offs:
        begins = max(begins, cut_off - SHIFT)
        room = max(cut_off - BEFORE - begins - busy, timedelta())
        fitting, missing = _fitting(left, pace, crew.people, room, cut_off)
        waves += _backwards(fitting, pace, crew.people, cut_off)
        misses += missing
        left = [miss.job for miss in missing]
        begins, busy = cut_off, timedelta()
    return Plan(tuple(waves), tuple(misses), tuple(left))


def _takes(jobs: Iterable[Job], pace: Pace, people: int) -> timedelta:
    return timedelta(seconds=pace.seconds(sum(job.lines for job in jobs)) / max(people, 1))


def _fitting(
    jobs: Sequence[Job], pace: Pace, people: int, room: timedelta, cut_off: datetime
) -> tuple[list[Job], list[Miss]]:
    """Return what there is time for, the most urgent first, and what there is not."""
    fitting, missing, used = [], [], timedelta()
    for job in jobs:
        needs = _takes([job], pace, people)
        if used + needs <= room:
            fitting.append(job)
            used += needs
        else:
            why = Why.TOO_LONG if needs > room else Why.NO_TIME
            missing.append(Miss(job, cut_off, why, needs, room - used))
    return fitting, missing


def _backwards(
    jobs: Sequence[Job], pace: Pace, people: int, cut_off: datetime
) -> list[PlannedWave]:
    """Return the jobs in waves, the last of which ends just before the cut-off."""
    walk = sorted(jobs, key=lambda job: (job.dispatch_by or FAR, job.path, job.released_at))
    waves: list[PlannedWave] = []
    ends = cut_off - BEFORE
    for some in reversed(_cartfuls(walk)):
        work = _takes(some, pace, people)
        waves.append(PlannedWave(tuple(some), ends - work, cut_off, work))
        ends -= work
    return waves[::-1]


def _cartfuls(jobs: Sequence[Job]) -> list[list[Job]]:
    """Return the jobs in groups that one cart holds; one that is too large goes alone."""
    groups: list[list[Job]] = []
    lines = 0
    for job in jobs:
        if not groups or len(groups[-1]) == MOST_ORDERS or lines + job.lines > MOST_LINES:
            groups.append([])
            lines = 0
        groups[-1].append(job)
        lines += job.lines
    return groups
