"""Rows that hold work: tried until done, backed off on failure, parked after too many tries.

Facts on their way to a subscriber (`kernel.outbox`) and messages from outside (`kernel.inbox`) are both of
this kind. The effects of the work and the mark that it is done commit together, so a killed worker
leaves either both or neither. A try is counted before it is made: work that kills its worker is parked
like any other.
"""

import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

import structlog
from django.db import connection, models, transaction
from django.db.models import F
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

ATTEMPTS = 12
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(hours=1)
HOLD = 2.0  # seconds one transaction goes on taking up more rows
ERROR_LENGTH = 2000
DEADLY = "Each worker that took it up died at it."
Run = Callable[[Any], object]
log = structlog.get_logger(__name__)


class WorkState(models.TextChoices):
    """Where a piece of work stands."""

    PENDING = "pending"
    DONE = "done"
    PARKED = "parked"


class Work(models.Model):
    """One piece of work to be done at least once, in effect exactly once.

    ``unread`` names the columns that nobody needs to do it, so that they are not fetched.
    """

    unread: ClassVar[tuple[str, ...]] = ("next_try_at", "done_at", "last_error")
    id = models.BigAutoField(primary_key=True)
    state = models.CharField(_("state"), max_length=8, choices=WorkState, default=WorkState.PENDING)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("next try"))
    done_at = models.DateTimeField(_("done"), null=True)
    last_error = models.TextField(_("last error"), blank=True)

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


def work_off(model: type[Work], run: Run, *, now: datetime, limit: int = 500) -> int:
    """Try up to ``limit`` fresh and as many failed rows that are due, and return how many were taken up.

    Fresh rows are run together, and one by one only when one of them fails; a row that was tried before is
    run alone. Rows that another worker holds are passed by; one that fails holds up nobody.
    """
    taken = _work_on(model, _count_fresh(model, now, limit), 1, run, now)
    due = model._default_manager.filter(state=WorkState.PENDING, next_try_at__lte=now)
    tried = due.filter(attempts__gt=0).order_by("next_try_at", "id")
    for pk, attempts in list(tried.values_list("pk", "attempts")[:limit]):
        if attempts >= ATTEMPTS:
            taken += _park_deadly(model, pk, attempts)
        elif _count_again(model, pk, attempts, now):
            taken += _work_on(model, [pk], attempts + 1, run, now)
    return taken


def _work_on(model: type[Work], ids: list[int], attempts: int, run: Run, now: datetime) -> int:
    """Run rows whose try is counted; their effects and what became of them commit together."""
    if not ids:
        return 0
    with transaction.atomic():
        # The row lock is what keeps every other worker from it, as long as this transaction lives.
        rows = list(_claimable(model, ids, attempts).defer(*model.unread))
        _run_together(model, rows, run, now)
    return len(rows)


def _claimable(model: type[Work], ids: list[int], attempts: int) -> models.QuerySet[Any]:
    """Return those rows, locked, that nobody holds and nobody has tried since they had ``attempts``."""
    rows = model._default_manager.filter(
        pk__in=_among(ids), state=WorkState.PENDING, attempts=attempts
    )
    return rows.order_by("next_try_at", "id").select_for_update(skip_locked=True)


def _count_fresh(model: type[Work], now: datetime, limit: int) -> list[int]:
    """Count the first try of the longest due rows, commit that, and return their ids."""
    statement = _COUNT_FRESH.format(table=model._meta.db_table)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [now, limit])
        return [pk for (pk,) in cursor.fetchall()]


@transaction.atomic
def _count_again(model: type[Work], pk: int, attempts: int, now: datetime) -> bool:
    """Count one more try; should it kill its worker, the next one waits, and no fresh row behind it."""
    counted = bool(_claimable(model, [pk], attempts).values_list("pk", flat=True))
    if counted:
        later = now + pause_after(attempts + 1)
        row = model._default_manager.filter(pk=pk)
        row.update(attempts=attempts + 1, next_try_at=later)
    return counted


@transaction.atomic
def _park_deadly(model: type[Work], pk: int, attempts: int) -> int:
    """Park a row whose last try was counted and never came to an end."""
    for row in _claimable(model, [pk], attempts):
        row.state, row.last_error = WorkState.PARKED, row.last_error or DEADLY
        row.save(update_fields=["state", "last_error"])
        log.error("work.deadly", work=str(row), attempts=row.attempts)
        return 1
    return 0


def _among(ids: Sequence[int]) -> RawSQL:
    """Return the ids as one parameter: thousands of them make a statement slow to read."""
    return RawSQL("select unnest(%s::bigint[])", [list(ids)])


def _run_together(model: type[Work], rows: Sequence[Any], run: Run, now: datetime) -> None:
    """Run rows under one savepoint; when that fails each gets its own, and what it comes to."""
    stop, done = time.monotonic() + HOLD, 0
    try:
        with transaction.atomic():
            for row in rows:
                run(row)
                done += 1
                if time.monotonic() >= stop:
                    break
    except Exception as error:
        if len(rows) == 1:
            _fail(rows[0], error, now)
            return
        done = _run_apart(rows, run, now)
    else:
        _mark_done(model, rows[:done], now)
    # What was not reached has not been tried.
    untried = [row.pk for row in rows[done:]]
    if untried:
        model._default_manager.filter(pk__in=_among(untried)).update(attempts=F("attempts") - 1)


def _run_apart(rows: Sequence[Any], run: Run, now: datetime) -> int:
    stop = time.monotonic() + HOLD
    for reached, row in enumerate(rows, start=1):
        try:
            with transaction.atomic():
                run(row)
        except Exception as error:
            _fail(row, error, now)
        else:
            _mark_done(type(row), [row], now)
        if time.monotonic() >= stop:
            return reached
    return len(rows)


def _mark_done(model: type[Work], rows: Sequence[Any], now: datetime) -> None:
    done = model._default_manager.filter(pk__in=_among([row.pk for row in rows]))
    done.update(state=WorkState.DONE, done_at=now, last_error="")


def _fail(row: Any, error: Exception, now: datetime) -> None:
    row.last_error = f"{type(error).__name__}: {error}"[:ERROR_LENGTH].replace("\0", "\ufffd")
    row.state = WorkState.PARKED if row.attempts >= ATTEMPTS else WorkState.PENDING
    row.next_try_at = now + pause_after(row.attempts)
    row.save(update_fields=["state", "next_try_at", "last_error"])
    log.warning("work.failed", work=str(row), attempts=row.attempts, error=type(error).__name__)


def retry_parked(model: type[Work], ids: Sequence[int], *, now: datetime) -> int:
    """Give parked rows a fresh start, by hand of staff; return how many there were."""
    parked = model._default_manager.filter(pk__in=_among(ids), state=WorkState.PARKED)
    return parked.update(state=WorkState.PENDING, attempts=0, next_try_at=now)


def forget_done(model: type[Work], *, before: datetime, limit: int = 10_000) -> int:
    """Delete up to ``limit`` rows done before that moment; return how many."""
    old = model._default_manager.filter(state=WorkState.DONE, done_at__lt=before)
    ids = list(old.order_by("id").values_list("pk", flat=True)[:limit])
    return model._default_manager.filter(pk__in=ids).delete()[0]


_COUNT_FRESH = """
update {table} set attempts = 1 where id = any(array(
  select id from {table} where state = 'pending' and next_try_at <= %s and attempts = 0
  order by next_try_at, id limit %s for update skip locked))
returning id
"""
