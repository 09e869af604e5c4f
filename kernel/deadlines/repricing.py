"""Give running deadlines the due times that changed hours or a changed policy mean (R-004-25)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from kernel.calendars import Table, work_table
from kernel.calendars.models import WorkCalendar
from kernel.deadlines.clocks import ClockRefused, clock_on
from kernel.deadlines.events import DeadlinesOutdated
from kernel.deadlines.models import Deadline, DeadlinePolicy, DeadlineState, OwnClock
from kernel.deadlines.moving import (
    Moved,
    Turn,
    allowance_of,
    moved,
    stand,
    tell_moved,
    turn_clocks,
)
from kernel.deadlines.opening import allowance_by
from kernel.errors import Refusal
from kernel.history import Actor
from kernel.outbox.post import record_many
from kernel.worktime import NeverOpen, OutOfRange

BATCH = 1000
EVERYTHING = Q()
UNREAD = ("state", "next_look_at", "ended_at", "noticed_at", "closed_at")


class NothingToReprice(Refusal):
    """A policy without a limit gives no due time; what runs goes on under the promise it was made with."""

    code = "policy_without_limit"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do to running deadlines: counts, and the first of those that would move."""

    running: int
    later: int
    earlier: int
    moves: tuple[Moved, ...]

    @property
    def unmoved(self) -> int:
        """How many would stay, also because their new due time would lie in the past."""
        return self.running - self.later - self.earlier

    @property
    def unlisted(self) -> int:
        """How many would move and are not among ``moves``."""
        return self.later + self.earlier - len(self.moves)


@transaction.atomic
def reprice(
    *,
    calendar: str | None = None,
    policy: DeadlinePolicy | None = None,
    only: Q = EVERYTHING,
    now: datetime,
    actor: Actor,
    dry_run: bool = False,
) -> list[Moved]:
    """Move running deadlines to the present hours of ``calendar``, or to ``policy``; return what moved.

    None is shortened into the past: one whose new due time would lie before ``now`` keeps the old one, and so
    does one that is due already. Credits for outages stay. Each move is history, and told once a shop.
    Raises NothingToReprice for a policy without a limit.
    """
    if (calendar is None) == (policy is None):
        raise ValueError("Say what has changed: a calendar or a policy.")
    rows = _outdated(calendar) if calendar else _under(policy)
    cause, detail = ("calendar", calendar) if calendar else ("policy", str(policy))
    told: dict[str, Any] = {"now": now, "cause": cause, "detail": detail}
    moves: list[Moved] = []
    for batch in _batches(rows.filter(only, due_at__gte=now), lock=not dry_run):
        turns = list(_turns(batch, policy, now))
        if dry_run:
            moves += [turn.moved for turn in turns if turn.moves]
        else:
            moves += turn_clocks(turns, actor=actor, **told)
    if not dry_run:
        tell_moved(moves, **told)
    return moves


def preview_moves(code: str, table: Table, *, now: datetime, most: int = 200) -> Preview:
    """Return what the draft ``table`` of calendar ``code`` would do to the deadlines that run by it."""
    running, moves = 0, []
    for batch in _batches(_running().filter(calendar=code, due_at__gte=now), lock=False):
        running += len(batch)
        due_times = zip(batch, _due_times(batch, table), strict=True)
        moves += [moved(row, due) for row, due in due_times if due >= now and due != row.due_at]
    moves.sort(key=lambda move: (move.due_before, move.deadline_id))
    later = sum(move.due_after > move.due_before for move in moves)
    return Preview(running, later, len(moves) - later, tuple(moves[:most]))


@transaction.atomic
def tell_outdated(*, now: datetime, calendar: str | None = None) -> int:
    """Record, for each shop and calendar, that running deadlines were counted by hours that are no more.

    Each shop is then repriced in a transaction of its own. Returns how many such facts there were.
    """
    rows = _outdated(calendar).filter(due_at__gte=now).values_list("calendar", "shop_id")
    pairs = sorted(set(rows.distinct()), key=str)
    record_many(
        DeadlinesOutdated(occurred_at=now, calendar=code, shop_id=shop) for code, shop in pairs
    )
    return len(pairs)


