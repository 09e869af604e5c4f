"""Whether the promises that messages warn of still stand."""

from collections.abc import Iterable
from uuid import UUID

from kernel.deadlines.models import Deadline, DeadlineState
from orders.states import LATE_IN


def running(deadline_ids: Iterable[int]) -> set[int]:
    """Return those of the promises that are neither kept nor missed nor void."""
    ids = list(deadline_ids)
    if not ids:
        return set()
    rows = Deadline.objects.filter(pk__in=ids, state=DeadlineState.RUNNING)
    return set(rows.values_list("pk", flat=True))


def waited_for(deadline_id: int) -> bool:
    """Tell whether somebody still waits for what was promised, in time or late."""
    return Deadline.objects.filter(pk=deadline_id, closed_at=None).exists()


def nearest_promise(order_id: UUID) -> int | None:
    """Return the promise about an order that falls due first, None when none runs."""
    running = Deadline.objects.filter(
        subject_id=order_id, kind__in=LATE_IN, state=DeadlineState.RUNNING
    )
    return running.order_by("due_at", "id").values_list("pk", flat=True).first()
