"""A whole working day of a seller who never touches the mouse."""

import pytest
from django.utils import timezone

from kernel.scope import Scope
from orders import services
from orders.models import ContactAttempt, Order, OrderSplit
from orders.rules.intake import BuyerDraft
from orders.states import CancelReason
from tests.by_keys import Day, Hands
from tests.factories.orders import SELLER

pytestmark = pytest.mark.browser
MICE = """for (const kind of ["mousedown", "pointerdown", "touchstart", "wheel"])
  addEventListener(kind, () => sessionStorage.setItem("mouse", kind), { capture: true });"""
STEPS = (
    ("open_order", {}),
    ("confirm_order", {"availability_checked": True}),
    ("make_order_ready", {}),
)
# How many steps an order has behind it in the morning, by what way it goes: twenty of all kinds.
MORNING = (
    *((0, way) for way in ("carrier_point", "own_courier", "self_pickup") * 2),
    *((1, way) for way in ("carrier_point", "carrier_point", "own_courier", "self_pickup")),
    *((1, "carrier_point"),) * 2,
    *((2, way) for way in ("carrier_point", "own_courier", "carrier_point", "own_courier")),
    *((3, way) for way in ("carrier_point", "carrier_point", "own_courier", "self_pickup")),
)


@pytest.fixture
def twenty(arrive):
    """Return twenty mixed orders, each of another buyer."""

    def one(at, done, method):
        buyer = BuyerDraft(name=f"Buyer {at}", phone=f"+3806712345{at:02}")
        order = arrive(method, buyer=buyer)
        known = {"order_id": order.pk, "scope": Scope.shop(order.shop_id), "actor": SELLER}
        for name, values in STEPS[:done]:
            getattr(services, name)(**known, **values, now=timezone.now())
        return order

    return [one(at, done, method) for at, (done, method) in enumerate(MORNING)]


def test_twenty_mixed_orders_by_keys_alone(desk, twenty, state_of):
    """Accepted at once, called, edited, split, cancelled, confirmed, packed and sent: only ever by a key."""
    numbers = [order.number for order in twenty]
    day = Day(
        accept=numbers[:6],
        in_vain=numbers[0],
        cancel=numbers[1],
        edit=numbers[6],
        split=numbers[7],
        confirm=[*numbers[2:6], *numbers[8:12]],
        pack=numbers[12:16],
        by_carrier=numbers[16:18],
        by_courier=numbers[18:19],
        to_collect=numbers[19:],
    )
    with desk() as page:
        page.add_init_script(MICE)
        page.goto("/s/corner/today/")
        Hands(page).work(day)
        assert page.evaluate("sessionStorage.getItem('mouse')") is None
    assert [state_of(order) for order in twenty] == [
        "needs_agreement",
        "cancelled",
        *["confirmed"] * 5,
        "needs_agreement",
        *["confirmed"] * 4,
        *["awaiting_shipment"] * 4,
        *["delivering"] * 3,
        "awaiting_pickup",
    ]
    assert ContactAttempt.everything.get().order_id == twenty[0].pk
    assert Order.everything.get(pk=twenty[1].pk).cancel_reason == CancelReason.OTHER
    assert [line.quantity for line in twenty[6].lines.order_by("position")] == [3, 1]
    parted = OrderSplit.everything.get()
    assert (parted.order_id, parted.part.lines.get().quantity) == (twenty[7].pk, 1)
    assert Order.everything.get(pk=twenty[16].pk).waybill == "20450000000001"
