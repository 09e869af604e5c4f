"""Queue messages: once for each fact, person and channel, and gathered when there are many."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from kernel.outbox import bell
from notifications.models import Message
from notifications.rules.digest import WINDOW, hold_until
from notifications.rules.topics import DIGEST
from notifications.states import Audience, Kind

TASK = "notifications.send_due_messages"
HELD_KINDS = (Kind.NEW_ORDERS, Kind.WARNINGS)  # a miss is never held back


def queue(messages: Sequence[Message], *, now: datetime) -> int:
    """Write the messages that are new and ring for them after the commit; return how many were given.

    One that was queued before, for the same fact, person and channel, changes nothing.
    """
    _hold_storms(messages, now)
    for message in messages:
        message.created_at = now
        message.next_try_at = message.not_before or now
        message.gather = message.not_before is not None
    Message.everything.bulk_create(messages, ignore_conflicts=True)
    if messages:
        transaction.on_commit(ring)
    return len(messages)


def ring() -> None:
    """Ask for a run of the sender soon."""
    bell.ring(TASK)


def _hold_storms(messages: Iterable[Message], now: datetime) -> None:
    """Let messages wait for company once a person has got several of the kind (N3)."""
    held = [
        message
        for message in messages
        if message.kind in HELD_KINDS
        and message.audience == Audience.SHOP
        and message.topic != DIGEST
    ]
    if not held:
        return
    recent: dict[tuple[str, str, str], list[datetime]] = defaultdict(list)
    rows = Message.everything.filter(
        person_key__in={m.person_key for m in held},
        kind__in={m.kind for m in held},
        created_at__gt=now - WINDOW,
    ).exclude(topic=DIGEST)
    for person, channel, kind, at in rows.values_list(
        "person_key", "channel", "kind", "created_at"
    ):
        recent[person, channel, kind].append(at)
    for message in held:
        storm = hold_until(recent[message.person_key, message.channel, message.kind], now)
        if storm is not None:
            message.not_before = max(storm, message.not_before or storm)
