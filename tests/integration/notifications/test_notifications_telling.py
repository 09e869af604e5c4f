"""Facts of orders become messages: to whom, by what, in which language, once (R-004-01..-03, -32)."""

import pytest

from kernel.outbox.relay import deliver_due
from notifications.models import Message
from sellers.states import Role
from tests.factories.notifications import link
from tests.factories.orders import TUESDAY_18, place_order
from tests.factories.sellers import MembershipFactory, ShopFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return UserFactory(email="owner@shop.test", language="ru")


@pytest.fixture
def shop(owner):
    shop = ShopFactory(name="Їжак", language="uk", notification_email="inbox@shop.test")
    MembershipFactory(user=owner, shop=shop, role=Role.OWNER)
    return shop


def deliver():
    from django.utils import timezone

    while deliver_due(now=timezone.now()):
        pass


def queued(**about):
    rows = Message.everything.filter(**about).order_by("person_key", "channel")
    return [(m.topic, m.person_key, m.channel, m.language) for m in rows]


def test_a_new_paid_order_goes_to_the_inbox_and_to_linked_people(shop, owner):
    link(owner)
    place_order(shop)
    deliver()
    assert queued() == [
        ("new_order", f"shop:{shop.pk}", "email", "uk"),
        ("new_order", f"user:{owner.pk}", "telegram", "ru"),
    ]
    for m in Message.everything.all():
        print(m.subject, "\n", m.text, m.buttons)
