"""Rows that hold work: tried until done, backed off on failure, parked after too many tries.

Facts on their way to a subscriber (`kernel.outbox`) and messages from outside (`kernel.inbox`) are both of
this kind. The effects of the work and the mark that it is done commit together, so a killed worker
leaves either both or neither.
"""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import models, transaction

ATTEMPTS = 12
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(hours=1)
log = structlog.get_logger(__name__)


class WorkState(models.TextChoices):
    """Where a piece of work stands."""

    PENDING = "pending"
    DONE = "done"
    PARKED = "parked"


class Work(models.Model):
    """One piece of work to be done at least once, in effect exactly once."""

    id = models.BigAutoField(primary_key=True)
    state = models.CharField(max_length=8, choices=WorkState, default=WorkState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        abstract = True
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                condition=models.Q(state=WorkState.PENDING),
                name="%(class)s_pending",
            ),
            models.Index(
                fields=["id"], condition=models.Q(state=WorkState.PARKED), name="%(class)s_parked"
            ),
        ]


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after the n-th failed try: 2 s doubling to 1 h, less up to a fifth."""
    pause = min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE)
    return pause * random.uniform(0.8, 1)


def work_off(
    model: type[Work], run: Callable[[Any], object], *, now: datetime, limit: int = 50
) -> int:
    """Claim up to ``limit`` due rows, run each in its own savepoint, and return how many were claimed.

    Rows that another worker holds are passed by; a row that fails is put off or parked and holds up nobody.
    """
    with transaction.atomic():
        due = model._default_manager.filter(state=WorkState.PENDING, next_try_at__lte=now)
        rows = list(due.order_by("next_try_at", "id").select_for_update(skip_locked=True)[:limit])
        for row in rows:
            _attempt(row, run, now)
    return len(rows)


def _attempt(row: Any, run: Callable[[Any], object], now: datetime) -> None:
    row.attempts += 1
    try:
        with transaction.atomic():
            run(row)
    except Exception as error:
        row.last_error = f"{type(error).__name__}: {error}"[:2000]
        row.state = WorkState.PARKED if row.attempts >= ATTEMPTS else WorkState.PENDING
        row.next_try_at = now + pause_after(row.attempts)
        log.warning("work.failed", work=str(row), attempts=row.attempts, error=type(error).__name__)
    else:
        row.state, row.done_at, row.last_error = WorkState.DONE, now, ""
    row.save(update_fields=["attempts", "state", "next_try_at", "done_at", "last_error"])


def retry_parked(model: type[Work], ids: list[int], *, now: datetime) -> int:
    """Give parked rows a fresh start, by hand of staff; return how many there were."""
    parked = model._default_manager.filter(pk__in=ids, state=WorkState.PARKED)
    return parked.update(state=WorkState.PENDING, attempts=0, next_try_at=now)


def forget_done(model: type[Work], *, before: datetime, limit: int = 10_000) -> int:
    """Delete up to ``limit`` rows done before that moment; return how many."""
    old = model._default_manager.filter(state=WorkState.DONE, done_at__lt=before)
    ids = list(old.order_by("id").values_list("pk", flat=True)[:limit])
    return model._default_manager.filter(pk__in=ids).delete()[0]
