"""What the buyer's page shows of an order."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from orders.models import Order
from orders.rules.buyer_words import goods_status, parcel_status, stands
from orders.rules.cancelling import may_buyer_cancel
from orders.rules.tracking import tracking_url
from orders.states import CancelReason, DeliveryMethod, OrderState

S = OrderState
PLACED = {DeliveryMethod.CARRIER_POINT, DeliveryMethod.CARRIER_LOCKER}


def face_of(order: Order) -> dict[str, Any]:
    """Return everything the page shows: three levels, what comes next, goods, delivery, the acts."""
    case, following = stands(order.state, paid=order.paid_at is not None)
    contact = order.contact
    return {
        "order": order,
        "shop_name": order.shop.name,
        "zone": order.shop.zone,
        "case": case,
        "next": following,
        "steps": _steps(order),
        "levels": _levels(order),
        "lines": order.lines.all(),
        "method": DeliveryMethod(order.delivery_method).label,
        "place": ", ".join(
            part
            for part in (
                contact.city,
                contact.point_code if order.delivery_method in PLACED else "",
            )
            if part
        ),
        "tracking": tracking_url(order.carrier, order.waybill),
        "reason": CancelReason(order.cancel_reason).label if order.cancel_reason else "",
        "may_cancel": may_buyer_cancel(order.state, cancel_until=order.channel.cancel_until),
        "may_receive": order.state in (S.DELIVERING, S.AWAITING_PICKUP),
    }


def _levels(order: Order) -> list[tuple[object, object]]:
    """Return goods, order and parcel with where each stands (R-000-19)."""
    checked = order.availability_checked_at is not None
    return [
        (_("Goods"), goods_status(order.state, checked=checked)),
        (_("Order"), S(order.state).label),
        (_("Parcel"), parcel_status(order.state, method=order.delivery_method)),
    ]


def _steps(order: Order) -> list[dict[str, Any]]:
    done = [
        (_("Ordered"), order.placed_at),
        (_("Being handled"), order.opened_at),
        (_("Confirmed"), order.confirmed_at),
        (_("Sent out"), order.shipped_at or order.at_pickup_at),
        (_("Received"), order.received_at),
    ]
    reached = max(place for place, (_label, at) in enumerate(done) if at)
    over = order.state in (S.CANCELLED, S.RECEIVED)
    return [
        {"label": label, "at": at, "state": _step_state(place, reached, over=over)}
        for place, (label, at) in enumerate(done)
    ]


def _step_state(place: int, reached: int, *, over: bool) -> str:
    if place <= reached:
        return "done"
    return "now" if place == reached + 1 and not over else "next"
