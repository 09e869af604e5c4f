"""What shops sell: put on sale, changed, paused (R-004-37)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kernel import history
from kernel.errors import Stale
from kernel.history import Actor
from kernel.scope import Scope
from sellers import services
from sellers.models import Offer
from sellers.public import offers_by_sku
from sellers.rules.offers import OfferCard
from sellers.selectors import OfferNotFound, offers_of
from tests.factories.sellers import OfferFactory, ShopFactory
from tests.racing import together

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 2, 3, 10, tzinfo=UTC)
BY = {"actor": Actor("seller", "Olena", 1, "cabinet"), "at": NOW}
LAMP = OfferCard(name="Lamp", price_minor=129_000, currency="UAH", flags=("fragile",))


def put(shop, card=LAMP, sku="LMP-1", **more):
    return services.put_offer(shop_id=shop.pk, sku=sku, card=card, **BY, **more)


def actions(offer):
    return [line.action for line in history.of("offer", offer.pk)]


def test_a_new_offer_is_on_sale(shop):
    offer = services.create_offer(shop_id=shop.pk, sku="LMP-1", card=LAMP, **BY)
    assert (offer.on_sale, offer.version, offer.flags, actions(offer)) == (
        True,
        1,
        ["fragile"],
        ["create_offer"],
    )


def test_the_same_sku_twice_is_refused(shop):
    services.create_offer(shop_id=shop.pk, sku="LMP-1", card=LAMP, **BY)
    with pytest.raises(services.OfferExists):
        services.create_offer(shop_id=shop.pk, sku="LMP-1", card=LAMP, **BY)
    assert Offer.everything.count() == 1


def test_two_shops_may_use_the_same_sku(shop):
    """X2: what another shop sells never stands in the way."""
    assert [put(owner).created for owner in (shop, ShopFactory())] == [True, True]


def test_a_change_is_history_and_a_new_version(shop):
    offer = put(shop).offer
    services.edit_offer(
        shop_id=shop.pk, offer_id=offer.pk, card=replace(LAMP, price_minor=99_900), version=1, **BY
    )
    offer.refresh_from_db()
    line = history.of("offer", offer.pk).last()
    assert (offer.price_minor, offer.version) == (99_900, 2)
    assert (line.action, line.changes) == ("edit_offer", {"price_minor": [129_000, 99_900]})


def test_a_change_of_what_somebody_changed_meanwhile_is_refused(shop):
    offer = put(shop).offer
    put(shop, replace(LAMP, name="Lamp, new"))
    with pytest.raises(Stale) as refused:
        services.edit_offer(
            shop_id=shop.pk, offer_id=offer.pk, card=replace(LAMP, name="x"), version=1, **BY
        )
    offer.refresh_from_db()
    assert (offer.name, refused.value.details) == ("Lamp, new", {"version": 2})


def test_putting_the_same_again_changes_nothing(shop):
    assert [put(shop).created, put(shop).created] == [True, False]
    offer = Offer.everything.get()
    assert (offer.version, actions(offer)) == (1, ["create_offer"])


def test_putting_with_a_version_needs_the_offer_to_be_there(shop):
    with pytest.raises(OfferNotFound):
        put(shop, version=1)
    assert Offer.everything.count() == 0


def test_a_pause_holds_through_a_change_and_ends_with_resume(shop):
    offer = put(shop).offer
    services.pause_offer(shop_id=shop.pk, pk=offer.pk, **BY)
    put(shop, replace(LAMP, price_minor=1))
    paused = offers_by_sku(shop.pk, ["LMP-1"])["LMP-1"].paused
    services.resume_offer(shop_id=shop.pk, sku="LMP-1", **BY)
    assert (paused, offers_by_sku(shop.pk, ["LMP-1"])["LMP-1"].paused) == (True, False)
    assert actions(offer) == ["create_offer", "pause_offer", "edit_offer", "resume_offer"]


def test_pausing_and_resuming_again_change_nothing(shop):
    offer = put(shop).offer
    for act in (services.pause_offer, services.resume_offer):
        for _ in range(2):
            act(shop_id=shop.pk, pk=offer.pk, **BY)
    offer.refresh_from_db()
    assert (offer.version, actions(offer)) == (3, ["create_offer", "pause_offer", "resume_offer"])


@pytest.mark.parametrize("act", [services.pause_offer, services.resume_offer])
def test_another_shops_offer_is_not_found_and_stays_as_it_is(shop, act):
    theirs = OfferFactory(paused_at=NOW)
    with pytest.raises(OfferNotFound):
        act(shop_id=shop.pk, pk=theirs.pk, **BY)
    theirs.refresh_from_db()
    assert (theirs.paused_at, theirs.version) == (NOW, 1)


def test_an_offer_that_makes_no_sense_is_refused(shop):
    offer = put(shop).offer
    with pytest.raises(services.OfferRefused) as refused:
        put(shop, replace(LAMP, weight_g=0))
    offer.refresh_from_db()
    assert (refused.value.field, refused.value.details) == ("weight_g", {"reason": "bad_measure"})
    assert (offer.weight_g, offer.version) == (None, 1)


def test_offers_are_found_by_words_and_by_sale(shop):
    lamp = OfferFactory(shop=shop, sku="LMP-1", name="Лампа", barcode="111")
    plaid = OfferFactory(shop=shop, sku="PLD-1", name="Плед", barcode="222", paused_at=NOW)
    OfferFactory(sku="LMP-1", name="Лампа")
    scope = Scope.shop(shop.pk)
    asked = (
        {"q": "лам"},
        {"q": "pld"},
        {"q": "22"},
        {"q": "%"},
        {"on_sale": False},
        {"sku": "LMP-1"},
    )
    found = [list(offers_of(scope, **words)) for words in asked]
    assert found == [[lamp], [plaid], [plaid], [], [plaid], [lamp]]


@pytest.mark.django_db(transaction=True)
def test_eight_puts_of_a_new_sku_at_once_make_one_offer():
    shop = ShopFactory()
    outcomes = together(lambda number: put(shop, replace(LAMP, price_minor=number)), 8)
    assert sum(put.created for put in outcomes) == 1
    offer = Offer.everything.get()
    assert (offer.version, len(actions(offer))) == (8, 8)


@pytest.mark.django_db(transaction=True)
def test_of_eight_edits_of_one_version_one_is_saved():
    offer = OfferFactory()

    def edit(number):
        return services.edit_offer(
            shop_id=offer.shop_id,
            offer_id=offer.pk,
            card=replace(LAMP, price_minor=number),
            version=1,
            **BY,
        )

    outcomes = together(edit, 8)
    offer.refresh_from_db()
    assert ([type(o) for o in outcomes].count(Stale), offer.version) == (7, 2)


@pytest.mark.django_db(transaction=True)
def test_control_without_a_version_all_eight_are_saved():
    """The harness sees the fault that the version prevents: seven edits are lost without a word."""
    shop = OfferFactory(sku="LMP-1").shop
    outcomes = together(lambda number: put(shop, replace(LAMP, price_minor=number)), 8)
    assert [type(o) for o in outcomes].count(Stale) == 0
    assert Offer.everything.get().version == 9
