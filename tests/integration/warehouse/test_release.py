"""Parcels-to-be follow their orders: short, joined, parted, split (R-002-15, R-003-04, R-003-13)."""

from datetime import timedelta

import pytest

from kernel.scope import PLATFORM
from orders.services import merge_orders, separate_order, split_order
from tests.factories.orders import SELLER
from tests.factories.sellers import OfferFactory
from tests.factories.warehouse import (
    CellFactory,
    confirmed_order,
    paid_order,
    reserve_by_hand,
    shop_in_storage,
    stock,
    warehouse_of,
)
from warehouse.models import Outbound, OutboundLine, Storage
from warehouse.rules.check_codes import is_whole
from warehouse.services.following import follow_orders

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return shop_in_storage()


@pytest.fixture
def goods(shop):
    """Return two offers, ten of each on a shelf of its own."""
    made = [OfferFactory(shop=shop, category="toys"), OfferFactory(shop=shop, category="books")]
    for offer in made:
        offer.balance = stock(offer, CellFactory(warehouse=warehouse_of(shop)), 10)
    return made


def held(order, *pieces):
    for offer, n in pieces:
        reserve_by_hand(order, offer.balance, n)
    return order


def follow(*orders):
    follow_orders([order.pk for order in orders], at=orders[0].paid_at + timedelta(hours=1))


def lines_of(order):
    rows = OutboundLine.objects.filter(outbound__order=order).exclude(outbound__state="ended")
    return sorted(rows.values_list("sku", "quantity"))


def states_of(order):
    rows = Outbound.objects.of(PLATFORM).filter(order=order).order_by("released_at", "pk")
    return list(rows.values_list("state", flat=True))


def test_r_002_15_an_agreed_order_gets_a_parcel_to_be_once(shop, goods):
    cup, book = goods
    order = held(confirmed_order(shop, {cup: 2, book: 1}), (cup, 2), (book, 1))
    follow(order)
    follow(order)
    parcel = Outbound.objects.of(PLATFORM).get()
    assert lines_of(order) == sorted([(cup.sku, 2), (book.sku, 1)])
    assert (parcel.state, parcel.needs_check, is_whole(parcel.code, "OG")) == (
        "released",
        False,
        True,
    )
    assert parcel.dispatch_by is not None


def test_orders_that_are_not_agreed_or_not_stored_here_have_none(shop, goods):
    paid = paid_order(shop, {goods[0]: 1})
    own = confirmed_order(OfferFactory().shop)
    follow(paid, own)
    assert Outbound.objects.of(PLATFORM).count() == 0


@pytest.mark.parametrize(
    ("checked", "asked"), [([], False), (["toys"], True), (["shoes"], False), (["*"], True)]
)
def test_r_003_13_the_check_is_by_shop_and_category(shop, goods, checked, asked):
    Storage.everything.filter(shop=shop).update(check_before_packing=checked)
    order = held(confirmed_order(shop, {goods[0]: 1}), (goods[0], 1))
    follow(order)
    assert Outbound.objects.of(PLATFORM).get().needs_check == asked


def test_r_003_04_one_that_lacks_goods_waits_and_goes_on_when_it_has_them(shop, goods):
    order = confirmed_order(shop, {goods[0]: 2})
    follow(order)
    assert states_of(order) == ["short"]
    held(order, (goods[0], 2))
    follow(order)
    assert states_of(order) == ["released"]


def test_a_rider_goes_in_its_leaders_parcel_and_back(shop, goods):
    leader = held(confirmed_order(shop, {goods[0]: 1}), (goods[0], 1))
    rider = held(confirmed_order(shop, {goods[1]: 3}), (goods[1], 3))
    follow(leader)
    follow(rider)
    acting = {"scope": PLATFORM, "actor": SELLER, "now": leader.paid_at + timedelta(hours=1)}
    merge_orders(order_id=leader.pk, with_order_id=rider.pk, **acting)
    follow(rider)
    assert lines_of(leader) == sorted([(goods[0].sku, 1), (goods[1].sku, 3)])
    assert (states_of(leader), states_of(rider)) == (["released"], ["ended"])
    separate_order(order_id=rider.pk, **acting)
    follow(rider)
    assert (lines_of(leader), lines_of(rider)) == ([(goods[0].sku, 1)], [(goods[1].sku, 3)])


def test_the_lines_of_a_part_go_to_its_own_parcel(shop, goods):
    order = held(confirmed_order(shop, {goods[0]: 2, goods[1]: 1}), (goods[0], 2))
    follow(order)
    part = split_order(
        order_id=order.pk,
        scope=PLATFORM,
        actor=SELLER,
        now=order.paid_at + timedelta(hours=1),
        lines={2: 1},
        reason="times",
    )
    follow(order, part)
    assert (lines_of(order), lines_of(part)) == ([(goods[0].sku, 2)], [(goods[1].sku, 1)])
    assert (states_of(order), states_of(part)) == (["released"], ["short"])
