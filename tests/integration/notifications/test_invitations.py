"""Somebody let into a shop is told so by mail, once, with the way in and without a secret (D-07)."""

import pytest

from kernel.history import Actor
from notifications.models import Message
from sellers import services
from sellers.states import Role
from tests.factories.sellers import NOW, ShopFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return ShopFactory(slug="ours", name="Наша", language="uk")


def invite(shop, email):
    olena = Actor("seller", "Олена", 999_999, "cabinet")
    services.invite_member(shop_id=shop.pk, email=email, role=Role.MANAGER, actor=olena, at=NOW)


def test_a_stranger_is_told_where_to_set_a_password(shop, deliver):
    invite(shop, "new@ours.test")
    deliver()
    message = Message.everything.get()
    assert (message.channel, message.language, message.subject) == (
        "email",
        "uk",
        "Олена запрошує вас до магазину «Наша»",
    )
    assert "/account/password/reset/" in message.text
    assert "/account/password/reset/key/" not in message.text


def test_somebody_with_an_account_is_led_to_today(shop, deliver):
    user = member(Role.OWNER, language="ru")
    invite(shop, user.email)
    deliver()
    message = Message.everything.get()
    assert ("/s/ours/today/" in message.text, message.language) == (True, "ru")


def test_inviting_again_tells_nobody(shop, deliver):
    for _ in range(2):
        invite(shop, "new@ours.test")
    deliver()
    assert Message.everything.count() == 1


def test_who_was_removed_before_the_mail_was_written_gets_none(shop, deliver):
    invite(shop, "new@ours.test")
    user = shop.memberships.get().user
    actor = Actor("seller", "Олена", 999_999, "cabinet")
    services.remove_member(shop_id=shop.pk, user_id=user.pk, actor=actor, at=NOW)
    deliver()
    assert Message.everything.count() == 0


def test_the_shops_quiet_and_wishes_do_not_stand_in_the_way(shop, deliver):
    """A person who wants no mail of orders is still told that they may come in."""
    invite(shop, "new@ours.test")
    deliver()
    message = Message.everything.get()
    assert (message.not_before, message.person_key) == (
        None,
        f"user:{shop.memberships.get().user_id}",
    )
