"""What orders does on facts of the apps below."""

from kernel.deadlines.events import DeadlineMissed
from kernel.outbox.registry import subscribe
from orders.services.note_overdue import note_overdue
from orders.states import LATE_IN


@subscribe(DeadlineMissed)
def mark_overdue(fact: DeadlineMissed) -> None:
    """Mark the order whose clock has run out."""
    if fact.kind in LATE_IN:
        note_overdue(missed=fact)
