"""What follows from the outcome of an attempt: for the message, its channel, its address, and others."""

from datetime import datetime

from notifications.models import ChannelHealth, Message
from notifications.rules.outcomes import Blame, Outcome, channel_pause, judge
from notifications.services.failing_over import address_refused, chat_moved, fall_over
from notifications.states import MessageState, Result


def lost_with_its_worker() -> Outcome:
    """Return the outcome of an attempt whose worker was killed: it may have arrived."""
    return Outcome(Result.UNKNOWN, "worker_lost")


def conclude(message: Message, outcome: Outcome, *, now: datetime) -> None:
    """Move a locked message by the outcome of its latest attempt, and see to what follows."""
    if outcome.result == Result.UNKNOWN:
        message.unknowns += 1
    _note_health(message.channel, outcome, now)
    if outcome.moved_to:
        chat_moved(message, outcome.moved_to)
    verdict = judge(
        outcome,
        message.channel,  # type: ignore[arg-type]
        attempts=message.attempts,
        unknowns=message.unknowns,
        age=now - message.created_at,
    )
    match verdict.state:
        case MessageState.SENT:
            message.send(at=now, reference=outcome.reference)
        case MessageState.FAILED:
            message.fail(at=now, code=verdict.code)
        case _:
            message.next_try_at, message.lease_until = now + verdict.pause, None
            message.code = verdict.code
    message.save()
    if verdict.state == MessageState.FAILED:
        if outcome.blame == Blame.ADDRESS:
            address_refused(message, outcome, now=now)
        fall_over(message, now=now)


def _note_health(channel: str, outcome: Outcome, now: datetime) -> None:
    """Let the whole channel wait after a failure of its own; a success ends that."""
    if outcome.result == Result.DONE:
        ChannelHealth.objects.filter(channel=channel, failures__gt=0).update(
            failures=0, paused_until=None, code=""
        )
        return
    if outcome.blame != Blame.CHANNEL:
        return
    health, _ = ChannelHealth.objects.select_for_update().get_or_create(channel=channel)
    until = now + channel_pause(outcome, health.failures)
    health.paused_until = max(until, health.paused_until or until)
    health.failures, health.code = min(health.failures + 1, 1000), outcome.code[:60]
    health.save()
