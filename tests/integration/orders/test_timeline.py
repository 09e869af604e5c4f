"""The six milestones on the order page, each with its moment once it is reached."""

import re
from datetime import datetime, timedelta

import pytest

from kernel.scope import PLATFORM
from orders import services
from orders.cabinet.journal import levels, milestones
from orders.models import Order
from tests.factories.orders import SELLER, TUESDAY_18, place_order
from tests.factories.sellers import ShopFactory, member

pytestmark = pytest.mark.django_db
NAMES = ["Accepted", "Goods prepared", "Packed", "Sent out", "Waybill given", "Received"]
BUYER_CONFIRMS = {"actor": type(SELLER)(kind="buyer", label="Buyer", source="buyer_page")}
ROAD = (
    (services.open_order, {}),
    (services.confirm_order, {"availability_checked": True}),
    (services.make_order_ready, {}),
    (services.ship_order, {"carrier": "Nova Poshta", "waybill": "20450000000001"}),
    (services.receive_order, BUYER_CONFIRMS),
)


def after(steps):
    """Place an order and take it ``steps`` moves along the road, ten minutes each."""
    order = place_order(ShopFactory())
    for number, (act, values) in enumerate(ROAD[:steps], start=1):
        now = TUESDAY_18 + timedelta(minutes=10 * number)
        known = {"order_id": order.pk, "scope": PLATFORM, "actor": SELLER, "now": now}
        act(**{**known, **values})
    return Order.everything.get(pk=order.pk)


@pytest.mark.parametrize(
    ("steps", "minutes"),
    [
        (0, [None, None, None, None, None, None]),
        (1, [10, None, None, None, None, None]),
        (2, [10, 20, None, None, None, None]),
        (3, [10, 20, 30, None, None, None]),
        (4, [10, 20, 30, 40, 40, None]),
        (5, [10, 20, 30, 40, 40, 50]),
    ],
)
def test_each_of_the_six_milestones_has_its_moment_r_003_02(steps, minutes):
    shown = milestones(after(steps))
    assert [str(step["label"]) for step in shown] == NAMES
    assert [step["at"] for step in shown] == [
        None if m is None else TUESDAY_18 + timedelta(minutes=m) for m in minutes
    ]


def test_the_order_page_shows_them_with_their_times_r_003_02(client):
    order = after(5)
    client.force_login(member(shop=order.shop))
    page = client.get(f"/s/{order.shop.slug}/orders/{order.pk}/").content.decode()
    [journey] = re.findall(r'<ol class="journey">(.*?)</ol>', page, re.DOTALL)
    shown = re.findall(r'<b>([^<]+)</b><small><time[^>]* datetime="([^"]+)"', journey)
    assert [(label, datetime.fromisoformat(at)) for label, at in shown] == [
        (label, TUESDAY_18 + timedelta(minutes=minute))
        for label, minute in zip(NAMES, (10, 20, 30, 40, 40, 50), strict=True)
    ]


def test_lines_order_and_parcel_stand_each_on_a_level():
    order = after(4)
    assert [(str(level["label"]), str(level["text"])) for level in levels(order)] == [
        ("Lines", "in stock, checked"),
        ("Order", "Delivering"),
        ("Parcel", "20450000000001"),
    ]
