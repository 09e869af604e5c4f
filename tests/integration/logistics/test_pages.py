"""The road on the pages: the seller's order, the back office."""

from datetime import UTC, datetime, timedelta

import pytest

from logistics.models import Carrier
from logistics.states import Kind
from sellers.states import Role
from tests.factories.logistics import NUMBER, sent, tell
from tests.factories.sellers import MembershipFactory, member

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 2, 5, 12, tzinfo=UTC)
BASE = "/backoffice/logistics"


@pytest.fixture
def order():
    return sent()


def panel(client, order):
    user = MembershipFactory(shop=order.shop, role=Role.OWNER).user
    client.force_login(user)
    return client.get(f"/s/{order.shop.slug}/orders/{order.pk}/road/")


def test_r_003_07_the_seller_sees_carrier_number_link_and_every_word_of_the_carrier(client, order):
    tell(Kind.ACCEPTED, DAY)
    tell(Kind.FAILED_ATTEMPT, DAY + timedelta(hours=20), text="Не застали", reason="нікого вдома")
    page = panel(client, order).content.decode()
    for shown in ("Nova Poshta", NUMBER, f"cargo_number={NUMBER}", "Не застали", "нікого вдома",
                  "Could not be delivered", "A day for the next try is to be agreed"):  # fmt: skip
        assert shown in page


def test_a_number_that_the_carrier_does_not_know_is_said(client, order):
    from logistics.models import Waybill

    Waybill.everything.update(unknown_since=DAY)
    assert "does not know this number yet" in panel(client, order).content.decode()


def test_the_panel_of_another_shop_is_not_found(client, order):
    other = sent("20450000000009")
    client.force_login(MembershipFactory(shop=order.shop, role=Role.OWNER).user)
    assert client.get(f"/s/{order.shop.slug}/orders/{other.pk}/road/").status_code == 404


def test_an_order_that_no_carrier_has_shows_nothing(client):
    from tests.factories.orders import place_order

    assert panel(client, place_order()).content == b""


def test_the_panel_takes_as_many_queries_for_a_long_road(
    client, order, django_assert_max_num_queries
):
    panel(client, order)
    for n in range(30):
        tell(Kind.IN_TRANSIT, DAY + timedelta(hours=n))
    with django_assert_max_num_queries(9):
        client.get(f"/s/{order.shop.slug}/orders/{order.pk}/road/")


@pytest.mark.parametrize(
    ("model", "no"), [("carrier", 403), ("parcel", 405), ("trackingevent", 405)]
)
def test_staff_read_and_change_nothing(client, order, model, no):
    tell(Kind.ACCEPTED, DAY)
    client.force_login(member(Role.WAREHOUSE_OPERATOR))
    assert client.get(f"{BASE}/{model}/").status_code == 200
    assert client.get(f"{BASE}/{model}/?q={NUMBER}").status_code == 200
    assert client.get(f"{BASE}/{model}/add/").status_code == no


def test_r_001_31_a_new_carrier_is_a_row_and_no_code(client):
    client.force_login(member(Role.ADMIN))
    words = {"code": "meest", "name": "Meest", "spellings": " Міст ,meest express", "zone": "Europe/Kyiv",
             "tracking_url": "https://example.com/{number}", "is_recommended": "on",
             "stuck_days": 5}  # fmt: skip
    assert client.post(f"{BASE}/carrier/add/", words).status_code == 302
    assert Carrier.objects.get(code="meest").spellings == ["meest express", "міст"]
    order = sent("77", name="Міст")
    assert "https://example.com/77" in panel(client, order).content.decode()


def road(client, order, **query):
    client.force_login(MembershipFactory(shop=order.shop, role=Role.OWNER).user)
    return client.get(f"/s/{order.shop.slug}/road/", query)


def test_r_000_01_one_page_shows_parcels_of_all_carriers_the_troubled_first(client, order):
    other = sent("CD-1", shop=order.shop, name="СДЭК")
    tell(Kind.FAILED_ATTEMPT, DAY, reason="нікого вдома")
    page = road(client, order)
    shown = page.content.decode()
    assert [row["one"].group for row in page.context["rows"]] == ["trouble", "before"]
    for words in ("CDEK", "CD-1", "Nova Poshta", NUMBER, other.number, "1 failed attempt"):
        assert words in shown
    assert [tab["count"] for tab in page.context["tabs"]] == [1, 0, 1, 0, 0]


@pytest.mark.parametrize(
    ("query", "count"),
    [({"q": NUMBER[:6]}, 1), ({"q": "zzz"}, 0), ({"group": "trouble"}, 0), ({"group": "before"}, 2),
     ({"group": "nonsense", "page": "0"}, 2), ({"page": "99"}, 0)],
)  # fmt: skip
def test_the_road_is_searched_and_sorted_into_groups(client, order, query, count):
    sent("CD-1", shop=order.shop, name="СДЭК")
    assert len(road(client, order, **query).context["rows"]) == count


def test_what_is_over_and_what_is_of_others_is_not_on_the_road(client, order):
    sent("20450000000010")
    tell(Kind.DELIVERED, DAY)
    page = road(client, order)
    assert page.context["rows"] == []
    assert "Nothing is on the road" in page.content.decode()


def test_the_road_takes_as_many_queries_for_ten_parcels(
    client, order, django_assert_max_num_queries
):
    road(client, order)
    for n in range(9):
        sent(f"2045000000001{n}", shop=order.shop)
    with django_assert_max_num_queries(13):
        client.get(f"/s/{order.shop.slug}/road/")
