"""A seller enters a number late, or has a carrier asked now (R-003-16, R-004-16)."""

from datetime import UTC, datetime, timedelta

import pytest

from kernel.history import Actor
from kernel.scope import Scope
from logistics.models import Waybill
from logistics.services.asking import ask_soon
from logistics.services.entering import WaybillRefused, enter_number
from logistics.states import Kind
from tests.factories.logistics import NUMBER, parcel_of, sent, tell
from tests.factories.sellers import ShopFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 2, 5, 12, tzinfo=UTC)


def put_off(**more):
    Waybill.everything.update(next_poll_at=NOW + timedelta(hours=2), **more)


def next_poll():
    return Waybill.everything.get().next_poll_at


def test_r_004_16_a_carrier_is_asked_now_where_its_seller_waits_for_it():
    order = sent()
    put_off(polled_at=NOW - timedelta(minutes=2))
    assert ask_soon(order.pk, scope=Scope.shop(order.shop_id), now=NOW) == 1
    assert next_poll() == NOW


def test_it_is_not_asked_twice_a_minute_nor_for_another_shop_nor_after_the_end():
    order = sent()
    put_off(polled_at=NOW - timedelta(seconds=30))
    assert ask_soon(order.pk, scope=Scope.shop(order.shop_id), now=NOW) == 0
    put_off(polled_at=None)
    assert ask_soon(order.pk, scope=Scope.shop(ShopFactory().pk), now=NOW) == 0
    assert next_poll() == NOW + timedelta(hours=2)
    tell(Kind.DELIVERED, NOW)
    assert ask_soon(order.pk, scope=Scope.shop(order.shop_id), now=NOW) == 0
    assert next_poll() is None


def enter(order, number, carrier="nova_poshta"):
    given = {
        "carrier": carrier,
        "number": number,
        "actor": Actor("seller", "Олена", None, "cabinet"),
    }
    return enter_number(order.pk, scope=Scope.shop(order.shop_id), now=NOW, **given)


def test_r_003_16_a_parcel_that_left_without_a_number_is_followed_once_it_is_entered():
    order = sent("OG0000000035", name="Сусід Петро")
    tell(Kind.AT_POINT, NOW)
    assert [enter(order, f" {NUMBER[:4]} {NUMBER[4:]} ").number for _ in range(2)] == [NUMBER] * 2
    assert (parcel_of(order).state, next_poll()) == ("at_point", NOW)
    with pytest.raises(WaybillRefused, match="lacks a number"):
        enter(order, "20450000000999")


@pytest.mark.parametrize(
    ("number", "carrier", "field"),
    [("20450000000001", "Сусід", "carrier"), ("1", "nova_poshta", "number"),
     (NUMBER, "nova_poshta", "number")],
)  # fmt: skip
def test_a_number_that_cannot_be_is_refused_and_changes_nothing(number, carrier, field):
    order = sent("OG0000000035", name="Сусід Петро")
    sent(NUMBER, shop=order.shop)
    with pytest.raises(WaybillRefused) as refused:
        enter(order, number, carrier)
    assert refused.value.field == field
    assert [bill.number for bill in Waybill.everything.all()] == [NUMBER]
