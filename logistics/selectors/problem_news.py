"""A problem on the road as messages tell it: plain values and words in the reader's language (R-003-30)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise

from kernel.deadlines.models import Deadline
from kernel.scope import Scope
from logistics.models import ParcelOrder, Problem, Waybill
from logistics.rules.last_mile_words import QUIET, WHAT_TO_DO, ProblemKind
from logistics.states import Direction


@dataclass(frozen=True, slots=True)
class ProblemNews:
    """One problem; ``due_at`` and ``deadline_id`` are those of its running clock, None once it is over."""

    id: UUID
    name: str | Promise
    todo: str | Promise
    detail: str
    orders: tuple[str, ...]
    carrier: str
    waybill: str
    is_quiet: bool
    is_open: bool
    due_at: datetime | None
    deadline_id: int | None


def problem_news(scope: Scope, problem_id: UUID) -> ProblemNews | None:
    """Return what there is to tell of a problem; None for one that is not there."""
    found = Problem.objects.of(scope).filter(pk=problem_id).first()
    if found is None:
        return None
    orders = ParcelOrder.objects.filter(parcel=found.parcel_id).order_by("pk")
    bills = Waybill.objects.of(scope).filter(parcel=found.parcel_id, direction=Direction.FORWARD)
    bill = bills.select_related("carrier").order_by("pk").first()
    clock = Deadline.objects.filter(subject_id=found.pk, closed_at=None).order_by("due_at").first()
    return ProblemNews(
        id=found.pk,
        name=ProblemKind(found.kind).label,
        todo=WHAT_TO_DO[ProblemKind(found.kind)],
        detail=found.detail,
        orders=tuple(orders.values_list("order__number", flat=True)),
        carrier=bill.carrier.name if bill else "",
        waybill=bill.number if bill else "",
        is_quiet=found.kind in QUIET,
        is_open=found.closed_at is None,
        due_at=clock.due_at if clock else None,
        deadline_id=clock.pk if clock else None,
    )
