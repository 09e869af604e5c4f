"""Give parked facts and messages a fresh start, by hand of staff, and remember who did."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kernel import history
from kernel.history import Actor
from kernel.inbox.accept import PROCESS
from kernel.inbox.models import InboxMessage
from kernel.outbox import bell
from kernel.outbox.models import Delivery
from kernel.work import Work, WorkState, retry_parked


def retry_facts(ids: Sequence[int], *, actor: Actor, now: datetime, reason: str = "") -> int:
    """Deliver parked facts again; return how many there were."""
    return _retry(Delivery, "delivery", bell.DELIVER, ids, actor, now, reason)


def retry_messages(ids: Sequence[int], *, actor: Actor, now: datetime, reason: str = "") -> int:
    """Process parked messages again; return how many there were."""
    return _retry(InboxMessage, "inbox_message", PROCESS, ids, actor, now, reason)


@transaction.atomic
def _retry(
    model: type[Work],
    kind: str,
    task: str,
    ids: Sequence[int],
    actor: Actor,
    now: datetime,
    reason: str,
) -> int:
    parked = model._default_manager.filter(pk__in=ids, state=WorkState.PARKED)
    rows = list(parked.select_for_update().order_by("pk"))
    history.write_many(
        history.Entry(
            subject=(kind, str(row.pk)),
            action="retried",
            actor=actor,
            at=now,
            changes={"attempts": (row.attempts, 0)},
            comment=reason,
        )
        for row in rows
    )
    if rows:
        transaction.on_commit(lambda: bell.ring(task))
    return retry_parked(model, [row.pk for row in rows], now=now)
