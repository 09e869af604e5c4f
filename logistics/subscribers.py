"""What logistics does on facts; each looks at the rows, not at the order of facts."""

from django.utils import timezone

from kernel.outbox.registry import subscribe
from logistics.events import ParcelMoved
from logistics.services import enrol_orders, follow_parcel
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
