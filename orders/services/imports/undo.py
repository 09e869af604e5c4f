"""Undo an import: its orders go as long as nobody has touched them; the rest stay and are listed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.deadlines.settling import void_many
from kernel.history import Actor, Entry
from kernel.scope import Scope
from orders.models import ImportedOrder, ImportJob, ImportState, Order
from orders.services.imports.errors import ImportBusy
from orders.services.imports.report import import_job

BATCH = 500


def undo_import(*, job_id: UUID, scope: Scope, actor: Actor, now: datetime) -> ImportJob:
    """Remove the orders that this import created and that are still new and untouched.

    Their promises are void, and history keeps who removed them. Goes on where it stopped when it is
    asked again. Raises ImportNotFound, ImportBusy while it runs.
    """
    job = import_job(scope, job_id)
    if job.dry_run or job.state not in (ImportState.DONE, ImportState.FAILED, ImportState.UNDONE):
        raise ImportBusy(_("Only an import that has ended can be undone."))
    while _remove_batch(job, actor, now):
        pass
    if job.state != ImportState.UNDONE:
        job.state = ImportState.UNDONE
        job.save(update_fields=["state"])
        history.write(
            subject=("import", str(job.pk)),
            shop_id=job.shop_id,
            action="undo_import",
            actor=actor,
            at=now,
        )
    return job


def kept_orders(job: ImportJob, most: int = 200) -> list[Order]:
    """Return orders of an undone import that stayed because somebody had begun to work on them."""
    rows = Order.objects.of(Scope.shop(job.shop_id)).filter(import_job=job)
    return list(rows.order_by("id")[:most])


@transaction.atomic
def _remove_batch(job: ImportJob, actor: Actor, now: datetime) -> int:
    ids = _untouched(job)
    if not ids:
        return 0
    void_many(subject_ids=ids, at=now, now=now)
    history.write_many(
        Entry(
            subject=("order", str(pk)),
            shop_id=job.shop_id,
            action="undo_import",
            actor=actor,
            at=now,
            changes={"state": ("new", None)},
            comment=job.filename,
        )
        for pk in ids
    )
    ImportedOrder.objects.filter(job=job, order_id__in=ids).update(removed_at=now)
    _delete(ids)
    return len(ids)


def _untouched(job: ImportJob) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_UNTOUCHED, [job.pk, job.shop_id, BATCH])
        return [row[0] for row in cursor.fetchall()]


def _delete(ids: Sequence[UUID]) -> None:
    with connection.cursor() as cursor:
        for statement in _DELETE:
            cursor.execute(statement, [list(ids)])


# Whoever is about to open one of them waits for our lock and then finds it gone; who was first keeps it.
_UNTOUCHED = """
select o.id from orders_order o
where o.import_job_id = %s and o.shop_id = %s and o.state = 'new' and o.version = 1
  and not exists (select 1 from orders_comment c where c.order_id = o.id)
order by o.id limit %s for update of o
"""
_DELETE = (
    "delete from orders_orderline where order_id = any(%s)",
    "delete from orders_ordercontact where order_id = any(%s)",
    "delete from orders_order where id = any(%s)",
)
