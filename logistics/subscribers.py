"""What logistics does on facts; each looks at the rows, not at the order of facts."""

from django.utils import timezone

from kernel.outbox.registry import subscribe
from kernel.remote import Ended, progress_of
from logistics.clients.recipients import Acts, all_acts
from logistics.events import ParcelMoved
from logistics.services import (
    enrol_orders,
    follow_parcel,
    notify_dispatch,
    settle_notice,
    settle_pickup,
)
from orders.events import OrderMoved
from warehouse.events import PackingFinished


@subscribe(OrderMoved)
def enrol(fact: OrderMoved) -> None:
    """Follow the parcel of an order that has left (R-004-16)."""
    if fact.after == "delivering":
        enrol_orders([fact.order_id], now=timezone.now())


@subscribe(ParcelMoved)
def follow(fact: ParcelMoved) -> None:
    """End the orders whose parcel came to its end."""
    follow_parcel(fact.parcel_id, now=timezone.now())


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

    acts.notice.ended(notice_ended)
    if acts.pickup is not None:
        acts.pickup.ended(pickup_ended)


for _acts in all_acts():
    listen(_acts)
