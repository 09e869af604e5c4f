"""Goods are held for orders as they come in; what is missing holds the order (R-003-04)."""

from datetime import date, timedelta

import pytest

from kernel.scope import PLATFORM
from orders.events import OrdersArrived
from orders.models import Order
from orders.rules.edits import Agreement
from orders.rules.line_edits import LineEdit
from orders.services import cancel_order, edit_order, open_order, split_order
from tests.factories.orders import SELLER, TUESDAY_18
from tests.factories.sellers import OfferFactory, ShopFactory
from tests.factories.warehouse import (
    CellFactory,
    lot,
    paid_order,
    shop_in_storage,
    stock,
    warehouse_of,
)
from warehouse.models import Balance, OrderStock, Replenishment, Reservation, Shortage
from warehouse.services.order_stock import settle_stock
from warehouse.services.reserving import allocate_incoming, fill_shortages, reserve_orders
from warehouse.states import CellKind, Condition

pytestmark = pytest.mark.django_db
NOW = TUESDAY_18 + timedelta(minutes=1)


@pytest.fixture
def shop(db):
    return shop_in_storage()


@pytest.fixture
def offer(shop):
    return OfferFactory(shop=shop)


def cell(shop, **values):
    return CellFactory(warehouse=warehouse_of(shop), **values)


def held(order):
    rows = Reservation.objects.of(PLATFORM).filter(order=order).order_by("balance")
    return list(rows.values_list("balance", "quantity"))


def lacks(order):
    return dict(Shortage.everything.filter(order=order).values_list("offer", "quantity"))


def reserved():
    return dict(Balance.everything.order_by("id").values_list("id", "reserved"))


def again(order):
    return Order.everything.get(pk=order.pk)


def test_an_order_holds_its_goods_within_the_delivery_of_its_fact(shop, offer, deliver, facts):
    balance = stock(offer, cell(shop), 5)
    order = paid_order(shop, {offer: 3})
    deliver()
    assert (held(order), reserved(), lacks(order)) == ([(balance, 3)], {balance: 3}, {})
    [told] = facts("warehouse.stock.reserved.v1")
    assert told["order_id"] == str(order.pk)
    assert again(order).held_reason == ""


def test_what_expires_first_goes_first_then_the_nearest_on_the_walk(shop, offer):
    late = stock(offer, cell(shop, path=1), 5, of_lot=lot(offer, "L9", date(2026, 9, 1)))
    never = stock(offer, cell(shop, path=2), 5)
    soon = stock(offer, cell(shop, path=9), 2, of_lot=lot(offer, "L3", date(2026, 3, 1)))
    near = stock(offer, cell(shop, path=0), 5)
    order = paid_order(shop, {offer: 9})
    reserve_orders([order.pk], at=NOW)
    assert held(order) == [(late, 5), (soon, 2), (near, 2)]
    assert reserved()[never] == 0


def test_only_good_pieces_on_open_shelves_are_sold(shop, offer):
    stock(offer, cell(shop, kind=CellKind.TOTE), 5)
    stock(offer, cell(shop, kind=CellKind.DOOR), 5)
    stock(offer, cell(shop, is_locked=True), 5)
    stock(offer, cell(shop), 5, condition=Condition.QUARANTINE)
    stock(offer, cell(shop), 5, condition=Condition.DEFECTIVE)
    stock(offer, CellFactory(), 5)  # in another warehouse
    order = paid_order(shop, {offer: 1})
    reserve_orders([order.pk], at=NOW)
    assert (held(order), lacks(order)) == ([], {offer.pk: 1})


def test_an_order_is_taken_up_once(shop, offer, facts):
    balance = stock(offer, cell(shop), 5)
    order = paid_order(shop, {offer: 2})
    assert [reserve_orders([order.pk], at=NOW) for _ in range(2)] == [1, 0]
    assert (reserved(), len(facts("warehouse.stock.reserved.v1"))) == ({balance: 2}, 1)


def test_shops_that_send_by_themselves_and_unpaid_orders_are_left_alone(shop, offer):
    stock(offer, cell(shop), 5)
    own = paid_order(ShopFactory())
    unpaid = paid_order(shop, {offer: 1}, paid_at=None)
    assert reserve_orders([own.pk, unpaid.pk], at=NOW) == 0
    assert not OrderStock.everything.exists()


def test_r_003_04_a_shortage_holds_the_order_asks_for_goods_and_is_told(shop, offer, facts):
    stock(offer, cell(shop), 1)
    order = paid_order(shop, {offer: 3})
    reserve_orders([order.pk], at=NOW)
    [told] = facts("warehouse.stock.short.v1")[:1]
    assert (told["skus"], told["missing"]) == ([offer.sku], [2])
    task = Replenishment.everything.get()
    shortage = Shortage.everything.get()
    assert (task.offer_id, task.state, task.opened_at) == (offer.pk, "open", NOW)
    assert (shortage.quantity, shortage.replenishment) == (2, task)
    kept = again(order)
    assert (kept.held_reason, kept.held_since) == ("stock_short", NOW)
    assert facts("warehouse.stock.reserved.v1") == []


