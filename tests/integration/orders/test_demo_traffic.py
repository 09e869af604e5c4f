"""The demo shop lives through the real services, bounded, and touches no other shop."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from kernel.deadlines.models import Deadline
from kernel.outbox.models import Delivery
from orders.models import Order, OrderContact
from orders.services import demo_traffic
from orders.services.demo_traffic import AGREED, FIRST, FRESH, SLUG, Traffic
from sellers.public import shop_profile
from tests.factories.orders import place_order
from tests.factories.sellers import OfferFactory, ShopFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 19, 13, tzinfo=UTC)  # a working Thursday, 15:00 in Kyiv


@pytest.fixture
def shop(db):
    shop = ShopFactory(slug=SLUG)
    OfferFactory.create_batch(5, shop=shop)
    return shop


@pytest.fixture
def traffic(shop):
    return Traffic(shop_profile(shop.pk), seed=5)


@pytest.fixture
def short_past(monkeypatch):
    """A past of a few orders, where only what follows is looked at."""
    monkeypatch.setattr(demo_traffic, "FIRST", 12)


def states():
    return Counter(Order.everything.values_list("state", flat=True))


def test_an_empty_shop_gets_a_past_in_every_state(traffic):
    assert traffic.fill(NOW) == FIRST + FRESH + AGREED
    assert set(states()) == {
        "new",
        "needs_agreement",
        "confirmed",
        "awaiting_shipment",
        "delivering",
        "awaiting_pickup",
        "received",
        "cancelled",
    }
    ends = Counter(Deadline.objects.values_list("state", flat=True))
    assert min(ends["kept"], ends["missed"], ends["running"]) > 0
    assert Order.everything.filter(placed_at__gt=NOW).count() == 0
    assert Delivery.objects.count() == 0
    # Phones are of the countries that their channels serve.
    phones = OrderContact.everything.exclude(phone="").values_list("phone_ok", flat=True)
    assert set(phones) == {True}


def test_a_shop_with_orders_is_not_filled_again(traffic, shop):
    place_order(shop)
    assert (traffic.fill(NOW), Order.everything.count()) == (0, 1)


def test_things_happen_one_at_a_time(traffic, short_past):
    traffic.fill(NOW)
    now, said = NOW, []
    for _ in range(60):
        now += timedelta(seconds=40)
        said.append(traffic.step(now).split()[0])
    kinds = Counter(said)
    assert kinds["created"] > 3
    assert kinds["open"] + kinds["confirm"] + kinds["make_ready"] + kinds["ship"] > 3


def test_open_orders_are_bounded(traffic, short_past, monkeypatch):
    monkeypatch.setattr(demo_traffic, "MOST_OPEN", 10)
    traffic.fill(NOW)
    now = NOW
    for _ in range(80):
        now += timedelta(hours=1)
        traffic.step(now)
    open_now = Order.everything.exclude(state__in=["received", "cancelled"]).count()
    assert open_now <= 12 + FRESH + AGREED
    before = Order.everything.count()
    if open_now >= 10:
        traffic.step(now)
        assert Order.everything.count() == before


def test_other_shops_are_left_alone(traffic, short_past):
    other = place_order(ShopFactory())
    traffic.fill(NOW)
    for n in range(20):
        traffic.step(NOW + timedelta(minutes=n))
    other.refresh_from_db()
    assert (other.state, other.version) == ("new", 1)


def test_without_goods_nothing_happens():
    empty = Traffic(shop_profile(ShopFactory(slug=SLUG).pk), seed=1)
    assert (empty.fill(NOW), empty.step(NOW), Order.everything.count()) == (0, "no goods", 0)


def test_the_command_needs_the_demo_shop(capsys):
    call_command("demo_traffic", steps=1)
    assert "no shop demo-shop" in capsys.readouterr().out
