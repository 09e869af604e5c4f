"""The feed: what is on sale this moment, and what is refused because it is not (R-004-34, R-004-37)."""

from importlib import import_module

import pytest

from kernel.history import SYSTEM
from orders.models import Order
from orders.services import place_orders
from sellers.models import Offer, Shop
from sellers.selectors import shop_profile
from sellers.services import pause_offer, restore_shop, resume_offer, suspend_shop
from tests.factories.orders import TUESDAY_18, line_draft, order_draft
from tests.factories.sellers import NOW, OfferFactory, ShopFactory, TokenFactory, bearer

pytestmark = pytest.mark.django_db
FEED = "/api/v1/offers/feed/"
ORDERS = "/api/v1/orders/"


@pytest.fixture
def feed(client, shop):
    headers = bearer(TokenFactory(shop=shop))

    def read(**query):
        answer = client.get(FEED, query, headers=headers)
        assert answer.status_code == 200
        return answer.json()

    return read


def skus(answer):
    return [offer["sku"] for offer in answer["results"]]


def place(shop, channel="native", profile=None):
    lines = (line_draft(sku="CUP-1"),)
    [verdict] = place_orders(
        shop_id=shop.pk,
        channel=channel,
        drafts=[order_draft(lines=lines)],
        actor=SYSTEM,
        now=TUESDAY_18,
        shop=profile,
    )
    return verdict.outcome, [fault.code for fault in verdict.faults]


def test_it_says_all_a_site_needs(feed, shop):
    OfferFactory(
        shop=shop, sku="CUP-1", name="Cup", barcode="1", category="kitchen", stock_said=4,
        handling_days=2,
    )  # fmt: skip
    OfferFactory(sku="THEIRS")
    [offer] = feed()["results"]
    assert offer.pop("updated_at")
    assert offer == {
        "sku": "CUP-1",
        "name": "Cup",
        "barcode": "1",
        "category": "kitchen",
        "price_minor": 129_900,
        "currency": "UAH",
        "stock": 4,
        "handling_days": 2,
    }


@pytest.mark.parametrize(
    ("of_offer", "of_shop", "told"), [(1, 3, 1), (None, 3, 3), (None, None, None)]
)
def test_it_tells_the_days_to_dispatch_of_the_offer_or_else_of_the_shop_r_003_10(
    feed, shop, of_offer, of_shop, told
):
    Shop.objects.filter(pk=shop.pk).update(handling_days=of_shop)
    OfferFactory(shop=shop, handling_days=of_offer)
    assert [offer["handling_days"] for offer in feed()["results"]] == [told]


def test_it_comes_in_pages(feed, shop):
    for number in range(3):
        OfferFactory(shop=shop, sku=f"S{number}")
    first = feed(limit=2)
    assert skus(first) == ["S0", "S1"]
    second = feed(limit=2, cursor=first["next_cursor"])
    assert (skus(second), second["next_cursor"]) == (["S2"], None)


@pytest.mark.parametrize("count", [1, 3])
def test_it_is_a_constant_number_of_queries(
    client, shop, count, django_assert_num_queries, settings
):
    headers = bearer(TokenFactory(shop=shop, last_used_on=NOW.date()))
    client.get(FEED, headers=headers)
    OfferFactory.create_batch(count, shop=shop)
    with django_assert_num_queries(2):  # the token, the page
        assert len(client.get(FEED, headers=headers).json()["results"]) == count


class TestAPausedOffer:
    def test_it_leaves_the_feed_and_new_orders_for_it_are_refused_at_once_r_004_37(
        self, feed, shop
    ):
        """Nothing between the button and intake is remembered: the very next question knows."""
        OfferFactory(shop=shop, sku="CUP-1")
        profile = shop_profile(shop.pk)  # as a busy process may hold it
        assert (skus(feed()), place(shop)[0]) == (["CUP-1"], "created")
        pause_offer(shop_id=shop.pk, sku="CUP-1", actor=SYSTEM, at=NOW)
        assert skus(feed()) == []
        assert place(shop, profile=profile) == ("refused", ["offer_paused"])
        assert Order.everything.count() == 1

    def test_it_comes_back_with_its_orders(self, feed, shop):
        OfferFactory(shop=shop, sku="CUP-1", paused_at=NOW)
        resume_offer(shop_id=shop.pk, sku="CUP-1", actor=SYSTEM, at=NOW)
        assert (skus(feed()), place(shop)) == (["CUP-1"], ("created", []))

    def test_a_marketplace_order_is_a_fact_all_the_same(self, shop):
        OfferFactory(shop=shop, sku="CUP-1", paused_at=NOW)
        assert place(shop, channel="aliexpress") == ("created", [])


class TestASuspendedShop:
    def test_its_feed_empties_and_refills_r_004_34(self, feed, shop):
        OfferFactory(shop=shop, sku="CUP-1")
        OfferFactory(shop=shop, sku="CUP-2", paused_at=NOW)
        suspend_shop(shop_id=shop.pk, reason="overdue", actor=SYSTEM, at=NOW)
        assert feed() == {"suspended": True, "results": [], "next_cursor": None}
        restore_shop(shop_id=shop.pk, reason="cleared", actor=SYSTEM, at=NOW)
        assert (feed()["suspended"], skus(feed())) == (False, ["CUP-1"])
        assert Offer.everything.filter(shop=shop, paused_at=None).count() == 1

    @pytest.mark.parametrize("channel", ["native", "api"])
    def test_new_orders_on_our_own_channels_are_refused_r_004_34(self, shop, channel):
        suspend_shop(shop_id=shop.pk, reason="overdue", actor=SYSTEM, at=NOW)
        assert place(shop, channel=channel) == ("refused", ["shop_suspended"])
        assert Order.everything.count() == 0
        assert place(ShopFactory(), channel=channel) == ("created", [])

    def test_what_a_marketplace_sold_is_taken(self, shop):
        suspend_shop(shop_id=shop.pk, reason="overdue", actor=SYSTEM, at=NOW)
        assert place(shop, channel="aliexpress") == ("created", [])

    def test_an_order_told_again_is_known_as_before(self, shop):
        draft = order_draft()
        known = {"shop_id": shop.pk, "channel": "native", "actor": SYSTEM, "now": TUESDAY_18}
        place_orders(drafts=[draft], **known)
        suspend_shop(shop_id=shop.pk, reason="overdue", actor=SYSTEM, at=NOW)
        [verdict] = place_orders(drafts=[draft], **known)
        assert verdict.outcome == "unchanged"

    def test_the_facts_tell_it_once_each(self, shop, monkeypatch):
        told = []
        monkeypatch.setattr(
            import_module("sellers.services.suspend_shop"), "record", lambda e: told.append(e.topic)
        )
        for act in (suspend_shop, suspend_shop, restore_shop, restore_shop):
            act(shop_id=shop.pk, reason="x", actor=SYSTEM, at=NOW)
        assert told == ["sellers.shop.suspended.v1", "sellers.shop.restored.v1"]
