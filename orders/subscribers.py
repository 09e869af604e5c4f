"""What orders does on facts of the apps below."""

from kernel.deadlines.events import DeadlineMissed
from kernel.outbox.registry import subscribe
from orders.services.note_calls import note_call_due, note_uncollected
from orders.services.note_overdue import note_overdue
from orders.states import CALL_AGAIN_CLOCK, COLLECTION_CLOCK, LATE_IN


@subscribe(DeadlineMissed)
def mark_overdue(fact: DeadlineMissed) -> None:
    """Mark the order whose clock has run out, or remind of whom to call."""
    if fact.kind in LATE_IN:
        note_overdue(missed=fact)
    elif fact.kind == CALL_AGAIN_CLOCK:
        note_call_due(missed=fact)
    elif fact.kind == COLLECTION_CLOCK:
        note_uncollected(missed=fact)
