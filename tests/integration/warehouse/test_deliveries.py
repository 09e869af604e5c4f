"""Sellers announce deliveries by page and API; wrong rows are named (R-001-22)."""

import pytest

from kernel.scope import PLATFORM, Scope
from tests.factories.orders import TUESDAY_18
from tests.factories.outbounds import Worker
from tests.factories.sellers import OfferFactory, ShopFactory, TokenFactory, bearer, member
from tests.factories.warehouse import CellFactory, StorageFactory, shop_in_storage, warehouse_of
from warehouse.models import Inbound
from warehouse.selectors.deliveries import deliveries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return shop_in_storage()


@pytest.fixture
def lamp(shop):
    return OfferFactory(shop=shop, sku="LAMP", barcode="4820000000017")


@pytest.fixture
def seller(client, shop):
    client.force_login(member(shop=shop))
    return client


@pytest.fixture
def api(client, shop):
    headers = bearer(TokenFactory(shop=shop))

    class Api:
        def post(self, path, body=None):
            return client.post(f"/api/v1/inbounds/{path}", body or {}, "application/json",
                               headers=headers)  # fmt: skip

        def get(self, path):
            return client.get(f"/api/v1/inbounds/{path}", headers=headers)

    return Api()


def body(number="PO-1", **lines):
    return {"number": number, "lines": [{"sku": s, "quantity": n} for s, n in lines.items()]}


def test_the_same_announcement_again_is_the_same_delivery(api, lamp):
    first, again = api.post("", body(LAMP=4)), api.post("", body(LAMP=4))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Inbound.objects.of(PLATFORM).count() == 1
    other = api.post("", body(LAMP=5))
    assert (other.status_code, other.json()["code"]) == (409, "inbound_exists")


def test_every_wrong_row_is_named_and_nothing_is_announced(api, shop, lamp):
    OfferFactory(shop=shop, sku="RING", category="jewellery")
    OfferFactory(sku="THEIRS")
    answer = api.post("", body(LAMP=4, RING=1, THEIRS=2))
    assert (answer.status_code, answer.json()["code"]) == (422, "inbound_refused")
    rows = [(row["row"], row["field"], row["code"]) for row in answer.json()["rows"]]
    assert rows == [(2, "sku", "jewellery"), (3, "sku", "unknown_sku")]
    assert not Inbound.objects.of(PLATFORM).exists()


def test_a_delivery_is_cancelled_until_it_stands_at_the_door(api, shop, lamp):
    api.post("", body("PO-1", LAMP=4))
    api.post("", body("PO-2", LAMP=4))
    assert [api.post("PO-1/cancel/").json()["state"] for _ in "12"] == ["cancelled"] * 2
    CellFactory(warehouse=warehouse_of(shop), kind="door")
    Worker(warehouse_of(shop).pk, "receive", at=TUESDAY_18).scan("PO-2")
    late = api.post("PO-2/cancel/")
    assert (late.status_code, late.json()["code"]) == (409, "inbound_not_open")
    assert api.get("PO-2/").json()["state"] == "receiving"


def test_the_list_turns_its_pages_and_shows_nobody_elses(api, lamp):
    theirs = OfferFactory(shop=shop_in_storage())
    assert api.get("").json() == {"results": [], "next_cursor": None}
    for n in range(3):
        api.post("", body(f"PO-{n}", LAMP=1))
    page = api.get("?limit=2").json()
    rest = api.get(f"?limit=2&cursor={page['next_cursor']}").json()
    numbers = [one["number"] for one in page["results"] + rest["results"]]
    assert (numbers, rest["next_cursor"]) == (["PO-2", "PO-1", "PO-0"], None)
    assert api.get("?state=received").json()["results"] == []
    assert not deliveries_of(Scope.shop(theirs.shop_id)).exists()
    assert api.get("NOBODYS/").status_code == 404


def test_a_shop_that_sends_by_itself_announces_nothing(client):
    token = TokenFactory(shop=ShopFactory())
    OfferFactory(shop=token.shop, sku="LAMP")
    answer = client.post("/api/v1/inbounds/", body(LAMP=1), "application/json",
                         headers=bearer(token))  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (422, "not_in_storage")


def test_a_seller_pastes_rows_and_wrong_ones_are_named_by_their_place(seller, shop, lamp):
    page = f"/s/{shop.slug}/deliveries/new/"
    assert seller.get(page).status_code == 200
    form = {"number": "PO-7", "lines": "LAMP\t3\n\nNOPE;2\nLAMP many\n", "note": ""}
    refused = seller.post(page, form)
    assert refused.status_code == 422
    assert [(one["row"], one["code"]) for one in refused.context["faults"]] == [
        (3, "unknown_sku"),
        (4, "bad_quantity"),
    ]
    done = seller.post(page, {**form, "lines": "LAMP\t3\nLAMP, 2"})
    inbound = Inbound.objects.of(PLATFORM).get()
    assert done["Location"] == f"/s/{shop.slug}/deliveries/{inbound.pk}/"
    shown = seller.get(done["Location"])
    assert [(one.sku, one.expected) for one in shown.context["lines"]] == [("LAMP", 5)]
    assert [one.said for one in seller.get(f"/s/{shop.slug}/deliveries/").context["rows"]] == [5]


def test_the_page_says_what_differs_once_it_is_in(seller, shop, lamp, api):
    CellFactory(warehouse=warehouse_of(shop), kind="door")
    cup = OfferFactory(shop=shop, sku="CUP", barcode="4820000000024")
    api.post("", body("PO-1", LAMP=2, CUP=1))
    olena = Worker(warehouse_of(shop).pk, "receive", at=TUESDAY_18)
    for code in ("PO-1", cup.barcode, lamp.barcode, "CMD:DAMAGED", cup.barcode, "CMD:DONE"):
        assert olena.scan(code).verdict == "ok"
    [inbound] = Inbound.objects.of(PLATFORM)
    page = seller.get(f"/s/{shop.slug}/deliveries/{inbound.pk}/")
    rows = [(one.sku, one.expected, one.received, one.damaged, one.missing, one.extra)
            for one in page.context["differing"]]  # fmt: skip
    assert rows == [("CUP", 1, 2, 1, 0, 1), ("LAMP", 2, 1, 0, 1, 0)]
    assert api.get("PO-1/").json()["lines"][1]["missing"] == 1


def test_another_shops_delivery_is_not_there(seller, shop):
    theirs = StorageFactory().shop
    inbound = Inbound.everything.create(
        shop=theirs, warehouse=warehouse_of(theirs), number="X", created_at=TUESDAY_18
    )
    assert seller.get(f"/s/{shop.slug}/deliveries/{inbound.pk}/").status_code == 404
    assert seller.post(f"/s/{shop.slug}/deliveries/{inbound.pk}/cancel/").status_code == 404
