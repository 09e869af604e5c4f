"""What logistics does on facts; each looks at the rows, not at the order of facts."""

from django.utils import timezone

from kernel.deadlines.events import DeadlineMissed
from kernel.outbox.registry import subscribe
from kernel.remote import Ended, progress_of
from logistics.clients.cainiao.proxy import CREATE, LABEL
from logistics.clients.recipients import Acts, all_acts
from logistics.events import ParcelConcerns, ParcelMoved
from logistics.rules.last_mile_words import CORRECTION_CLOCK, WAITING_CLOCKS
from logistics.services import (
    enrol_orders,
    follow_parcel,
    notify_dispatch,
    settle_notice,
    settle_pickup,
)
from logistics.services.accepting import accept_parcel
from logistics.services.announcing import settle_asn
from logistics.services.claims_on_returns import claim_return
from logistics.services.consigning import (
    announce_orders,
    call_off_order,
    follow_consignments,
    settle_create,
    settle_label,
)
from logistics.services.correcting import note_liable
from logistics.services.last_mile import return_uncollected, settle_last_mile
from logistics.services.manifests import keep_manifest
from logistics.services.missed_clocks import note_missed
from orders.events import OrderCancelled, OrderMoved
from warehouse.events import HandoverSigned, PackingFinished, ReturnInspected


@subscribe(OrderMoved)
def enrol(fact: OrderMoved) -> None:
    """Follow the parcel of an order that has left (R-004-16)."""
    if fact.after == "delivering":
        enrol_orders([fact.order_id], now=timezone.now())
        follow_consignments([fact.order_id], now=timezone.now())


@subscribe(OrderMoved)
def announce(fact: OrderMoved) -> None:
    """Announce an agreed order to Cainiao, where its channel speaks with Cainiao itself (R-002-06)."""
    if fact.after == "confirmed":
        announce_orders(only=[fact.order_id], now=timezone.now())


@subscribe(OrderCancelled)
def call_off(fact: OrderCancelled) -> None:
    """Take a cancelled order back at Cainiao."""
    call_off_order(fact.order_id, now=timezone.now())


@CREATE.ended
def keep_code(end: Ended) -> None:
    """Keep under which code an order goes at Cainiao, and ask for its label."""
    settle_create(end, now=timezone.now())


@LABEL.ended
def keep_label(end: Ended) -> None:
    """Keep the label that Cainiao gave."""
    settle_label(end, now=timezone.now())


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


@subscribe(PackingFinished)
def notify(fact: PackingFinished) -> None:
    """Tell whoever fetches it that a parcel was scanned out (R-002-05, R-002-06)."""
    notify_dispatch([fact.outbound_id], now=timezone.now())


def listen(acts: Acts) -> None:
    """Hear how the acts of a recipient end; the time is the call's own."""

    def notice_ended(ended: Ended) -> None:
        progress = progress_of(acts.notice, [ended.call.about]).get(ended.call.about)
        settle_notice(ended, at=(progress and progress.ended_at) or timezone.now())

    def pickup_ended(ended: Ended) -> None:
        settle_pickup(ended, at=timezone.now())

    def asn_ended(ended: Ended) -> None:
        settle_asn(ended, at=timezone.now())

    acts.notice.ended(notice_ended)
    if acts.asn is not None:
        acts.asn.ended(asn_ended)
    if acts.pickup is not None:
        acts.pickup.ended(pickup_ended)


for _acts in all_acts():
    listen(_acts)
