"""A shop hears what the warehouse found: differences of deliveries (R-001-22), goods back (R-002-69)."""

import pytest

from kernel.outbox.post import record
from notifications.models import Message
from tests.factories.orders import TUESDAY_18
from tests.factories.outbounds import Worker
from tests.factories.sellers import OfferFactory, member
from tests.factories.warehouse import CellFactory, shop_in_storage, warehouse_of
from warehouse.events import ReturnInspected
from warehouse.models import GoodsReturn

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    shop = shop_in_storage(notification_email="shop@otgruz.test")
    member(shop=shop)
    CellFactory(warehouse=warehouse_of(shop), kind="door")
    return shop


def told(topic):
    return list(Message.everything.filter(topic=topic).order_by("id"))


def test_the_shop_is_told_what_is_not_as_announced(shop, deliver):
    lamp = OfferFactory(shop=shop, sku="LAMP", barcode="4820000000017")
    olena = Worker(warehouse_of(shop).pk, "receive", at=TUESDAY_18)
    olena.scan(shop.slug, action="receive_blind")
    for code in (lamp.barcode, "CMD:DAMAGED", lamp.barcode, "CMD:DONE"):
        assert olena.scan(code).verdict == "ok"
    deliver()
    [message] = told("delivery_differs")
    assert "LAMP: 2 / 0 (−1)" in message.text
    assert f"/s/{shop.slug}/deliveries/" in message.text


def test_the_shop_is_told_what_came_back(shop, deliver):
    back = GoodsReturn.everything.create(
        shop=shop, warehouse=warehouse_of(shop), tracking="RR1", opened_at=TUESDAY_18
    )
    pieces = {"good": 2, "quarantine": 0, "defective": 1, "written_off": 0}
    record(
        ReturnInspected(
            occurred_at=TUESDAY_18, shop_id=shop.pk, order_id=None, return_id=back.pk, **pieces
        )
    )
    deliver()
    [message] = told("return_inspected")
    assert "Знову в продажу: 2\nБрак: 1" in message.text
