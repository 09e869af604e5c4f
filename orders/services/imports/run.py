"""Run an import in batches: what a batch writes and its checkpoint commit together (I1).

A runner holds a lease and a generation. Who takes the import over raises the generation, and the one
before finds out at its next batch, whose work is undone: so a kill at any row, a doubled message or
a stopped process that wakes up change nothing of the outcome.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils import translation

from kernel.outbox import bell
from orders.models import ImportJob, ImportState
from orders.rules.files.faults import FileUnreadable
from orders.rules.files.grouping import Group, groups_of
from orders.rules.files.profiles import Profile
from orders.rules.files.rows import RowReader
from orders.services.imports.ahead import read_ahead
from orders.services.imports.batches import Writer, flagged
from orders.services.imports.errors import LeaseLost
from orders.services.imports.start import RUN
from orders.services.imports.storage import path_of
from orders.services.imports.tables import Survey, Table, open_table, settled, survey
from sellers.public import ShopProfile, shop_profile

LEASE = timedelta(seconds=60)
ATTEMPTS = 5
ORDERS_OF_A_BATCH, ROWS_OF_A_BATCH = 500, 5_000
Clock = Callable[[], datetime]
log = structlog.get_logger(__name__)


def run_import(
    *,
    job_id: UUID,
    clock: Clock,
    until: datetime | None = None,
    take_over: bool = False,
    progress: Callable[[ImportJob], object] | None = None,
    language: str = "",
) -> bool:
    """Run an import to its end, or until that moment; return whether it has ended.

    ``take_over`` is for a person who runs it by hand: a lease still held is no reason to wait. Reasons
    are written in ``language``, else in that of who asked. A bad file raises nothing: the job says so.
    """
    job = _claim(job_id, clock(), take_over=take_over)
    if job is None:
        return True
    shop = shop_profile(job.shop_id)
    with translation.override(language or job.language or shop.language):
        try:
            return _run(job, shop, clock, until, progress)
        except LeaseLost:
            return False
        except FileUnreadable as unreadable:
            _end(job, clock(), ImportState.FAILED, error=str(unreadable.message))
            return True
        except Exception as error:
            log.exception("import.failed", job=str(job.pk), error=type(error).__name__)
            _give_back(job, clock())
            raise


def run_due_imports(*, clock: Clock, until: datetime) -> int:
    """Run the imports that are due, one after another, until that moment; return how many were run.

    One that is not done by then is free at once for the next run, which the bell asks for.
    """
    count = 0
    for job_id in due_imports(clock()):
        if clock() >= until:
            break
        ended = run_import(job_id=job_id, clock=clock, until=until)
        count += 1
        if not ended:
            bell.ring(RUN)
    return count


def due_imports(now: datetime, limit: int = 20) -> list[UUID]:
    """Return imports that wait, or whose runner has not been heard of since its lease ran out."""
    free = Q(state=ImportState.WAITING) | Q(state=ImportState.RUNNING, lease_until__lt=now)
    due = ImportJob.everything.filter(free).order_by("created_at")
    return list(due.values_list("pk", flat=True)[:limit])


def _claim(job_id: UUID, now: datetime, *, take_over: bool) -> ImportJob | None:
    free = Q(state=ImportState.WAITING) | Q(state=ImportState.RUNNING)
    if not take_over:
        free &= Q(lease_until=None) | Q(lease_until__lt=now)
    claimed = ImportJob.everything.filter(free, pk=job_id).update(
        state=ImportState.RUNNING,
        generation=F("generation") + 1,
        attempts=F("attempts") + 1,
        lease_until=now + LEASE,
    )
    return ImportJob.everything.get(pk=job_id) if claimed else None


def _run(
    job: ImportJob,
    shop: ShopProfile,
    clock: Clock,
    until: datetime | None,
    progress: Callable[[ImportJob], object] | None,
) -> bool:
    profile = Profile.from_settings(job.settings)
    table = open_table(path_of(job), profile)
    found = survey(table, profile)
    writer = Writer(job, shop, LEASE)
    writer.note_size(found.rows)
    reader = RowReader(settled(profile, table, found), table.header, job.currency)
    groups = _groups_after(job.rows_done, reader, table, found, shop)
    for batch in read_ahead(_batches(groups)):
        writer.write(batch, reader, now=clock())
        if progress is not None:
            progress(job)
        if until is not None and clock() >= until:
            writer.let_go()
            return False
    flags = flagged(job, cut_off=found.cut_off)
    _end(job, clock(), ImportState.DONE, flags=flags)
    return True


def _groups_after(
    row: int, reader: RowReader, table: Table, found: Survey, shop: ShopProfile
) -> Iterator[Group]:
    rows = (reader.read(*raw) for raw in table.rows())
    groups = groups_of(rows, reader, apart=found.apart, zone=shop.zone)
    return (group for group in groups if group.last_row > row)


def _batches(groups: Iterator[Group]) -> Iterator[list[Group]]:
    batch: list[Group] = []
    rows = 0
    for group in groups:
        batch.append(group)
        rows += len(group.rows)
        if len(batch) >= ORDERS_OF_A_BATCH or rows >= ROWS_OF_A_BATCH:
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch


def _end(job: ImportJob, now: datetime, state: str, **values: object) -> None:
    mine = ImportJob.everything.filter(pk=job.pk, generation=job.generation)
    mine.update(state=state, finished_at=now, lease_until=None, **values)
    job.refresh_from_db()


@transaction.atomic
def _give_back(job: ImportJob, now: datetime) -> None:
    """Free the import for another try soon, or give it up after too many."""
    mine = ImportJob.everything.filter(pk=job.pk, generation=job.generation)
    if job.attempts >= ATTEMPTS:
        error = "We could not read it to its end; our people see why. What was taken stands."
        mine.update(state=ImportState.FAILED, error=error, finished_at=now, lease_until=None)
    else:
        mine.update(lease_until=now)
