"""A shop hears of goods that the warehouse lacks (R-003-04)."""

from datetime import timedelta

import pytest

from notifications.models import Message
from tests.factories.orders import TUESDAY_18
from tests.factories.sellers import OfferFactory, member
from tests.factories.warehouse import CellFactory, paid_order, shop_in_storage, stock, warehouse_of
from warehouse.services.reserving import allocate_incoming

pytestmark = pytest.mark.django_db
TOPIC = "stock_short"


def told():
    return list(Message.everything.filter(topic=TOPIC).order_by("id"))


def test_r_003_04_the_shop_is_told_once_for_all_orders_that_wait_for_the_same_goods(deliver):
    shop = shop_in_storage(notification_email="shop@otgruz.test")
    member(shop=shop)
    lamp = OfferFactory(shop=shop, sku="LAMP", name="Лампа")
    paid_order(shop, {lamp: 3})
    deliver()
    paid_order(shop, {lamp: 2})
    deliver()
    [message] = told()
    assert (message.channel, message.kind) == ("email", "warnings")
    assert "3 × Лампа (LAMP)" in message.text
    assert f"/s/{shop.slug}/stock/" in message.text
    stock(lamp, CellFactory(warehouse=warehouse_of(shop)), 5)
    allocate_incoming([lamp.pk], at=TUESDAY_18 + timedelta(hours=1))
    paid_order(shop, {lamp: 1})
    deliver()
    assert len(told()) == 2  # a new task, a new message


def test_goods_that_came_before_the_fact_was_read_are_told_to_nobody(deliver, monkeypatch):
    shop = shop_in_storage(notification_email="shop@otgruz.test")
    lamp = OfferFactory(shop=shop)
    monkeypatch.setattr("notifications.services.tell_shortage.lacking_of", lambda _pk: [])
    paid_order(shop, {lamp: 3})
    deliver()
    assert told() == []
