"""Take calls in hand, and put down what came of them: no transaction is open in between (Q1, Q4)."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from kernel.outbox.post import record
from kernel.remote.events import RemoteCallEnded
from kernel.remote.judging import Verdict
from kernel.remote.models import RemoteAttempt, RemoteCall
from kernel.remote.outcomes import conclude, outcome_of, tried_too_often, why_of
from kernel.remote.partners import Act, Partner, act_named
from kernel.states import Outcome, RemoteState, Step

LEASE_BEYOND = timedelta(seconds=45)  # after the call's deadline its worker counts as dead
LOOKED_AT = 200
WAITING = (RemoteState.PLANNED, RemoteState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Claim:
    """A call in hand, what to do with it, and the generation that proves it.

    ``until`` is the moment of `time.monotonic` after which it may not be begun: a worker that was asleep
    longer than that has lost it.
    """

    call: RemoteCall
    act: Act
    step: Step
    generation: int
    until: float


def partners_due(names: Iterable[str], *, now: datetime) -> list[str]:
    """Return which of these partners have calls waiting that are due."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [list(names), now])
        return [name for (name,) in cursor.fetchall()]


@transaction.atomic
def claim(partner: Partner, *, now: datetime, limit: int) -> list[Claim]:
    """Take up to ``limit`` calls that are due, the longest due first, and note the tries.

    One that can be neither sent nor asked for is left to a person, as is one whose workers all died at it.
    """
    due = RemoteCall.objects.filter(
        partner=partner.name, state__in=WAITING, next_look_at__lte=now
    ).order_by("next_look_at", "id")
    calls = list(due.select_for_update(skip_locked=True)[:limit])
    _close_lost_tries(calls, now)
    claims = [taken for call in calls if (taken := _take(call, now))]
    RemoteAttempt.objects.bulk_create(
        RemoteAttempt(
            call=one.call, generation=one.generation, step=one.step, started_at=now
        )
        for one in claims
    )  # fmt: skip
    return claims


def next_step(state: str, act: Act) -> Step | None:
    """Return what comes next for a call that waits; None when only a person can tell."""
    if state == RemoteState.PLANNED or act.honours_key:
        return Step.SEND
    return Step.ASK if act.find is not None else None


def _take(call: RemoteCall, now: datetime) -> Claim | None:
    act = act_named(call.partner, call.operation)
    step = next_step(call.state, act) if act else None
    if act is None or step is None or tried_too_often(call, step):
        call.next_look_at, call.person_since = None, now
        call.save()
        return None
    until = now + timedelta(seconds=act.total_s) + LEASE_BEYOND
    if step == Step.SEND:
        call.send(at=now, until=until)
    else:
        call.asks += 1
        call.next_look_at = until
    call.generation += 1
    call.save()
    return Claim(call, act, step, call.generation, time.monotonic() + act.total_s)


@transaction.atomic
def judge_lost(*, now: datetime) -> int:
    """Find calls that were sent and whose workers are dead: nobody knows what became of them."""
    lost = RemoteCall.objects.filter(state=RemoteState.SENT, next_look_at__lte=now)
    calls = list(lost.order_by("pk").select_for_update(skip_locked=True)[:LOOKED_AT])
    _close_lost_tries(calls, now)
    for call in calls:
        call.lose(why="worker_lost", detail="", look_at=now)
        call.save()
    return len(calls)


def _close_lost_tries(calls: list[RemoteCall], now: datetime) -> None:
    open_tries = RemoteAttempt.objects.filter(call__in=calls, outcome=Outcome.STARTED)
    if calls:
        open_tries.update(ended_at=now, outcome=Outcome.UNKNOWN, why="worker_lost")


@transaction.atomic
def settle(claimed: Claim, verdict: Verdict, *, now: datetime) -> bool:
    """Put down what came of a try; False, and the call unchanged, when it is no longer ours."""
    _end_try(claimed, verdict, now)
    call = _ours(claimed)
    if call is None:
        return False
    conclude(call, claimed.act, claimed.step, verdict.answer, now=now)
    call.save()
    if call.ended_at is not None:
        tell_ended(call, at=now)
    return True


def tell_ended(call: RemoteCall, *, at: datetime) -> None:
    """Record the fact that a call has ended."""
    record(
        RemoteCallEnded(
            occurred_at=at, call_id=call.pk, partner=call.partner, operation=call.operation
        )
    )


def _ours(claimed: Claim) -> RemoteCall | None:
    state = RemoteState.SENT if claimed.step == Step.SEND else RemoteState.UNKNOWN
    rows = RemoteCall.objects.select_for_update()
    return rows.filter(
        pk=claimed.call.pk, generation=claimed.generation, state=state, person_since=None
    ).first()


def _end_try(claimed: Claim, verdict: Verdict, now: datetime) -> None:
    why, detail = why_of(verdict.answer)
    RemoteAttempt.objects.filter(call=claimed.call, generation=claimed.generation).update(
        ended_at=now,
        outcome=outcome_of(verdict.answer),
        status=verdict.status,
        why=why[:60],
        detail=detail[:300],
    )


_DUE = """
select p from unnest(%s::text[]) p where exists (
  select 1 from kernel_remotecall
  where partner = p and next_look_at <= %s and state in ('planned', 'unknown'))
"""
