"""What logistics does on facts; each looks at the rows, not at the order of facts."""

from django.utils import timezone

from kernel.outbox.registry import subscribe
from kernel.remote import Ended
from logistics.clients.cainiao.proxy import CREATE, LABEL
from logistics.events import ParcelMoved
from logistics.services import enrol_orders, follow_parcel
from logistics.services.consigning import (
    announce_orders,
    call_off_order,
    follow_consignments,
    settle_create,
    settle_label,
)
from orders.events import OrderCancelled, OrderMoved


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
