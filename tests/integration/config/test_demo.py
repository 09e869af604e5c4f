"""The demo shops: there after the first start, as people left them after the second."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.utils import timezone

from config.demo import PASSWORD, furnish
from config.demo.road import furnish_road
from desk.public import unread_news
from kernel.history import History
from kernel.outbox.models import Delivery
from kernel.scope import Scope
from logistics.models import Claim, Parcel, Problem
from sellers.models import Membership, Offer, Shop, User
from sellers.public import Goods, shop_profile, shops_selling

pytestmark = pytest.mark.django_db


def roles():
    rows = Membership.objects.select_related("user", "shop")
    return {m.user.email.partition("@")[0]: (m.role, m.shop and m.shop.slug) for m in rows}


def test_everybody_is_there_and_can_sign_in(client, capsys):
    call_command("demo")
    assert roles() == {
        "seller": ("owner", "demo-shop"),
        "manager": ("manager", "demo-shop"),
        "operator": ("operator", "demo-shop"),
        "second": ("owner", "second-shop"),
        "warehouse": ("warehouse_operator", None),
        "lead": ("warehouse_lead", None),
        "moderator": ("moderator", None),
        "accountant": ("accountant", None),
        "admin": ("admin", None),
    }
    assert all(user.check_password(PASSWORD) for user in User.objects.all())
    assert capsys.readouterr() == ("", "")


def test_verified_addresses():
    furnish(at=timezone.now())
    assert set(EmailAddress.objects.values_list("verified", "primary")) == {(True, True)}
    assert EmailAddress.objects.count() == User.objects.count()


def test_each_shop_sells_some_forty_things_in_several_scripts():
    furnish(at=timezone.now())
    for shop in Shop.objects.all():
        offers = Offer.objects.of(Scope.shop(shop.pk))
        letters = "".join(offers.values_list("name", flat=True))
        assert 35 <= offers.count() <= 50
        assert all(any(a <= c <= b for c in letters) for a, b in ("az", "ая", "іі", "一龥"))


def test_a_second_start_changes_nothing_that_people_changed():
    furnish(at=timezone.now())
    Offer.everything.filter(sku="LMP-011").update(price_minor=1)
    User.objects.filter(email__startswith="seller@").update(name="Changed")
    Shop.objects.filter(slug="demo-shop").update(name="Changed")
    before = (roles(), History.objects.count(), Offer.everything.count())
    furnish(at=timezone.now())
    assert (roles(), History.objects.count(), Offer.everything.count()) == before
    assert Offer.everything.get(sku="LMP-011").price_minor == 1
    assert (
        User.objects.get(email__startswith="seller@").name,
        Shop.objects.get(slug="demo-shop").name,
    ) == (
        "Changed",
        "Changed",
    )


def test_a_person_who_was_removed_is_not_let_in_again():
    furnish(at=timezone.now())
    Membership.objects.filter(user__email__startswith="operator@").delete()
    furnish(at=timezone.now())
    assert "operator" not in roles()


def test_there_is_one_piece_of_news_however_often_it_starts():
    for _ in range(2):
        furnish(at=timezone.now())
    assert unread_news(shop_profile(Shop.objects.first().pk), User.objects.first().pk) == 1


def test_what_one_shop_lets_go_the_other_could_send():
    furnish(at=timezone.now())
    first, second = Shop.objects.order_by("pk")
    shared = Offer.objects.of(Scope.shop(first.pk)).get(name__contains="Злива", sku__endswith="1")
    goods = [Goods(shared.sku, shared.barcode, 1)]
    assert [s.name for s in shops_selling(goods, besides=first.pk)] == [second.name]


def test_the_demo_has_a_road_and_claims_told_to_nobody():
    """Point 2 of the road's issue: each of its pages shows something true from the first start on."""
    now = datetime(2026, 11, 19, 13, tzinfo=UTC)
    furnish(at=now)
    shop, told = Shop.objects.get(slug="demo-shop"), Delivery.objects.count()
    assert [furnish_road(shop, now=now) for _ in range(2)] == [8, 0]
    states = Counter(Parcel.everything.values_list("state", flat=True))
    assert states == {
        "delivered": 1, "at_point": 1, "failed_attempt": 1, "returning": 1, "in_transit": 1,
        "dispatched": 2, "arrived": 1,
    }  # fmt: skip
    claims = Claim.everything.order_by("number").values_list("kind", "state")
    assert list(claims) == [("missing", "compensated"), ("missing", "open"), ("damaged", "open")]
    problems = Problem.everything.order_by("kind").values_list("kind", flat=True)
    assert list(problems) == ["failed_attempt", "refused"]
    assert Delivery.objects.count() == told
