"""Orders that no fact brought to the warehouse are found by the sweep, once."""

from datetime import timedelta

import pytest

from kernel.outbox.models import Delivery
from tests.factories.sellers import OfferFactory
from tests.factories.warehouse import (
    CellFactory,
    confirmed_order,
    shop_in_storage,
    stock,
    warehouse_of,
)
from warehouse.models import Outbound, Reservation
from warehouse.services.taking_up import take_up_orders

pytestmark = pytest.mark.django_db


def test_an_order_that_was_missed_gets_its_goods_and_its_parcel_once():
    """R-003-04: with every fact lost, the sweep holds the goods and begins the parcel."""
    shop = shop_in_storage()
    offer = OfferFactory(shop=shop)
    stock(offer, CellFactory(warehouse=warehouse_of(shop)), 5)
    order = confirmed_order(shop, {offer: 2})
    Delivery.objects.all().delete()
    later = order.paid_at + timedelta(minutes=30)
    assert [take_up_orders(now=later), take_up_orders(now=later)] == [1, 0]
    assert Reservation.everything.get(order=order).quantity == 2
    assert Outbound.everything.get().order_id == order.pk


def test_a_fact_that_may_be_on_its_way_is_waited_for():
    order = confirmed_order()
    assert take_up_orders(now=order.paid_at + timedelta(seconds=30)) == 0
