"""Write one batch of an import: orders, where each row went, and the checkpoint, or none of it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from kernel.arrays import columns
from kernel.history import Actor, ActorKind
from orders.models import ImportJob, ImportState
from orders.rules.files.faults import RowFault
from orders.rules.files.grouping import Group
from orders.rules.files.rows import ReadRow, RowReader
from orders.services.imports.errors import LeaseLost
from orders.services.place_orders import Outcome, Verdict, place_orders
from sellers.public import ShopProfile


class Writer:
    """Writes the batches of one run of an import."""

    def __init__(self, job: ImportJob, shop: ShopProfile, lease: timedelta) -> None:
        self.job, self.shop, self.lease = job, shop, lease
        label = f"{job.filename}"[:200]
        self.actor = Actor(ActorKind.SELLER, label, job.created_by_id, "import")

    def note_size(self, rows: int) -> None:
        """Store how many rows there are, for the progress bar."""
        mine = ImportJob.everything.filter(pk=self.job.pk, generation=self.job.generation)
        if not mine.update(rows_expected=rows):
            raise LeaseLost
        self.job.rows_expected = rows

    def let_go(self) -> None:
        """Free the import for another runner: this one's time is up."""
        mine = ImportJob.everything.filter(pk=self.job.pk, generation=self.job.generation)
        mine.update(lease_until=None, state=ImportState.WAITING)

    def write(self, groups: Sequence[Group], reader: RowReader, *, now: datetime) -> None:
        """Write a batch and its checkpoint in one transaction. Raises LeaseLost, and has done nothing."""
        with transaction.atomic():
            self._hold()
            verdicts = self._place(groups, reader, now)
            self._note_rows(groups, verdicts)
            self._check_point(groups, verdicts, now)

    def _hold(self) -> None:
        """Lock the job against every other runner; a newer generation means that it is no longer ours."""
        held = ImportJob.everything.select_for_update().filter(
            pk=self.job.pk, generation=self.job.generation, state=ImportState.RUNNING
        )
        if not list(held.values_list("pk")):
            raise LeaseLost

    def _place(
        self, groups: Sequence[Group], reader: RowReader, now: datetime
    ) -> dict[int, Verdict]:
        drafted = [group for group in groups if group.draft is not None]
        drafts = [group.draft for group in drafted if group.draft is not None]
        with transaction.atomic():
            told = place_orders(
                shop_id=self.shop.id,
                channel=self.job.channel_id,
                drafts=drafts,
                actor=self.actor,
                now=now,
                import_job_id=self.job.pk,
                clock_from=self.job.created_at,
                shop=self.shop,
            )
            if self.job.dry_run:  # the very same work, and none of it stays
                transaction.set_rollback(True)
        verdicts: dict[int, Verdict] = {}
        for group, verdict in zip(drafted, told, strict=True):
            if verdict.outcome is Outcome.REFUSED:
                group.refuse_by(verdict.faults, reader)
            else:
                verdicts[group.last_row] = verdict
        return verdicts

    def _note_rows(self, groups: Sequence[Group], verdicts: dict[int, Verdict]) -> None:
        imported = [
            self._imported(group, verdicts[group.last_row]) for group in groups if group.taken
        ]
        refused = [self._refused(row, fault) for group in groups for row, fault in group.refused]
        with connection.cursor() as cursor:
            if imported:
                cursor.execute(_IMPORTED, columns(imported))
            if refused:
                cursor.execute(_REFUSED, columns(refused))

    def _imported(self, group: Group, verdict: Verdict) -> tuple[Any, ...]:
        return (
            self.job.pk,
            None if self.job.dry_run else verdict.order_id,
            group.rows[0].external_id,
            verdict.outcome is Outcome.CREATED,
            group.rows[0].number,
            group.last_row,
            len(group.taken),
            sum(row.amount or 0 for row in group.taken),
        )

    def _refused(self, row: ReadRow, fault: RowFault) -> tuple[Any, ...]:
        return (
            self.job.pk,
            row.number,
            fault.code[:40],
            storable(fault.field)[:60],
            storable(str(fault.message))[:400],
            storable(row.external_id)[:80],
            row.amount,
        )

    def _check_point(
        self, groups: Sequence[Group], verdicts: dict[int, Verdict], now: datetime
    ) -> None:
        job = self.job
        outcomes = Counter(verdict.outcome for verdict in verdicts.values())
        refused = [row for group in groups for row, _fault in group.refused]
        job.rows_done = groups[-1].last_row
        job.rows_accepted += sum(len(group.taken) for group in groups)
        job.rows_refused += len(refused)
        job.orders_created += outcomes[Outcome.CREATED]
        job.orders_unchanged += outcomes[Outcome.UNCHANGED]
        job.amount_accepted += sum(row.amount or 0 for group in groups for row in group.taken)
        job.amount_refused += sum(row.amount or 0 for row in refused)
        counted = Counter(job.flags)
        counted.update(flag for group in groups if group.taken for flag in group.flags)
        counted.update("amount_unreadable" for row in refused if row.amount is None)
        job.flags, job.attempts = dict(counted), 0
        job.lease_until = now + self.lease
        job.save(update_fields=_CHECK_POINT)


def flagged(job: ImportJob, *, cut_off: bool) -> dict[str, int]:
    """Return the flags of a finished job."""
    return {**job.flags, **({"last_order_may_be_cut": 1} if cut_off else {})}


def storable(text: str) -> str:
    """Return text that the database can keep: what it cannot is shown as a question mark."""
    return text.encode("utf-8", "replace").decode().replace("\0", "?")


_CHECK_POINT = [
    "rows_done",
    "rows_accepted",
    "rows_refused",
    "orders_created",
    "orders_unchanged",
    "amount_accepted",
    "amount_refused",
    "flags",
    "attempts",
    "lease_until",
]
_IMPORTED = """
insert into orders_importedorder (job_id, order_id, external_id, created, first_row, last_row, rows,
                                  amount)
select * from unnest(%s::uuid[], %s::uuid[], %s::text[], %s::boolean[], %s::int[], %s::int[],
                     %s::int[], %s::bigint[])
"""
_REFUSED = """
insert into orders_importrefusal (job_id, row, code, field, message, external_id, amount)
select * from unnest(%s::uuid[], %s::int[], %s::text[], %s::text[], %s::text[], %s::text[],
                     %s::bigint[])
"""
