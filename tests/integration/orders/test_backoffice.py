"""Staff's pages of orders: moderators find the overdue; nobody changes a state by hand."""

import pytest

from orders.models import Order
from tests.factories.orders import TUESDAY_18, place_order
from tests.factories.sellers import member

pytestmark = pytest.mark.django_db
LIST = "/backoffice/orders/order/"


@pytest.fixture
def moderator(client):
    client.force_login(member("moderator"))
    return client


def overdue(order):
    Order.everything.filter(pk=order.pk).update(overdue_since=TUESDAY_18)
    return order


def test_a_moderator_finds_the_overdue_orders_of_every_shop(moderator):
    late, fresh = overdue(place_order()), place_order()
    page = moderator.get(LIST, {"clock": "overdue"}).content.decode()
    assert (late.number in page, fresh.number in page) == (True, False)


def test_the_order_page_shows_its_promises_and_offers_no_way_to_change_it_x5(moderator):
    order = place_order()
    page = moderator.get(f"{LIST}{order.pk}/change/").content.decode()
    assert "2 h Tue 18:00-20:00; 1 h Wed 09:00-10:00" in page
    assert "+380671234567" not in page
    refused = moderator.post(f"{LIST}{order.pk}/change/", {"state": "received"})
    assert (refused.status_code, Order.everything.get(pk=order.pk).state) == (405, "new")


def test_a_seller_has_no_business_there(client):
    client.force_login(member())
    assert client.get(LIST).status_code == 403


def test_the_front_page_says_what_needs_a_person(moderator):
    late = overdue(place_order())
    page = moderator.get("/backoffice/").content.decode()
    assert ("overdue orders" in page, late.number in page) == (True, True)
