"""The owner's stock statement, in the cabinet and over REST (R-001-03)."""

from datetime import date, datetime, timedelta

import pytest
import time_machine

from kernel.scope import PLATFORM, Scope
from tests.factories.orders import TUESDAY_18
from tests.factories.sellers import OfferFactory, ShopFactory, TokenFactory, bearer, member
from tests.factories.warehouse import (
    CellFactory,
    lot,
    paid_order,
    shop_in_storage,
    stock,
    warehouse_of,
)
from warehouse.selectors.movements import levels_of
from warehouse.selectors.statement import Asked, stock_page
from warehouse.selectors.storages import remember_storages
from warehouse.services.reserving import reserve_orders
from warehouse.states import CellKind, Condition

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def shop(db):
    return shop_in_storage()


@pytest.fixture
def lamp(shop):
    return OfferFactory(shop=shop, sku="LAMP", name="Лампа", flags=["fragile"], length_mm=700,
                        width_mm=100, height_mm=100)  # fmt: skip


@pytest.fixture
def seller(client, shop):
    client.force_login(member(shop=shop))
    return client


def cell(shop, **values):
    return CellFactory(warehouse=warehouse_of(shop), **values)


def filled(shop, lamp):
    """Ten good pieces on a shelf since five days, four at the door, one in quarantine, two broken."""
    shelf = cell(shop, code="A-01")
    stock(lamp, shelf, 6, at=TUESDAY_18 - 9 * DAY)
    stock(lamp, shelf, 4, at=TUESDAY_18 - 5 * DAY, of_lot=lot(lamp, "L1", date(2026, 9, 1)))
    stock(lamp, cell(shop, kind=CellKind.DOOR), 4, at=TUESDAY_18 - DAY)
    stock(lamp, shelf, 1, condition=Condition.QUARANTINE, at=TUESDAY_18)
    stock(lamp, shelf, 2, condition=Condition.DEFECTIVE, at=TUESDAY_18)
    order = paid_order(shop, {lamp: 12})
    reserve_orders([order.pk], at=TUESDAY_18)
    return order


def test_r_001_03_the_statement_says_what_lies_there_and_since_when(shop, lamp):
    filled(shop, lamp)
    OfferFactory(shop=shop)  # never here
    stock(OfferFactory(), CellFactory(), 1)  # somebody else's
    [row] = stock_page(Scope.shop(shop.pk), Asked()).rows
    counted = {n: row[n] for n in ("on_hand", "reserved", "free", "moving", "quarantine",
                                   "defective", "short")}  # fmt: skip
    assert counted == {"on_hand": 14, "reserved": 10, "free": 0, "moving": 4, "quarantine": 1,
                       "defective": 2, "short": 2}  # fmt: skip
    assert (row["sku"], row["since"]) == ("LAMP", TUESDAY_18 - 9 * DAY)
    assert row["types"] == ["bulky", "fragile"]


def test_what_is_asked_for_is_shown(shop, lamp):
    cup = OfferFactory(shop=shop, sku="CUP", name="Чашка")
    stock(cup, cell(shop), 3)
    filled(shop, lamp)

    def found(**asked):
        return [row["sku"] for row in stock_page(Scope.shop(shop.pk), Asked(**asked)).rows]

    assert found() == ["CUP", "LAMP"]
    assert found(text="ЛАМ") == ["LAMP"]
    assert (found(show="short"), found(show="free")) == (["LAMP"], ["CUP"])
    assert (found(show="aside"), found(text="%")) == (["LAMP"], [])
    page = stock_page(PLATFORM, Asked(size=1))
    assert ([row["sku"] for row in page.rows], page.after) == (["CUP"], "CUP")
    assert found(after="CUP") == ["LAMP"]


def test_each_day_has_its_level(shop, lamp):
    filled(shop, lamp)
    now = datetime(2026, 2, 3, 18, tzinfo=TUESDAY_18.tzinfo)
    levels = dict(levels_of(Scope.shop(shop.pk), lamp.pk, now=now, zone="Europe/Kyiv"))
    assert (len(levels), levels[date(2026, 1, 24)], levels[date(2026, 1, 25)]) == (30, 0, 6)
    assert (levels[date(2026, 1, 29)], levels[date(2026, 2, 3)]) == (10, 17)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_often_for_many_as_for_one(seller, shop, count, django_assert_num_queries):
    for _ in range(count):
        stock(OfferFactory(shop=shop), cell(shop), 2)
    with django_assert_num_queries(11):
        answer = seller.get(f"/s/{shop.slug}/stock/")
    assert (answer.status_code, answer.content.count(b"data-row=")) == (200, count)


@pytest.mark.parametrize("count", [1, 3])
def test_so_does_the_page_of_one_offer(seller, shop, lamp, count, django_assert_num_queries):
    for _ in range(count):
        stock(lamp, cell(shop), 2)
        reserve_orders([paid_order(shop, {lamp: 1}).pk], at=TUESDAY_18)
    with django_assert_num_queries(15), time_machine.travel(TUESDAY_18 + DAY, tick=False):
        answer = seller.get(f"/s/{shop.slug}/stock/{lamp.pk}/")
    assert answer.status_code == 200


def test_another_shops_goods_are_not_found(seller, shop):
    other = OfferFactory()
    stock(other, CellFactory(), 1)
    assert seller.get(f"/s/{shop.slug}/stock/{other.pk}/").status_code == 404


def test_a_shop_that_sends_by_itself_is_told_what_this_is_for(client):
    own = ShopFactory()
    client.force_login(member(shop=own))
    remember_storages(frozenset())
    told = client.get(f"/s/{own.slug}/stock/").content.decode()
    assert "You send by yourself" in told
    assert f'href="/s/{own.slug}/stock/"' not in told  # no way there from other pages


def test_the_way_there_stands_where_the_shop_is_in_storage(seller, shop):
    remember_storages(frozenset())
    assert f'href="/s/{shop.slug}/stock/"' in seller.get(f"/s/{shop.slug}/orders/").content.decode()


def test_over_rest_the_statement_and_its_movements(client, shop, lamp):
    filled(shop, lamp)
    stock(OfferFactory(), CellFactory(), 1)
    token = bearer(TokenFactory(shop=shop))
    [row] = client.get("/api/v1/stock/", headers=token).json()["results"]
    assert (row["sku"], row["on_hand"], row["short"], row["since"]) == (
        "LAMP",
        14,
        2,
        "2026-01-25T16:00:00Z",
    )
    page = client.get("/api/v1/stock/movements/?limit=4", headers=token).json()
    assert [m["delta"] for m in page["results"]] == [2, 1, 4, 4]
    rest = client.get(
        f"/api/v1/stock/movements/?before={page['next_before']}", headers=token
    ).json()
    assert ([m["delta"] for m in rest["results"]], rest["next_before"]) == ([6], None)


def test_a_token_without_the_scope_reads_no_stock(client, shop):
    token = bearer(TokenFactory(shop=shop, scopes=["orders:read"]))
    for path in ("stock/", "stock/movements/"):
        assert client.get(f"/api/v1/{path}", headers=token).status_code == 403
