"""What became of a file: the counts, and every row with its order or its reason."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kernel.scope import Scope
from orders.models import ImportedOrder, ImportJob, ImportRefusal
from orders.services.imports.errors import ImportNotFound

PAGE = 2_000


@dataclass(frozen=True, slots=True)
class RowReport:
    """One line of the report: an order with its rows, or one refused row."""

    first_row: int
    last_row: int
    external_id: str
    outcome: str
    """created, unchanged, removed (by an undo) or refused."""
    code: str
    field: str
    message: str
    amount: int | None


def import_job(scope: Scope, job_id: UUID) -> ImportJob:
    """Return one import. Raises ImportNotFound."""
    job = ImportJob.objects.of(scope).select_related("channel").filter(pk=job_id).first()
    if job is None:
        raise ImportNotFound()
    return job


def counts_of(job: ImportJob) -> dict[str, Any]:
    """Return the counts of an import; amounts are minor units of its currency."""
    return {
        "rows_read": job.rows_accepted + job.rows_refused,
        "rows_accepted": job.rows_accepted,
        "rows_refused": job.rows_refused,
        "orders_created": job.orders_created,
        "orders_unchanged": job.orders_unchanged,
        "amount_accepted": job.amount_accepted,
        "amount_refused": job.amount_refused,
        "currency": job.currency,
        "dry_run": job.dry_run,
        "flags": job.flags,
    }


def refusals_of(job: ImportJob) -> Iterator[dict[str, Any]]:
    """Yield each refused row in order: row, code, field, message, order, amount (None: unreadable)."""
    for refusal in _refusals(job):
        yield {
            "row": refusal.row,
            "code": refusal.code,
            "field": refusal.field,
            "message": refusal.message,
            "order": refusal.external_id,
            "amount": refusal.amount,
        }


def rows_of(job: ImportJob) -> Iterator[RowReport]:
    """Yield the whole report by the rows of the file, orders and refused rows together."""
    orders = (_of_order(order) for order in _imported(job))
    refused = (_of_refusal(refusal) for refusal in _refusals(job))
    return heapq.merge(orders, refused, key=lambda line: line.first_row)


def _imported(job: ImportJob) -> Iterator[ImportedOrder]:
    return ImportedOrder.objects.filter(job=job).order_by("first_row").iterator(chunk_size=PAGE)


def _refusals(job: ImportJob) -> Iterator[ImportRefusal]:
    return ImportRefusal.objects.filter(job=job).order_by("row").iterator(chunk_size=PAGE)


def _of_order(order: ImportedOrder) -> RowReport:
    outcome = "removed" if order.removed_at else "created" if order.created else "unchanged"
    return RowReport(
        order.first_row, order.last_row, order.external_id, outcome, "", "", "", order.amount
    )


def _of_refusal(refusal: ImportRefusal) -> RowReport:
    return RowReport(
        refusal.row,
        refusal.row,
        refusal.external_id,
        "refused",
        refusal.code,
        refusal.field,
        refusal.message,
        refusal.amount,
    )
