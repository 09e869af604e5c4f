"""What logistics does on facts; each looks at the rows, not at the order of facts."""

from django.utils import timezone

from kernel.deadlines.events import DeadlineMissed
from kernel.outbox.registry import subscribe
from logistics.events import ParcelMoved
from logistics.services import enrol_orders, follow_parcel
from logistics.services.accepting import accept_parcel
from logistics.services.claims_on_returns import claim_return
from logistics.services.manifests import keep_manifest
from logistics.services.missed_clocks import note_missed
from orders.events import OrderMoved
from warehouse.events import HandoverSigned, ReturnInspected


@subscribe(OrderMoved)
def enrol(fact: OrderMoved) -> None:
    """Follow the parcel of an order that has left (R-004-16)."""
    if fact.after == "delivering":
        enrol_orders([fact.order_id], now=timezone.now())


@subscribe(ParcelMoved)
def follow(fact: ParcelMoved) -> None:
    """End the orders whose parcel came to its end."""
    follow_parcel(fact.parcel_id, now=timezone.now())


@subscribe(ParcelMoved)
def accept(fact: ParcelMoved) -> None:
    """Note that a carrier has scanned what it signed for (R-002-50)."""
    accept_parcel(fact.parcel_id, now=timezone.now())


@subscribe(HandoverSigned)
def open_claim_window(fact: HandoverSigned) -> None:
    """Keep what was signed for, and let the time for claims begin (R-002-24, R-002-43)."""
    keep_manifest(fact.handover_id, now=timezone.now())


@subscribe(DeadlineMissed)
def miss_claim_clock(fact: DeadlineMissed) -> None:
    """Reconcile, judge silence, or judge a claim for which nobody showed anything more (R-002-46)."""
    note_missed(fact)


@subscribe(ReturnInspected)
def claim_damage(fact: ReturnInspected) -> None:
    """Ask whether it was the carrier that damaged what came back (R-002-73)."""
    if fact.defective or fact.written_off:
        claim_return(fact.return_id, now=timezone.now())
