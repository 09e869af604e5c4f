"""Orders on the road, and what their carriers tell."""

from datetime import datetime, timedelta

from kernel.scope import PLATFORM
from logistics.models import Carrier, Parcel
from logistics.rules.heard import Heard
from logistics.services import enrol_orders, hear
from orders.models import Order
from orders.services import confirm_order, make_order_ready, open_order, ship_order
from sellers.models import Shop
from tests.factories.orders import SELLER, place_order

NUMBER = "20450749477905"


def carrier(code: str = "nova_poshta") -> Carrier:
    """Return one carrier of the directory."""
    return Carrier.objects.get(code=code)


def shipped(number: str = NUMBER, *, shop: Shop | None = None, name: str = "Nova Poshta") -> Order:
    """Return an order that left by a carrier under a number three hours after it was paid."""
    order = place_order(shop)
    acting = {"order_id": order.pk, "scope": PLATFORM, "actor": SELLER}
    at = order.paid_at + timedelta(hours=3)
    open_order(**acting, now=at)
    confirm_order(**acting, now=at, availability_checked=True)
    make_order_ready(**acting, now=at)
    return ship_order(**acting, now=at, carrier=name, waybill=number)


def sent(number: str = NUMBER, **more: object) -> Order:
    """Return a shipped order whose parcel is known."""
    order = shipped(number, **more)
    enrol_orders([order.pk], now=order.shipped_at)
    return order


def parcel_of(order: Order) -> Parcel:
    """Return the parcel of an order as it is now."""
    return Parcel.everything.get(contents__order=order)


def tell(kind: str, at: datetime, *, number: str = NUMBER, code: str = "", **more: object) -> int:
    """Have Nova Poshta tell one event; return how many were new."""
    one = Heard(number=number, kind=kind, at=at, code=code or kind, raw_at=str(at), **more)
    return hear(carrier(), [one], now=at)
