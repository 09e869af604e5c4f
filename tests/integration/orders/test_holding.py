"""An order that waits for goods is held, and goes on (R-003-04)."""

from datetime import timedelta

import pytest

from kernel import history
from kernel.scope import PLATFORM
from orders.models import Order
from orders.public import HoldReason, hold_orders, release_hold
from orders.services import OrderNotReady, cancel_order, make_order_ready
from orders.states import OrderState
from tests.factories.orders import SELLER, TUESDAY_18, place_many
from tests.factories.sellers import ShopFactory
from tests.factories.warehouse import confirmed_order

pytestmark = pytest.mark.django_db
LATER = TUESDAY_18 + timedelta(hours=1)


def again(order):
    return Order.everything.get(pk=order.pk)


def ready(order):
    make_order_ready(order_id=order.pk, scope=PLATFORM, actor=SELLER, now=LATER)


def test_r_003_04_a_held_order_is_not_made_ready_until_it_goes_on():
    order = confirmed_order(ShopFactory())
    assert hold_orders([order.pk], HoldReason.STOCK_SHORT, LATER) == [order.pk]
    with pytest.raises(OrderNotReady) as refused:
        ready(order)
    held = again(order)
    assert (refused.value.code, refused.value.field) == ("order_held", "held_reason")
    assert (held.state, held.held_since, held.version) == (
        OrderState.CONFIRMED,
        LATER,
        order.version + 1,
    )
    assert release_hold(order.pk, HoldReason.STOCK_SHORT, LATER)
    ready(order)
    kept = [line.action for line in history.of("order", order.pk)][-3:]
    assert kept == ["hold", "release_hold", "make_ready"]
    assert again(order).held_since is None


def test_holding_twice_or_what_is_over_changes_nothing():
    order, gone = place_many(2)
    cancel_order(
        order_id=gone.pk,
        scope=PLATFORM,
        actor=SELLER,
        now=LATER,
        reason="other",
        comment="The shop burned down",
    )
    assert hold_orders([order.pk, gone.pk], HoldReason.STOCK_SHORT, LATER) == [order.pk]
    assert hold_orders([order.pk, gone.pk], HoldReason.STOCK_SHORT, LATER) == []
    assert not release_hold(gone.pk, HoldReason.STOCK_SHORT, LATER)
    assert (again(order).version, again(gone).held_reason) == (order.version + 1, "")


@pytest.mark.parametrize("count", [1, 3])
def test_many_are_held_in_as_many_statements_as_one(count, django_assert_num_queries):
    orders = place_many(count)
    with django_assert_num_queries(4):  # with the savepoint
        hold_orders([order.pk for order in orders], HoldReason.STOCK_SHORT, LATER)