def _running() -> QuerySet[Deadline]:
    """Return what runs in our time; who has a clock of its own keeps the hours it began with."""
    running = Deadline.objects.filter(state=DeadlineState.RUNNING)
    return running.exclude(shop_id__in=OwnClock.objects.values("pk"))


def _outdated(calendar: str | None) -> QuerySet[Deadline]:
    version = WorkCalendar.objects.filter(pk=OuterRef("calendar")).values("version")
    rows = _running() if calendar is None else _running().filter(calendar=calendar)
    return rows.annotate(current=Subquery(version)).filter(calendar_version__lt=F("current"))


def _under(policy: DeadlinePolicy | None) -> QuerySet[Deadline]:
    """Return what runs under policies that ``policy`` takes the place of, as far as a deadline tells.

    A deadline does not know its channel or offer, so a more special policy moves only what ran under one for
    the same channel and offer; shops it knows.
    """
    if policy is None or not policy.is_limited:
        raise NothingToReprice(
            _("This policy sets no limit: what runs goes on under the promise it was made with.")
        )
    rows = _running().filter(kind=policy.kind).exclude(policy=policy.pk)
    rows = rows.filter(policy__channel=policy.channel, policy__offer_id=policy.offer_id)
    rows = rows.select_related("policy")
    if policy.shop_id is None:
        return rows.filter(policy__shop_id=None)
    mine = Q(policy__shop_id=None) | Q(policy__shop_id=policy.shop_id)
    return rows.filter(mine, shop_id=policy.shop_id)


def _batches(rows: QuerySet[Deadline], *, lock: bool) -> Iterator[list[Deadline]]:
    """Give the rows by their ids, without the columns of how they may have ended."""
    rows = rows.defer(*UNREAD).order_by("pk")
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk


def _turns(
    rows: Iterable[Deadline], policy: DeadlinePolicy | None, now: datetime
) -> Iterator[Turn]:
    tables: dict[str, Table] = {}
    for row in rows:
        code = _calendar_under(row, policy)
        if code not in tables:
            tables[code] = work_table(code)
        yield _turn(row, tables[code], policy, now)


def _due_times(rows: list[Deadline], table: Table) -> list[datetime]:
    """Return when each would fall due by ``table``; one that it cannot time stays as it is."""
    try:
        timed = [row for row in rows if row.allowance_s is not None]
        allowances = [(row.allowance_s or 0) + row.credited_s for row in timed]
        due = dict(
            zip(timed, table.due_many([row.opened_at for row in timed], allowances), strict=True)
        )
    except (NeverOpen, OutOfRange):
        due = {}
    return [due.get(row) or _due_time(row, table) for row in rows]


def _due_time(row: Deadline, table: Table) -> datetime:
    try:
        return clock_on(table, row.opened_at, allowance_of(row)).due_at
    except ClockRefused:
        return row.due_at


def _calendar_under(row: Deadline, policy: DeadlinePolicy | None) -> str:
    """Return the calendar the deadline will run by: a shop's own stays with it."""
    if policy is None or row.policy is None or row.calendar != row.policy.calendar:
        return row.calendar
    return policy.calendar


def _has_its_own_days(row: Deadline) -> bool:
    """Tell whether other days were promised than the policy gives: they stay promised (C-06)."""
    return row.policy is not None and row.days != row.policy.days


def _turn(row: Deadline, table: Table, policy: DeadlinePolicy | None, now: datetime) -> Turn:
    allowance = allowance_of(row)
    if policy is not None and not _has_its_own_days(row):
        allowance = replace(allowance_by(policy), credited_s=row.credited_s)
    try:
        clock = clock_on(table, row.opened_at, allowance)
    except ClockRefused:
        return stand(row, table.version)
    if clock.due_at < now:
        return stand(row, table.version)
    return Turn(row, allowance, clock, table.code, policy.pk if policy else row.policy_id)