def test_r_003_04_what_comes_in_goes_to_the_oldest_order_and_it_goes_on(shop, offer, facts):
    first, second = paid_order(shop, {offer: 2}), paid_order(shop, {offer: 2})
    reserve_orders([first.pk], at=NOW)
    reserve_orders([second.pk], at=NOW + timedelta(seconds=1))
    assert Replenishment.everything.count() == 1
    balance = stock(offer, cell(shop), 3)
    assert allocate_incoming([offer.pk], at=NOW) == 3
    assert (held(first), held(second)) == ([(balance, 2)], [(balance, 1)])
    assert (lacks(first), lacks(second)) == ({}, {offer.pk: 1})
    assert (again(first).held_reason, again(second).held_reason) == ("", "stock_short")
    assert [f["order_id"] for f in facts("warehouse.stock.reserved.v1")] == [str(first.pk)]
    assert Replenishment.everything.get().state == "open"
    stock(offer, cell(shop), 3)
    assert (fill_shortages(now=NOW), fill_shortages(now=NOW)) == (1, 0)
    assert (again(second).held_reason, Replenishment.everything.get().state) == ("", "filled")


def test_a_cancelled_order_gives_its_goods_to_who_waits(shop, offer, deliver):
    balance = stock(offer, cell(shop), 2)
    gone, waiting = paid_order(shop, {offer: 3}), paid_order(shop, {offer: 1})
    deliver()
    assert (lacks(gone), lacks(waiting)) == ({offer.pk: 1}, {offer.pk: 1})
    acting = {"scope": PLATFORM, "actor": SELLER, "now": NOW}
    cancel_order(order_id=gone.pk, reason="other", comment="Not needed", **acting)
    deliver()
    assert (held(gone), lacks(gone), held(waiting), lacks(waiting)) == ([], {}, [(balance, 1)], {})
    assert (reserved(), Replenishment.everything.get().state) == ({balance: 1}, "filled")
    assert settle_stock([gone.pk, waiting.pk], at=NOW) == 0


def test_what_an_order_holds_goes_with_its_part(shop, offer, deliver):
    balance = stock(offer, cell(shop), 3)
    order = paid_order(shop, {offer: 5})
    deliver()
    acting = {"scope": PLATFORM, "actor": SELLER, "now": NOW}
    part = split_order(order_id=order.pk, lines={1: 3}, reason="times", **acting)
    deliver()
    assert (held(order), lacks(order)) == ([(balance, 2)], {})
    assert (held(part), lacks(part)) == ([(balance, 1)], {offer.pk: 2})
    assert (again(order).held_reason, again(part).held_reason) == ("", "stock_short")
    first, second = OrderStock.everything.order_by("order_id")
    assert first.since == second.since  # the part keeps its place in the queue


def test_an_edit_holds_and_frees_the_difference(shop, offer, deliver):
    balance = stock(offer, cell(shop), 5)
    order = paid_order(shop, {offer: 2})
    open_order(order_id=order.pk, scope=PLATFORM, actor=SELLER, now=NOW)
    deliver()

    def edit(quantity):
        edit_order(
            order_id=order.pk,
            scope=PLATFORM,
            actor=SELLER,
            now=NOW,
            changes={"lines": [LineEdit(line=1, quantity=quantity)]},
            agreement=Agreement(with_whom="buyer", how="phone", at=TUESDAY_18),
        )
        deliver()

    edit(4)
    assert (held(order), reserved()) == ([(balance, 4)], {balance: 4})
    edit(7)
    assert (held(order), lacks(order)) == ([(balance, 5)], {offer.pk: 2})
    edit(1)
    assert (held(order), lacks(order), reserved()) == ([(balance, 1)], {}, {balance: 1})
    assert (again(order).held_reason, Replenishment.everything.get().state) == ("", "dropped")


@pytest.mark.parametrize("count", [1, 20])
def test_a_batch_is_reserved_in_as_many_statements_as_one_order(
    shop, offer, count, django_assert_num_queries
):
    stock(offer, cell(shop), 100)
    orders = [paid_order(shop, {offer: 1}) for _ in range(count)]
    with django_assert_num_queries(1):
        assert reserve_orders([order.pk for order in orders], at=NOW) == count


@pytest.mark.parametrize("count", [1, 5])
def test_so_are_shortages(shop, offer, count, django_assert_num_queries):
    orders = [paid_order(shop, {offer: 1}) for _ in range(count)]
    with django_assert_num_queries(9):
        assert reserve_orders([order.pk for order in orders], at=NOW) == count
    assert Shortage.everything.count() == count


def test_the_subscriber_listens_to_arrivals():
    from kernel.outbox.registry import handler_names

    assert "warehouse.subscribers.reserve" in handler_names(OrdersArrived.topic)
