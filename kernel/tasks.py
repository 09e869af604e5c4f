"""Celery's door into the kernel: read the clock, make one call, return a number."""

from collections.abc import Callable
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from kernel.deadlines.outages import note_heartbeat
from kernel.deadlines.sweeping import sweep
from kernel.inbox.accept import process_due
from kernel.inbox.models import InboxMessage
from kernel.outbox.models import Delivery
from kernel.outbox.relay import deliver_due
from kernel.work import forget_done

BUDGET = timedelta(seconds=20)
KEEP_DONE = timedelta(days=14)


@shared_task(name="kernel.deliver_facts")
def deliver_facts(**_: object) -> int:
    """Deliver facts until none is due or the time is up."""
    return _until_idle(lambda: deliver_due(now=timezone.now()))


@shared_task(name="kernel.process_inbox")
def process_inbox(**_: object) -> int:
    """Process messages from outside until none is due or the time is up."""
    return _until_idle(lambda: process_due(now=timezone.now()))


@shared_task(name="kernel.sweep_deadlines")
def sweep_deadlines(**_: object) -> int:
    """Warn and mark missed deadlines until none is due or the time is up (D-03)."""
    note_heartbeat(name="deadlines", now=timezone.now())
    return _until_idle(lambda: sweep(now=timezone.now()))


@shared_task(name="kernel.forget_finished_work")
def forget_finished_work(**_: object) -> int:
    """Delete work done long ago, a bounded number a run."""
    before = timezone.now() - KEEP_DONE
    return forget_done(Delivery, before=before) + forget_done(InboxMessage, before=before)


def _until_idle(step: Callable[[], int]) -> int:
    total, stop = 0, timezone.now() + BUDGET
    while (done := step()) and timezone.now() < stop:
        total += done
    return total + done
