"""The score page: the number, the formula, the orders behind it, what if, and objections (R-003-18)."""

import pytest
import time_machine

from desk.models import Objection
from kernel.deadlines.sweeping import sweep
from sellers.states import Role
from tests.factories.desk import count, ended_order
from tests.factories.sellers import ShopFactory, member
from tests.moments import kyiv

pytestmark = pytest.mark.django_db
MONDAY, NOON, THURSDAY = kyiv(2026, 2, 2, 10), kyiv(2026, 2, 2, 14), kyiv(2026, 2, 5, 9)
PAGE = "/s/ours/score/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(THURSDAY, tick=False):
        yield


@pytest.fixture
def shop():
    return ShopFactory(slug="ours")


@pytest.fixture
def cabinet(client, shop):
    client.force_login(member(Role.OWNER, shop, name="Олена"))
    return client


def late_orders(shop, number):
    orders = [ended_order(shop, MONDAY) for _ in range(number)]
    sweep(now=NOON)
    count(shop, THURSDAY)
    return orders


def test_it_shows_the_number_the_formula_and_each_costly_order_r_003_18(cabinet, shop):
    [order] = late_orders(shop, 1)
    answer = cabinet.get(PAGE)
    assert (answer.status_code, answer.context["number"]) == (200, "94.0")
    cells = [cell for line in answer.context["lines"] for cell in line["cells"]]
    assert [(cell["days"], cell["weight"], cell["lost"]) for cell in cells] == [
        (14, 40, "4.0"),
        (30, 20, "2.0"),
        (14, 15, "0.0"),
        (30, 10, "0.0"),
        (14, 10, "0.0"),
        (30, 5, "0.0"),
    ]
    [row] = answer.context["costly"]
    assert (row["order"].number, row["points"]) == (order.number, "6.0")
    assert "Accepted too late" in answer.content.decode()


def test_service_and_offers_are_shown_with_their_inputs_r_004_04(cabinet, shop):
    """R-004-04: orders served on time and whole, and reliable offers, each with what it was counted from."""
    late_orders(shop, 1)
    shown = cabinet.get(PAGE).context["lines"]
    inputs = [[(cell["wrong"], cell["judged"]) for cell in line["cells"]] for line in shown]
    assert len(shown) == 3
    assert inputs[0] == [(1, 10), (1, 10)]  # judged among ten at least
    assert [pair[0] for row in inputs[1:] for pair in row] == [0, 0, 0, 0]


def test_a_new_shop_sees_how_it_will_be_counted(cabinet):
    text = cabinet.get(PAGE).content.decode()
    assert "Nothing is counted yet" in text and "No order cost you a point" in text


@pytest.mark.parametrize("number", [1, 3])
def test_it_is_a_constant_number_of_queries(cabinet, shop, number, django_assert_num_queries):
    late_orders(shop, number)
    cabinet.get(PAGE)
    with django_assert_num_queries(16):
        cabinet.get(PAGE)


def test_what_if_follows_the_boxes_and_writes_nothing_r_003_18(cabinet, shop):
    first, second = late_orders(shop, 2)
    before = cabinet.get(PAGE).context["outlook"]
    assert (before["sent"], before["left"]) == (2, 0)
    one = cabinet.get(PAGE, {"what_if": 1, "ship": [str(first.pk)]}).context
    assert (one["outlook"]["sent"], one["outlook"]["left"]) == (1, 1)
    assert {order.number: sent for order, sent in one["due"]} == {
        first.number: True,
        second.number: False,
    }
    none = cabinet.get(PAGE, {"what_if": 1, "ship": "nonsense"}).context["outlook"]
    assert none["then"] == none["none"] == before["none"] < one["outlook"]["then"]


def test_the_shop_objects_and_sees_the_answer_r_003_18(cabinet, shop):
    [order] = late_orders(shop, 1)
    address = f"{PAGE}objections/{order.pk}/"
    answer = cabinet.post(address, {"text": "The buyer asked to wait."}, follow=True)
    assert "The buyer asked to wait." in answer.content.decode()
    row = Objection.everything.get()
    assert (row.order_id, row.filed_by, row.state) == (order.pk, "Олена", "open")
    again = cabinet.post(address, {"text": "again"})
    assert (again.status_code, Objection.everything.count()) == (409, 1)


def test_an_empty_objection_is_refused_in_words(cabinet, shop):
    [order] = late_orders(shop, 1)
    answer = cabinet.post(f"{PAGE}objections/{order.pk}/", {"text": " "})
    assert (answer.status_code, Objection.everything.count()) == (422, 0)
    assert "Write why: the other side reads it." in answer.content.decode()


def test_another_shops_order_is_not_found(cabinet, shop):
    [order] = late_orders(ShopFactory(), 1)
    answer = cabinet.post(f"{PAGE}objections/{order.pk}/", {"text": "x"})
    assert (answer.status_code, Objection.everything.count()) == (404, 0)


def test_an_operator_sees_it_and_does_not_object(client, shop):
    [order] = late_orders(shop, 1)
    client.force_login(member(Role.OPERATOR, shop))
    assert "The owner or a manager objects." in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}objections/{order.pk}/", {"text": "x"}).status_code == 403
    assert Objection.everything.count() == 0


def test_every_page_of_a_suspended_shop_says_so_r_004_34(cabinet, shop):
    from sellers.models import Shop

    text = "Your offers are off sale"
    assert text not in cabinet.get(PAGE).content.decode()
    Shop.objects.filter(pk=shop.pk).update(suspended_at=MONDAY)
    assert text in cabinet.get(PAGE).content.decode()
