"""Whether promised days are kept: two readings, late numbers, each number with its parcels (C-18)."""

from datetime import timedelta

import pytest
import time_machine

from kernel.errors import Refusal
from kernel.scope import PLATFORM, Scope
from logistics.models import Waybill
from logistics.selectors.keeping import counted_parcels, kept_promises
from logistics.selectors.on_the_road import on_the_road
from logistics.services import enrol_orders
from logistics.states import Kind
from orders.models import Channel, OrderContact
from orders.services import (
    buyer_token,
    confirm_order,
    make_order_ready,
    open_order,
    ship_order,
)
from sellers.states import Role
from tests.factories.logistics import carrier, parcel_of, shipped, tell
from tests.factories.orders import SELLER, place_order
from tests.factories.sellers import MembershipFactory, ShopFactory, member

pytestmark = pytest.mark.django_db


def to_moscow(shop, n, **more):
    order = shipped(f"204500000001{n:02}", shop=shop, **more)
    OrderContact.everything.filter(order=order).update(country="RU", city="Москва")
    enrol_orders([order.pk], now=order.shipped_at)
    return order


@pytest.fixture
def shop():
    return ShopFactory(zone="Europe/Moscow")


def report(scope, order, *, days=10):
    left = order.shipped_at
    return kept_promises(
        scope,
        since=left - timedelta(days=1),
        until=left + timedelta(days=1),
        now=left + timedelta(days=days),
    )


def test_r_002_14_a_first_attempt_on_day_2_is_kept_and_a_second_reading_stands_beside_it(shop):
    """Moscow is a 1-day city: taken on day 1, offered on day 2 is kept, whenever it is delivered (C-18)."""
    kept, late, waits, delivered = (to_moscow(shop, n) for n in range(4))
    promise = parcel_of(kept).promise
    last = promise.first_attempt_before - timedelta(seconds=1)
    tell(Kind.FAILED_ATTEMPT, last, number=kept.waybill)
    tell(Kind.DELIVERED, last + timedelta(days=5), number=kept.waybill)
    tell(Kind.FAILED_ATTEMPT, promise.first_attempt_before, number=late.waybill)
    tell(Kind.DELIVERED, last, number=delivered.waybill)
    scope = Scope.shop(shop.pk)
    counts = report(scope, kept).whole.counts
    assert (counts["first_on_time"], counts["first_late"], counts["first_open"]) == (2, 2, 0)
    assert (counts["delivered_on_time"], counts["delivered_late"]) == (1, 3)
    early = report(scope, kept, days=0).whole.counts
    assert (early["first_open"], early["delivered_open"]) == (1, 2)
    assert report(scope, kept).whole.first_share == 50
    assert report(scope, kept).whole.delivered_share == 25
    assert parcel_of(waits).first_attempt_at is None


def test_r_003_16_a_number_entered_too_late_is_counted(shop):
    first, second = to_moscow(shop, 1), to_moscow(shop, 2)
    due = parcel_of(first).promise.tracking_due_at
    Waybill.everything.filter(number=first.waybill).update(entered_at=due + timedelta(seconds=1))
    Waybill.everything.filter(number=second.waybill).update(entered_at=due)
    whole = report(Scope.shop(shop.pk), first).whole
    assert (whole.counts["number_late"], whole.counts["number_in_time"]) == (1, 1)
    assert whole.number_share == 50


def test_r_002_71_every_number_of_the_report_leads_to_its_parcels_in_as_many_queries(
    shop, django_assert_num_queries
):
    orders = [to_moscow(shop, n) for n in range(3)]
    scope, left = Scope.shop(shop.pk), orders[0].shipped_at
    span = {"since": left - timedelta(days=1), "until": left + timedelta(days=1)}
    with django_assert_num_queries(2):
        found = kept_promises(PLATFORM, **span, now=left + timedelta(days=9))
    assert [(row.city, row.counts["parcels"]) for row in found.rows] == [("moscow", 3)]
    ours = carrier().pk
    with django_assert_num_queries(3):
        parcels = counted_parcels(
            scope, what="first_late", **span, now=left + timedelta(days=9),
            carrier=ours, place=("RU", "moscow"),
        )  # fmt: skip
    assert {one.number for one in parcels} == {order.waybill for order in orders}
    assert counted_parcels(Scope.shop(0), what="parcels", **span, now=left) == []


def test_the_report_is_shown_to_the_shop_and_to_staff(client, shop):
    to_moscow(shop, 1)
    client.force_login(MembershipFactory(shop=shop, role=Role.OWNER).user)
    page = f"/s/{shop.slug}/road/promises/"
    for query in ("", "?days=90", "?days=x", "?what=parcels&carrier=0&country=RU&city=moscow"):
        assert client.get(page + query).status_code == 200
    client.force_login(member(Role.ADMIN))
    base = "/backoffice/logistics/parcelpromise/report/"
    assert client.get(base).status_code == 200
    assert client.get(f"{base}?what=promised").status_code == 200


