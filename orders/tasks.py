"""Celery's door into orders: read the clock, make one call, return a number."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from orders.services.imports.run import run_due_imports
from orders.services.replay.run import run_due_replays

BUDGET = timedelta(seconds=35)  # under the soft limit of a task, with room for one more batch


@shared_task(name="orders.run_import")
def run_import(**_: object) -> int:
    """Run imports that wait: rung by the door that took the file."""
    return run_due_imports(clock=timezone.now, until=timezone.now() + BUDGET)


@shared_task(name="orders.resume_imports")
def resume_imports(**_: object) -> int:
    """Run imports whose bell was lost or whose runner died; the rows already taken are not read twice."""
    return run_due_imports(clock=timezone.now, until=timezone.now() + BUDGET)


@shared_task(name="orders.run_replay")
def run_replay(**_: object) -> int:
    """Play replays that wait, or go on with those whose player is gone."""
    return run_due_replays(clock=timezone.now, until=timezone.now() + BUDGET)
