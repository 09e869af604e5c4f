"""Orders in each state and one edit of each field, for tests of the edit matrix."""

from datetime import date, timedelta
from typing import Any

from kernel.history import Actor
from kernel.scope import PLATFORM
from orders.models import Order
from orders.rules.edits import Agreement
from orders.rules.intake import DeliveryDraft
from orders.rules.line_edits import LineEdit
from orders.services.acting import act
from orders.states import OrderState
from tests.factories.orders import SELLER, TUESDAY_18, place_order

S = OrderState
LATER = TUESDAY_18 + timedelta(hours=1)
AGREED = Agreement(with_whom="buyer", how="phone", at=TUESDAY_18 + timedelta(minutes=50))
WAYS: dict[str, tuple[str, ...]] = {
    S.NEW: (),
    S.NEEDS_AGREEMENT: ("open",),
    S.CONFIRMED: ("open", "confirm"),
    S.AWAITING_SHIPMENT: ("open", "confirm", "make_ready"),
    S.DELIVERING: ("open", "confirm", "make_ready", "ship"),
    S.AWAITING_PICKUP: ("open", "confirm", "make_ready", "offer_pickup"),
    S.RECEIVED: ("open", "confirm", "make_ready", "ship", "receive"),
    S.CANCELLED: ("open", "cancel"),
}
# For each field of the matrix a value that differs from the factory's.
OTHER: dict[str, Any] = {
    "lines": (LineEdit(line=1, quantity=5),),
    "delivery_method": "own_courier",
    "country": "PL",
    "region": "Львівська",
    "city": "Львів",
    "address": "Городоцька 7",
    "postcode": "79000",
    "point_code": "44",
    "recipient": "Марія Ґудзь",
    "recipient_phone": "+380509998877",
    "note": "Ring twice",
    "agreed_delivery_on": date(2030, 2, 9),
    "payment_terms": "on_delivery",
    "delivery_minor": 7_000,
    "discount_minor": 1_000,
    "name": "Somebody Else",
    "phone": "+380631112233",
    "email": "else@buyer.test",
}


def order_in(state: str, shop: Any = None, *, seller: Actor = SELLER, **draft: Any) -> Order:
    """Return an order of the factory's that came into ``state`` by its moves, all at `TUESDAY_18`."""
    if state == S.AWAITING_PICKUP:
        draft["delivery"] = DeliveryDraft(method="self_pickup", country="UA", city="Київ")
    else:
        draft.setdefault("delivery", whole_address())
    order = place_order(shop, **draft)
    for move in WAYS[state]:
        act(
            move,
            order_id=order.pk,
            number=order.number,
            method=order.delivery_method,
            shop_id=order.shop_id,
            seller=seller,
            at=TUESDAY_18,
        )
    return fresh(order)


def whole_address() -> DeliveryDraft:
    """Return a delivery that is complete for a courier and for a point alike."""
    return DeliveryDraft(
        method="carrier_point",
        country="UA",
        city="Київ",
        address="Хрещатик 1",
        point_code="12",
        recipient="Іван Ґудзь",
        recipient_phone="+380671234567",
    )


def fresh(order: Order) -> Order:
    """Return the order as it stands now."""
    rows = Order.objects.of(PLATFORM).select_related("contact", "shop", "channel")
    found: Order = rows.get(pk=order.pk)
    return found
