"""Whether the promises that messages warn of still stand."""

from uuid import UUID

from kernel.deadlines.models import Deadline, DeadlineState


def is_running(deadline_id: int) -> bool:
    """Tell whether the promise is neither kept nor missed nor void."""
    return Deadline.objects.filter(pk=deadline_id, state=DeadlineState.RUNNING).exists()


def nearest_promise(order_id: UUID) -> int | None:
    """Return the promise about an order that falls due first, None when none runs."""
    running = Deadline.objects.filter(subject_id=order_id, state=DeadlineState.RUNNING)
    return running.order_by("due_at", "id").values_list("pk", flat=True).first()
