"""Celery's door into the kernel: read the clock, make one call, return a number."""

import time
from collections.abc import Callable
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from kernel.deadlines.outages import SWEEPER, credit_outages, note_heartbeat
from kernel.deadlines.repricing import tell_outdated
from kernel.deadlines.sweeping import sweep
from kernel.idempotency import forget_keys
from kernel.inbox.accept import process_due
from kernel.inbox.models import InboxMessage
from kernel.outbox.bell import QUIET
from kernel.outbox.models import Delivery
from kernel.outbox.relay import deliver_due
from kernel.remote import working
from kernel.remote.forgetting import forget_contents
from kernel.work import forget_done

BUDGET = 20.0  # seconds
KEEP_DONE = timedelta(days=14)
KEEP_KEYS = timedelta(days=7)
KEEP_CONTENTS = timedelta(days=90)  # as long as evidence is asked for


@shared_task(name="kernel.deliver_facts")
def deliver_facts(**_: object) -> int:
    """Deliver facts until none is due or the time is up."""
    return _until_idle(lambda: deliver_due(now=timezone.now()))


@shared_task(name="kernel.process_inbox")
def process_inbox(**_: object) -> int:
    """Process messages from outside until none is due or the time is up."""
    return _until_idle(lambda: process_due(now=timezone.now()))


@shared_task(name="kernel.call_partners")
def call_partners(only: list[str] | None = None, **_: object) -> int:
    """Send and ask what is due at partners; ``only`` for those with a queue of their own."""
    return working.call_partners(clock=timezone.now, only=only or ())


@shared_task(name="kernel.sweep_deadlines")
def sweep_deadlines(**_: object) -> int:
    """Warn and mark missed deadlines until none is due or the time is up (D-03).

    When we were down, what that took from the promises is credited first.
    """
    note_heartbeat(name=SWEEPER, now=timezone.now())
    credit_outages(now=timezone.now())
    return _until_idle(lambda: sweep(now=timezone.now()), linger=0)


@shared_task(name="kernel.find_outdated_deadlines")
def find_outdated_deadlines(**_: object) -> int:
    """Find deadlines opened by the old hours while their calendar was being changed."""
    return tell_outdated(now=timezone.now())


@shared_task(name="kernel.refresh_calendars")
def refresh_calendars(**_: object) -> int:
    """Notice that a new release of holidays or time zones counts other moments."""
    from kernel.calendars.services import refresh_calendars as refresh

    return len(refresh(now=timezone.now()))


@shared_task(name="kernel.forget_finished_work")
def forget_finished_work(**_: object) -> int:
    """Delete work done long ago and keys nobody repeats any more, a bounded number a run."""
    before = timezone.now() - KEEP_DONE
    forgotten = forget_done(Delivery, before=before) + forget_done(InboxMessage, before=before)
    forgotten += forget_contents(before=timezone.now() - KEEP_CONTENTS)
    return forgotten + forget_keys(before=timezone.now() - KEEP_KEYS)


def _until_idle(step: Callable[[], int], linger: float = QUIET) -> int:
    """Repeat ``step`` until it finds nothing, and once more after the bell's quiet time.

    A ring that was not sent because of an earlier one is answered by that last look.
    """
    total, stop, lingered = 0, time.monotonic() + BUDGET, not linger
    while time.monotonic() < stop:
        done = step()
        total += done
        if done:
            continue
        if lingered:
            break
        time.sleep(2 * linger)
        lingered = True
    return total
