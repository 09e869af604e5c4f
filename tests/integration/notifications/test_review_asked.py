"""A buyer who has the order is asked for a review, where the shop has a place for it (R-004-57)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kernel.history import Actor
from kernel.scope import PLATFORM
from notifications.models import Message
from orders import services
from sellers.models import Shop
from sellers.services import SettingRefused, change_shop_settings
from tests.factories.notifications import deliver_facts
from tests.factories.orders import SELLER, place_order
from tests.factories.sellers import ShopFactory, member

pytestmark = pytest.mark.django_db
BUYER = Actor(kind="buyer", label="buyer", source="buyer_page")
PLACE = "https://shop.example/reviews"


def thanked(shop):
    """Bring an order to its buyer, and return the message they get then."""
    order = place_order(shop, placed_at=timezone.now() - timedelta(minutes=1))
    what = {"order_id": order.pk, "scope": PLATFORM, "now": timezone.now()}
    services.open_order(**what, actor=SELLER)
    services.confirm_order(**what, actor=SELLER, availability_checked=True)
    services.make_order_ready(**what, actor=SELLER)
    services.ship_order(**what, actor=SELLER, carrier="Nova Poshta", waybill="20450000000001")
    services.receive_order(**what, actor=BUYER)
    deliver_facts()
    return Message.everything.get(order_id=order.pk, topic="buyer_received")


def test_the_message_on_receipt_holds_the_review_link_r_004_57():
    """R-004-57: the link is sent once the buyer has the goods."""
    assert PLACE in thanked(ShopFactory(review_url=PLACE)).text


def test_without_a_place_for_reviews_nothing_is_asked_r_004_57():
    text = thanked(ShopFactory()).text
    assert ("відгук" in text, "review" in text.lower()) == (False, False)


def test_the_shop_sets_the_place_itself_r_004_57(client):
    shop = ShopFactory()
    client.force_login(member(shop=shop))
    sent = {"name": shop.name, "language": "uk", "handling_days": "", "review_url": PLACE}
    answer = client.post(f"/s/{shop.slug}/settings/", sent)
    assert (answer.status_code, Shop.objects.get(pk=shop.pk).review_url) == (302, PLACE)


@pytest.mark.parametrize("address", ["http://shop.example/", "javascript:alert(1)", "reviews"])
def test_another_address_is_refused_and_changes_nothing(address):
    shop = ShopFactory()
    with pytest.raises(SettingRefused):
        change_shop_settings(
            shop_id=shop.pk, changes={"review_url": address}, actor=SELLER, at=timezone.now()
        )
    assert Shop.objects.get(pk=shop.pk).review_url == ""
