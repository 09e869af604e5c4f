"""A parcel that comes back under a number of its own, followed until the warehouse has it (R-002-69)."""

from datetime import UTC, datetime, timedelta

import pytest

from kernel.scope import PLATFORM
from logistics.models import Waybill
from logistics.rules.heard import Answered, Heard
from logistics.services import enrol_orders
from logistics.services.polling import _take_in
from logistics.states import Direction, Kind
from orders.services import make_order_ready, ship_order
from tests.factories.logistics import NUMBER, carrier, parcel_of
from tests.factories.orders import SELLER
from tests.factories.outbounds import boxed, on_shelf, picked
from tests.factories.warehouse import StationFactory, shop_in_storage
from warehouse.models import GoodsReturn
from warehouse.services.pallets import open_pallet

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 2, 5, 10, tzinfo=UTC)
BACK = "59000000000001"


def told(kind, number, hours, returns=()):
    at = NOON + timedelta(hours=hours)
    one = Heard(number=number, kind=kind, at=at, code=kind, reason="changed my mind")
    _take_in(carrier(), Answered((one,), (), tuple(returns)), at)


def on_the_road():
    """Return an order that our warehouse sent, and the parcel of it that the carrier has."""
    box = boxed(picked({on_shelf(shop_in_storage()): 1}))
    dock = StationFactory(warehouse_id=box.warehouse_id, kind="dock")
    pallet = open_pallet(dock=dock, carrier="", at=NOON)
    for move, said in (
        ("label", {"at": NOON}),
        ("weigh", {"weight_g": 500, "at": NOON}),
        ("dispatch", {"at": NOON}),
        ("palletise", {"pallet_id": pallet.pk}),
        ("hand_over", {"at": NOON}),
    ):
        getattr(box, move)(**said)
        box.save()
    acting = {"scope": PLATFORM, "actor": SELLER, "now": NOON}
    make_order_ready(order_id=box.order_id, **acting)
    order = ship_order(order_id=box.order_id, carrier="Nova Poshta", waybill=NUMBER, **acting)
    enrol_orders([order.pk], now=NOON)
    return order, box


def test_r_002_69_a_return_is_expected_and_followed_under_its_own_number_to_received(deliver):
    order, box = on_the_road()
    told(Kind.REFUSED, NUMBER, 1, returns=[(NUMBER, BACK)])
    deliver()
    ways = dict(Waybill.everything.values_list("number", "direction"))
    assert ways == {NUMBER: Direction.FORWARD, BACK: Direction.RETURN}
    back = GoodsReturn.everything.get()
    assert (back.outbound_id, back.reason, back.tracking, back.state) == (
        box.pk, "rejected", BACK, "expected",
    )  # fmt: skip
    told(Kind.IN_TRANSIT, BACK, 2)
    deliver()
    assert (parcel_of(order).state, parcel_of(order).turned_back) == ("returning", "refused")
    told(Kind.DELIVERED, BACK, 30)
    deliver()
    parcel = parcel_of(order)
    assert (parcel.state, parcel.over_at) == ("returned", NOON + timedelta(hours=30))
    assert list(Waybill.everything.values_list("next_poll_at", flat=True)) == [None, None]
    assert GoodsReturn.everything.count() == 1
