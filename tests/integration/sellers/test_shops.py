"""Shops: opened with their owner, and set as they like, field by field in history (R-004-01, -02)."""

from datetime import UTC, datetime, time

import pytest

from kernel import history
from kernel.history import SYSTEM, Actor
from sellers import services
from sellers.models import Shop, User
from sellers.selectors import people_of_shop, shop_profile
from sellers.states import Role
from tests.factories.sellers import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 2, 3, 10, tzinfo=UTC)
OLENA = Actor("seller", "Olena", 1, "cabinet")


def open_shop(**changes):
    known = {"slug": "new", "name": "New", "owner_email": "o@new.test", "actor": SYSTEM, "at": NOW}
    return services.create_shop(**{**known, **changes})


def change(shop, **changes):
    return services.change_shop_settings(shop_id=shop.pk, changes=changes, actor=OLENA, at=NOW)


@pytest.mark.parametrize(
    ("country", "ground"),
    [
        ("UA", ("UAH", "Europe/Kyiv", "ua-orders", "uk")),
        ("RU", ("RUB", "Europe/Moscow", "ru-orders", "ru")),
        ("CN", ("CNY", "Asia/Shanghai", "cn-orders", "zh-hans")),
    ],
)
def test_a_shop_starts_with_what_its_country_has(country, ground):
    shop = open_shop(country=country)
    assert (shop.currency, shop.zone, shop.calendar, shop.language) == ground
    [owner] = people_of_shop(shop.pk)
    assert (owner.email, owner.role) == ("o@new.test", Role.OWNER)


def test_the_owner_may_have_an_account_already():
    user = UserFactory(email="o@new.test")
    open_shop()
    assert User.objects.get(email="o@new.test") == user


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"slug": "ours"}, services.SlugTaken), ({"country": "BY"}, services.CountryNotServed)],
)
def test_a_shop_that_cannot_be_leaves_nobody_behind(shop, changes, error):
    with pytest.raises(error):
        open_shop(**changes)
    assert (Shop.objects.count(), User.objects.count()) == (1, 0)


def test_what_changed_is_history_field_by_field(shop):
    change(shop, name="Ours and yours", notification_email="in@ours.test", zone=shop.zone)
    [line] = history.of("shop", shop.pk)
    assert (line.action, line.changes, line.actor_label, line.source, line.shop_id) == (
        "change_shop_settings",
        {"name": ["Ours", "Ours and yours"], "notification_email": ["", "in@ours.test"]},
        "Olena",
        "cabinet",
        shop.pk,
    )


def test_the_same_settings_again_are_no_change(shop):
    change(shop, name=shop.name, calendar=shop.calendar)
    assert history.of("shop", shop.pk).count() == 0


def test_quiet_hours_may_go_over_midnight(shop):
    change(shop, quiet_from=time(22), quiet_until=time(8))
    assert shop_profile(shop.pk).quiet == (time(22), time(8))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"language": "de"}, "language"),
        ({"zone": "Europe/Atlantis"}, "zone"),
        ({"zone": "../etc/passwd"}, "zone"),
        ({"calendar": "moon"}, "calendar"),
        ({"quiet_from": time(22)}, "quiet_until"),
        ({"quiet_from": time(22), "quiet_until": time(22)}, "quiet_until"),
        ({"currency": "USD"}, "currency"),
        ({"slug": "theirs"}, "slug"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_and_changes_nothing(shop, changes, field):
    before = Shop.objects.values().get()
    with pytest.raises(services.SettingRefused) as refused:
        change(shop, **changes)
    assert (refused.value.field, Shop.objects.values().get()) == (field, before)
    assert history.of("shop", shop.pk).count() == 0


def test_a_shop_that_is_not_is_not_found():
    with pytest.raises(services.ShopNotFound):
        services.change_shop_settings(shop_id=7, changes={"name": "x"}, actor=OLENA, at=NOW)


def test_one_changes_ones_own_name_and_language():
    user = UserFactory(name="O", language="en")
    services.change_account(user_id=user.pk, name="Olena", language="uk", actor=OLENA, at=NOW)
    user.refresh_from_db()
    [line] = history.of("user", user.pk)
    assert (user.name, user.language, line.changes) == (
        "Olena",
        "uk",
        {"name": ["O", "Olena"], "language": ["en", "uk"]},
    )


def test_a_language_we_do_not_speak_is_refused():
    user = UserFactory()
    with pytest.raises(services.LanguageUnknown):
        services.change_account(user_id=user.pk, name="x", language="de", actor=OLENA, at=NOW)
    user.refresh_from_db()
    assert user.language == "en"
