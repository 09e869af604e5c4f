"""Make a move as a scripted seller, buyer or carrier would: through the very services people use."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kernel.history import Actor, ActorKind
from kernel.scope import Scope
from orders.models import Order
from orders.services.cancel_order import cancel_order
from orders.services.moves import (
    confirm_order,
    make_order_ready,
    offer_order_for_pickup,
    open_order,
    receive_order,
)
from orders.services.ship_order import ship_order
from orders.states import CancelReason, DeliveryMethod

CARRIER = "Nova Poshta"


def act(
    move: str,
    *,
    order_id: UUID,
    number: str,
    method: str,
    shop_id: int,
    seller: Actor,
    at: datetime,
    road: dict[str, Any] | None = None,
) -> Order:
    """Make ``move`` at that moment with everything it needs. Raises what the services raise."""
    known: dict[str, Any] = {"order_id": order_id, "scope": Scope.shop(shop_id), "now": at}
    buyer = Actor(ActorKind.BUYER, "buyer", source=seller.source)
    match move:
        case "open":
            return open_order(**known, actor=seller)
        case "confirm":
            return confirm_order(
                **known,
                actor=seller,
                availability_checked=True,
                contact_made=True,
                agreed_delivery_on=(at + timedelta(days=2)).date(),
            )
        case "make_ready":
            return make_order_ready(**known, actor=seller)
        case "offer_pickup":
            return offer_order_for_pickup(**known, actor=seller)
        case "receive":
            return receive_order(**known, actor=buyer)
        case "cancel":
            return cancel_order(**known, actor=buyer, reason=CancelReason.BUYER_REQUEST)
        case "ship" if method == DeliveryMethod.OWN_COURIER:
            visit_at = at + timedelta(hours=3)
            return ship_order(
                **known, actor=seller, visit_at=visit_at, courier_phone="+380501112233"
            )
        case "ship":
            return ship_order(**known, actor=seller, **(road or _no_ones(number)))
    raise ValueError(f"Nobody makes the move {move}.")


def _no_ones(number: str) -> dict[str, Any]:
    """Return a road under a number that no carrier gives."""
    return {"carrier": CARRIER, "waybill": f"R{number}"[:60]}
