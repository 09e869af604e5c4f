"""Our own outages: noticed by the silence of a heartbeat, credited to promises as their policy says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from kernel.calendars import Table, work_table
from kernel.deadlines.clocks import clock_on
from kernel.deadlines.models import Deadline, DeadlineState, Heartbeat, Outage, OwnClock
from kernel.deadlines.moving import Moved, Turn, allowance_of, tell_moved, turn_clocks
from kernel.history import SYSTEM

SWEEPER = "deadlines"
BATCH = 1000
CAUSE = "outage"


@transaction.atomic
def note_heartbeat(*, name: str, now: datetime) -> Outage | None:
    """Record that ``name`` is alive; after a long silence record and return the outage it proves."""
    with connection.cursor() as cursor:
        cursor.execute(_BEAT, {"name": name, "now": now})
        (before,) = cursor.fetchone()
    if before is None or now - before < timedelta(seconds=settings.OUTAGE_AFTER_SECONDS):
        return None
    return Outage.objects.get_or_create(
        started_at=before, defaults={"ended_at": now, "reason": f"No sign of {name}"}
    )[0]


def credit_outages(*, now: datetime) -> int:
    """Credit every outage that is not credited yet, the oldest first; return how many deadlines moved."""
    pending = Outage.objects.filter(credited_at=None).order_by("started_at")
    return sum(credit_outage(outage, now=now) for outage in pending)


def credit_outage(outage: Outage, *, now: datetime) -> int:
    """Add to running deadlines the working time that ``outage`` took from them; return how many moved.

    Those whose policy credits outages, that were open when it ended and not due before it began. Done in
    batches, and once for each deadline whatever is killed or runs twice.
    """
    done, last, moved = False, 0, 0
    while not done:
        with transaction.atomic():
            rows = list(_touched(outage).filter(pk__gt=last).order_by("pk")[:BATCH])
            changed = _credit(rows, outage, now)
            tell_moved(changed, now=now, cause=CAUSE, detail=str(outage))
            done = len(rows) < BATCH
            if done:
                Outage.objects.filter(pk=outage.pk).update(credited_at=now)
        moved += len(changed)
        last = rows[-1].pk if rows else last
    return moved


def credit_pending(*, deadline_ids: Sequence[int], now: datetime) -> list[Moved]:
    """Credit these deadlines, locked by the caller, for outages not credited yet and for one not over yet."""
    spans = list(Outage.objects.filter(credited_at=None).order_by("started_at"))
    seen_at = Heartbeat.objects.filter(pk=SWEEPER).values_list("seen_at", flat=True).first()
    if seen_at is not None and (now - seen_at).total_seconds() >= settings.OUTAGE_AFTER_SECONDS:
        spans.append(Outage(started_at=seen_at, ended_at=now, reason=f"No sign of {SWEEPER}"))
    moved = []
    for outage in spans:
        rows = _touched(outage).filter(pk__in=deadline_ids).order_by("pk")
        moved += _credit(list(rows), outage, now)
    return moved


def _touched(outage: Outage) -> QuerySet[Deadline]:
    own_clocks = OwnClock.objects.values("pk")
    rows = Deadline.objects.select_for_update(of=("self",), no_key=True).filter(
        Q(credited_through=None) | Q(credited_through__lt=outage.ended_at),
        state=DeadlineState.RUNNING,
        policy__credits_outages=True,
        opened_at__lt=outage.ended_at,
        due_at__gt=outage.started_at,
    )
    return rows.exclude(shop_id__in=own_clocks)  # our outages are not in their time


def _credit(rows: list[Deadline], outage: Outage, now: datetime) -> list[Moved]:
    tables = {code: work_table(code) for code in {row.calendar for row in rows}}
    turns = [_turn(row, outage, tables[row.calendar]) for row in rows]
    return turn_clocks(
        [turn for turn in turns if turn is not None],
        actor=SYSTEM,
        now=now,
        cause=CAUSE,
        detail=str(outage),
    )


def _turn(row: Deadline, outage: Outage, table: Table) -> Turn | None:
    since = max(row.opened_at, outage.started_at, row.credited_through or row.opened_at)
    lost = table.elapsed(since, outage.ended_at)
    if lost <= 0:
        return None
    allowance = allowance_of(row)
    allowance = replace(allowance, credited_s=allowance.credited_s + lost)
    clock = clock_on(table, row.opened_at, allowance)
    # Counted by hours that changed meanwhile, it might fall due too early: a credit only ever adds.
    clock = replace(clock, due_at=max(clock.due_at, table.due(row.due_at, lost)))
    return Turn(
        row, allowance, clock, row.calendar, row.policy_id, credited_through=outage.ended_at
    )


_BEAT = """
with before as (select seen_at from kernel_heartbeat where name = %(name)s for update),
now_seen as (
  insert into kernel_heartbeat as h (name, seen_at) values (%(name)s, %(now)s)
  on conflict (name) do update set seen_at = greatest(h.seen_at, excluded.seen_at)
)
select (select seen_at from before)
"""
