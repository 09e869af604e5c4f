"""What logistics does on facts; each looks at the rows, not at the order of facts."""

from django.utils import timezone

from kernel.deadlines.events import DeadlineMissed
from kernel.outbox.registry import subscribe
from logistics.events import ParcelConcerns, ParcelMoved
from logistics.rules.last_mile_words import CORRECTION_CLOCK, WAITING_CLOCKS
from logistics.services import enrol_orders, follow_parcel
from logistics.services.correcting import note_liable
from logistics.services.last_mile import return_uncollected, settle_last_mile
from orders.events import OrderMoved


@subscribe(OrderMoved)
def enrol(fact: OrderMoved) -> None:
    """Follow the parcel of an order that has left (R-004-16)."""
    if fact.after == "delivering":
        enrol_orders([fact.order_id], now=timezone.now())


@subscribe(ParcelMoved)
def follow(fact: ParcelMoved) -> None:
    """End the orders whose parcel came to its end."""
    follow_parcel(fact.parcel_id, now=timezone.now())


@subscribe(ParcelConcerns)
def see_to_the_last_mile(fact: ParcelConcerns) -> None:
    """Bring deadlines, place and problems of a parcel to what is known of it (R-002-57..-64)."""
    settle_last_mile(fact.parcel_id, now=timezone.now())


@subscribe(DeadlineMissed)
def end_the_wait(fact: DeadlineMissed) -> None:
    """Send back what nobody collected; name who answers for an address that nobody corrected."""
    if fact.kind in WAITING_CLOCKS:
        return_uncollected(fact, now=timezone.now())
    elif fact.kind == CORRECTION_CLOCK:
        note_liable(fact.subject_id, due_at=fact.due_at)