def test_r_000_01_one_list_has_the_parcels_of_all_carriers_with_their_promised_days(
    shop, django_assert_num_queries
):
    late, other = to_moscow(shop, 1), to_moscow(shop, 2, name="CDEK")
    scope = Scope.shop(shop.pk)
    with django_assert_num_queries(5):
        found = on_the_road(scope, now=late.shipped_at)
    assert {(row.carrier, row.state) for row in found.rows} == {
        ("Nova Poshta", Kind.DISPATCHED),
        ("CDEK", Kind.DISPATCHED),
    }
    assert [row.is_late for row in found.rows] == [False, False]
    tell(Kind.AT_POINT, late.shipped_at, number=late.waybill)
    gone = on_the_road(scope, now=late.shipped_at + timedelta(days=2), group="late", by="promised")
    assert [row.number for row in gone.rows] == [other.waybill]
    assert gone.late == 1


def test_r_003_07_the_buyer_sees_carrier_number_link_and_days_and_no_words_of_the_carrier(
    client, shop
):
    order = to_moscow(shop, 1)
    tell(Kind.FAILED_ATTEMPT, order.shipped_at + timedelta(days=1), number=order.waybill,
         text="Иванов И. не открыл", reason="домофон 4521", place="Казань, ул. Тайная 5")  # fmt: skip
    token = buyer_token(order_id=order.pk, scope=PLATFORM, now=order.shipped_at)
    with time_machine.travel(order.shipped_at, tick=False):
        page = client.get(f"/b/{token}/road/")
        assert client.get(f"/b/{token[:-2]}xx/road/").status_code == 404
        assert f"/b/{token}/road/" in client.get(f"/b/{token}/").content.decode()
    shown = page.content.decode()
    for words in ("Nova Poshta", order.waybill, "cargo_number=", "promised by", "Kazan", "<svg"):
        assert words in shown
    for words in ("Иванов", "4521", "Тайная", order.contact.name, order.contact.phone):
        assert not words or words not in shown
    assert page["Cache-Control"] == "private, no-store"


def choose(client, order, written=""):
    url = f"/s/{order.shop.slug}/orders/{order.pk}/carriers/"
    return client.get(url, {"carrier": written}).content.decode()


def ready_order(shop):
    order = place_order(shop)
    acting = {"order_id": order.pk, "scope": PLATFORM, "actor": SELLER, "now": order.paid_at}
    open_order(**acting)
    confirm_order(**acting, availability_checked=True)
    return make_order_ready(**acting)


def test_r_003_15_a_carrier_that_is_not_recommended_asks_for_a_yes(client, shop):
    order = ready_order(shop)
    carrier("pek").__class__.objects.filter(code="pek").update(is_recommended=False)
    client.force_login(MembershipFactory(shop=shop, role=Role.OWNER).user)
    assert "Nova Poshta" in choose(client, order)
    assert "carrier_sure" not in choose(client, order, "нова пошта")
    assert "carrier_sure" in choose(client, order, "ПЭК")
    assert "Nobody here knows" in choose(client, order, "Uncle Vasyl")
    ship = f"/s/{shop.slug}/orders/{order.pk}/ship/"
    said = {"carrier": "ПЭК", "waybill": "7", "carrier_asked": "1"}
    client.post(ship, said)
    order.refresh_from_db()
    assert order.state == "awaiting_shipment"
    client.post(ship, {**said, "carrier_sure": "1"})
    order.refresh_from_db()
    assert (order.state, order.carrier) == ("delivering", "ПЭК")


def test_r_003_06_the_carrier_is_chosen_for_each_shipment_among_those_its_channel_allows(shop):
    """Platform and own carriers alike (C-41): refused by name, and then nothing has changed."""
    order = ready_order(shop)
    Channel.objects.filter(pk=order.channel_id).update(allowed_carriers=["cainiao"])
    what = {"order_id": order.pk, "scope": PLATFORM, "actor": SELLER, "now": order.ready_at}
    with pytest.raises(Refusal) as refused:
        ship_order(**what, carrier="My own carrier", waybill="1")
    assert (refused.value.code, refused.value.field) == ("carrier_not_allowed", "carrier")
    order.refresh_from_db()
    assert (order.state, order.carrier) == ("awaiting_shipment", "")
    Channel.objects.filter(pk=order.channel_id).update(allowed_carriers=[])
    assert ship_order(**what, carrier="My own carrier", waybill="1").carrier == "My own carrier"
