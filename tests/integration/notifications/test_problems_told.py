"""A shop hears of problems on the road: once, while it matters, and nothing of what passes by itself."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from kernel.deadlines.models import Deadline
from kernel.deadlines.sweeping import sweep
from kernel.scope import PLATFORM
from logistics.models import Problem
from logistics.rules.last_mile_words import ProblemKind
from logistics.services.correcting import correct_address
from logistics.states import Kind
from notifications.models import Message
from notifications.services.truth import not_needed
from orders.models import Order
from orders.public import Agreement
from sellers.models import Shop
from tests.factories.logistics import sent, tell
from tests.factories.notifications import deliver_facts
from tests.factories.orders import SELLER

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 2, 5, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
TOPICS = ("problem_opened", "address_reminder", "seller_liable")


@pytest.fixture
def clock(monkeypatch):
    """Have facts be acted upon at the moment that the test last named."""
    hand = SimpleNamespace(at=NOON)
    stopped = SimpleNamespace(now=lambda: hand.at)
    for app in ("logistics", "notifications"):
        monkeypatch.setattr(f"{app}.subscribers.timezone", stopped)
    return hand


@pytest.fixture
def order(clock):
    order = sent()
    Order.everything.filter(pk=order.pk).update(placed_at=NOON - timedelta(days=3))
    Shop.objects.filter(pk=order.shop_id).update(notification_email="inbox@shop.test")
    deliver_facts()
    return order


def heard(kind, **more):
    tell(kind, NOON, **more)
    deliver_facts()


def sweep_at(clock, moment):
    clock.at = moment
    sweep(now=moment)
    deliver_facts()


def told():
    rows = Message.everything.filter(topic__in=TOPICS, channel="email").order_by("created_at", "id")
    return list(rows)


def test_r_002_63_told_at_once_reminded_at_twelve_hours_and_then_who_answers(clock, order):
    """The reminder goes out to the shop, once; then that it is liable (C-15)."""
    heard(Kind.PROBLEM, reason="Невірна адреса")
    [opened] = told()
    problem = Problem.everything.get()
    assert (opened.topic, opened.shop_id) == ("problem_opened", order.shop_id)
    for words in (order.number, "Невірна адреса", "06.02 12:00", f"#problem-{problem.pk}"):
        assert words in opened.text
    sweep_at(clock, NOON + 12 * HOUR - timedelta(seconds=1))
    assert len(told()) == 1
    sweep_at(clock, NOON + 12 * HOUR + timedelta(seconds=1))
    sweep_at(clock, NOON + 13 * HOUR)
    assert [one.topic for one in told()] == ["problem_opened", "address_reminder"]
    assert (order.number in told()[1].text, "06.02 12:00" in told()[1].text) == (True, True)
    sweep_at(clock, NOON + 24 * HOUR + timedelta(seconds=1))
    sweep_at(clock, NOON + 30 * HOUR)
    assert [one.topic for one in told()] == list(TOPICS)
    assert (told()[2].kind, told()[2].not_before) == ("misses", None)


def test_r_002_63_what_is_corrected_in_time_is_not_reminded_of(clock, order):
    heard(Kind.PROBLEM, reason="wrong address")
    [opened] = told()
    correct_address(
        problem_id=Problem.everything.get().pk,
        scope=PLATFORM,
        changes={"address": "Nova st. 7"},
        agreement=Agreement(with_whom="buyer", how="phone", at=NOON),
        actor=SELLER,
        now=NOON + HOUR,
    )
    sweep_at(clock, NOON + 25 * HOUR)
    assert [one.topic for one in told()] == ["problem_opened"]
    assert not_needed([opened], now=NOON + 2 * HOUR) == {opened.pk: "promise_over"}


def test_r_003_30_what_comes_back_by_itself_stands_in_the_queue_and_is_not_written_of(order):
    heard(Kind.REFUSED)
    kinds = set(Problem.everything.values_list("kind", flat=True))
    assert kinds == {ProblemKind.REFUSED, ProblemKind.REASON_MISSING}
    assert (told(), Deadline.objects.filter(kind="parcel.problem").count()) == ([], 2)
