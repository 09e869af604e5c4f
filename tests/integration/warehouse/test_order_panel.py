"""What a seller and an integrator see of a parcel in the warehouse."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.outbounds import boxed, on_shelf, picked, released
from tests.factories.sellers import ShopFactory, TokenFactory, bearer, member
from tests.factories.warehouse import confirmed_order, shop_in_storage
from warehouse.selectors.order_panel import steps_of
from warehouse.services.calling_back import stop_parcel
from warehouse.services.reserving import reserve_orders

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return shop_in_storage()


@pytest.fixture
def seller(client, shop):
    client.force_login(member(shop=shop))
    return client


def panel(client, order):
    return client.get(f"/s/{order.shop.slug}/orders/{order.pk}/warehouse/")


def states(parcel):
    return [step.state for step in steps_of(parcel)]


def test_the_panel_says_how_far_who_and_when(seller, shop):
    parcel = picked({on_shelf(shop): 1})
    page = panel(seller, parcel.order).content.decode()
    assert [word in page for word in (parcel.code, "Picked", "Olena", "In the warehouse")] == [
        True,
        True,
        True,
        True,
    ]
    assert states(parcel) == ["done", "done", "now", "next", "next"]


def test_each_step_is_done_now_or_next(shop):
    cup = on_shelf(shop)
    stopped, waiting = boxed(picked({cup: 1})), released({cup: 1})
    stop_parcel(stopped, at=stopped.packed_at)
    assert states(waiting) == ["done", "now", "next", "next", "next"]
    assert states(stopped) == ["done", "done", "done", "skipped", "skipped"]


def test_r_003_04_the_shortage_shows_on_the_order(seller, shop):
    cup = on_shelf(shop, 1, name="Green cup")
    order = confirmed_order(shop, {cup: 3})
    reserve_orders([order.pk], at=order.paid_at)
    assert "2 × Green cup is missing." in panel(seller, order).content.decode()


def test_a_shop_that_sends_by_itself_sees_nothing_and_another_shops_order_is_not_there(
    client, shop
):
    own = ShopFactory()
    client.force_login(member(shop=own))
    theirs, foreign = confirmed_order(own, None), released({on_shelf(shop): 1}).order
    assert panel(client, theirs).content == b""
    foreign.shop = own
    assert panel(client, foreign).status_code == 404


def test_over_rest_a_shop_reads_its_own_page_by_page(client, shop):
    cup = on_shelf(shop)
    parcels = [released({cup: 1}) for _ in range(3)]
    other = released({on_shelf(shop_in_storage()): 1})
    headers = bearer(TokenFactory(shop=shop))
    first = client.get("/api/v1/outbounds/?limit=2", headers=headers).json()
    rest = client.get(
        f"/api/v1/outbounds/?limit=2&after={first['next_after']}", headers=headers
    ).json()
    told = [one["id"] for one in (*first["results"], *rest["results"])]
    assert told == [str(parcel.pk) for parcel in reversed(parcels)]
    assert (rest["next_after"], str(other.pk) in told) == (None, False)
    assert first["results"][0]["lines"][0]["quantity"] == 1
    by_state = client.get("/api/v1/outbounds/?state=packed", headers=headers).json()
    assert by_state["results"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(client, shop, count):
    cup = on_shelf(shop)
    for _ in range(count):
        released({cup: 1})
    headers = bearer(TokenFactory(shop=shop))
    client.get("/api/v1/outbounds/", headers=headers)
    with CaptureQueriesContext(connection) as asked:
        assert len(client.get("/api/v1/outbounds/", headers=headers).json()["results"]) == count
    assert len([one for one in asked if "warehouse_" in one["sql"]]) == 2
