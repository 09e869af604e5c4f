"""A special period is announced to the shops whose clocks it moves (R-004-25)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from kernel.calendars.services import draft_special_period, publish_special_period
from kernel.deadlines.models import Deadline
from kernel.history import SYSTEM
from notifications.models import Message
from tests.factories.notifications import deliver_facts, shop_of
from tests.factories.orders import place_order
from tests.factories.sellers import UserFactory

pytestmark = pytest.mark.django_db


def publish(calendar, starts_on, ends_on):
    period_id = draft_special_period(
        calendar=calendar,
        title="New Year",
        starts_on=starts_on,
        ends_on=ends_on,
        weekly_hours={},
        actor=SYSTEM,
        now=timezone.now(),
    )
    publish_special_period(period_id=period_id, actor=SYSTEM, now=timezone.now())


def test_sellers_are_told_once_and_open_clocks_move_r_004_25():
    shop = shop_of(UserFactory(), language="en", notification_email="inbox@shop.test")
    elsewhere = shop_of(UserFactory(), calendar="ru-orders", notification_email="ru@shop.test")
    today = timezone.now().date()
    order = place_order(shop, placed_at=timezone.now() - timedelta(minutes=1))
    before = Deadline.objects.get(subject_id=order.pk, kind="order.new").due_at
    deliver_facts()
    publish("ua-orders", today, today + timedelta(days=10))
    deliver_facts()
    deliver_facts()
    told = Message.everything.filter(topic="hours_changed")
    assert {(m.shop_id, m.channel) for m in told} == {(shop.pk, "email")}
    assert "New Year" in told.first().subject
    assert elsewhere.pk not in {m.shop_id for m in told}
    after = Deadline.objects.get(subject_id=order.pk, kind="order.new").due_at
    assert after.date() > today + timedelta(days=10) > before.date() - timedelta(days=10)


def test_a_draft_tells_nobody():
    shop_of(UserFactory(), notification_email="inbox@shop.test")
    draft_special_period(
        calendar="ua-orders",
        title="New Year",
        starts_on=date(2026, 12, 31),
        ends_on=date(2027, 1, 4),
        weekly_hours={},
        actor=SYSTEM,
        now=timezone.now(),
    )
    deliver_facts()
    assert Message.everything.count() == 0
