"""Take messages to be sent, and put down what came of each: no transaction is open in between."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from notifications.models import Attempt, ChannelHealth, Message
from notifications.rules.outcomes import Outcome
from notifications.services.judging import conclude, lost_with_its_worker
from notifications.states import MessageState, Result

AT_ONCE = 4
LOOKED_AT = 40
LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Claim:
    """A message in hand, and the generation that proves it."""

    message: Message
    generation: int


@transaction.atomic
def claim(channel: str, *, now: datetime) -> list[Claim]:
    """Take up to `AT_ONCE` messages that are due, each to another person, and note the attempts.

    A message whose worker was lost is judged first: nobody knows whether it went out. Nothing is taken
    while the channel has to wait.
    """
    if is_paused(channel, now=now):
        return []
    _give_up_the_lost(channel, now)
    taken = _one_each(_due(channel, now))
    for message in taken:
        message.generation += 1
        message.attempts += 1
        message.lease_until = now + LEASE
    Message.everything.bulk_update(taken, ["generation", "attempts", "lease_until"])
    Attempt.objects.bulk_create(
        Attempt(message=message, generation=message.generation, started_at=now) for message in taken
    )
    return [Claim(message, message.generation) for message in taken]


def anything_due(*channels: str, now: datetime) -> bool:
    """Tell whether a message of these channels, or of any, might be sent now."""
    due = Message.everything.filter(state=MessageState.QUEUED, next_try_at__lte=now)
    return (due.filter(channel__in=channels) if channels else due).exists()


def is_paused(channel: str, *, now: datetime) -> bool:
    """Tell whether the channel as a whole has to wait."""
    return ChannelHealth.objects.filter(channel=channel, paused_until__gt=now).exists()


@transaction.atomic
def finish(claimed: Claim, outcome: Outcome, *, now: datetime) -> Message | None:
    """Put down what came of an attempt; None, and nothing changed, when the claim is no longer ours."""
    message = _ours(claimed)
    if message is None:
        return None
    Attempt.objects.filter(message=message, generation=claimed.generation).update(
        ended_at=now,
        result=outcome.result,
        code=outcome.code[:60],
        detail=outcome.detail[:300],
        reference=outcome.reference[:120],
    )
    conclude(message, outcome, now=now)
    return message


@transaction.atomic
def drop(claimed: Claim, code: str, *, now: datetime) -> None:
    """Suppress a claimed message that is not needed any more; the attempt never happened."""
    message = _ours(claimed)
    if message is None:
        return
    Attempt.objects.filter(message=message, generation=claimed.generation).delete()
    message.attempts -= 1
    message.suppress(at=now, code=code)
    message.save()


def _ours(claimed: Claim) -> Message | None:
    rows = Message.everything.select_for_update(of=("self",))
    return rows.filter(
        pk=claimed.message.pk,
        generation=claimed.generation,
        state=MessageState.QUEUED,
        lease_until__isnull=False,
    ).first()


def _due(channel: str, now: datetime) -> QuerySet[Message]:
    busy = Message.everything.filter(
        channel=channel, state=MessageState.QUEUED, lease_until__isnull=False
    )
    due = Message.everything.filter(
        channel=channel, state=MessageState.QUEUED, next_try_at__lte=now, lease_until=None
    )
    free = due.exclude(person_key__in=busy.values("person_key"))
    ordered = free.order_by("id").select_for_update(skip_locked=True)
    return ordered[:LOOKED_AT]


def _one_each(messages: Iterable[Message]) -> list[Message]:
    """Return the first message of each person, so that nobody reads the second before the first."""
    firsts: dict[str, Message] = {}
    for message in messages:
        firsts.setdefault(message.person_key, message)
    return list(firsts.values())[:AT_ONCE]


def _give_up_the_lost(channel: str, now: datetime) -> None:
    lost = Message.everything.filter(
        Q(channel=channel, state=MessageState.QUEUED), lease_until__lte=now
    )
    for message in lost.select_for_update(skip_locked=True)[:LOOKED_AT]:
        Attempt.objects.filter(message=message, result=Result.STARTED).update(
            ended_at=now, result=Result.UNKNOWN, code="worker_lost"
        )
        conclude(message, lost_with_its_worker(), now=now)
