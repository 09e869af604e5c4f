"""The problem queue on its page, and what it does by itself (R-003-30, R-002-68, R-002-61, R-004-18)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from kernel.deadlines.models import Deadline
from logistics.models import Appointment, Parcel, Problem
from logistics.rules.last_mile_words import ProblemKind
from logistics.services.silence import note_silence
from logistics.states import Kind
from notifications.models import Message
from orders.models import Order
from sellers.states import Role
from tests.factories.logistics import parcel_of, sent, tell
from tests.factories.notifications import deliver_facts
from tests.factories.sellers import MembershipFactory

pytestmark = pytest.mark.django_db
K, P = Kind, ProblemKind
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def order():
    order = sent()
    Order.everything.filter(pk=order.pk).update(placed_at=NOW - timedelta(days=9))
    return order


@pytest.fixture
def owner(client, order):
    user = MembershipFactory(shop=order.shop, role=Role.OWNER).user
    client.force_login(user)
    return user


def heard(kind, **more):
    tell(kind, NOW - timedelta(hours=2), **more)
    deliver_facts()


def page(client, order, query=""):
    return client.get(reverse("logistics:problems", args=[order.shop.slug]) + query)


def act(client, order, name, problem, **words):
    url = reverse(f"logistics:problem-{name}", args=[order.shop.slug, problem.pk])
    return client.post(url, words, follow=True).content.decode()


def test_r_003_30_a_problem_has_an_owner_a_due_time_and_what_to_do(client, order, owner):
    assert "Nothing is wrong on the road" in page(client, order).content.decode()
    heard(K.FAILED_ATTEMPT, reason="nobody at home")
    problem = Problem.everything.get()
    assert (problem.kind, problem.owner) == (P.FAILED_ATTEMPT, owner)
    assert Deadline.objects.get(subject_id=problem.pk).state == "running"
    shown = page(client, order, "?mine=1").content.decode()
    for words in (
        order.number,
        "nobody at home",
        "The first delivery failed",
        "Agree with the buyer",
    ):
        assert words in shown


def test_r_003_30_it_is_taken_and_closed_with_a_reason(client, order, owner):
    heard(K.CUSTOMS, reason="papers")
    other = MembershipFactory(shop=order.shop, role=Role.MANAGER).user
    client.force_login(other)
    problem = Problem.everything.get()
    act(client, order, "take", problem)
    problem.refresh_from_db()
    assert problem.owner == other
    said = act(client, order, "close", problem, because="given_up", comment="")
    assert "Write why nothing can be done" in said
    assert Problem.everything.filter(closed_at=None).count() == 1
    act(client, order, "close", problem, because="done", comment="")
    problem.refresh_from_db()
    assert (problem.closed_because, Deadline.objects.get(subject_id=problem.pk).state) == (
        "done", "kept",
    )  # fmt: skip
    heard(K.INFO)
    assert Problem.everything.count() == 1


def test_r_002_58_the_slot_is_entered_where_the_problem_stands(client, order, owner):
    heard(K.FAILED_ATTEMPT, reason="nobody")
    day = f"{NOW + timedelta(days=2):%Y-%m-%d}"
    act(client, order, "agree", Problem.everything.get(), day=day, starts="18:00", ends="10:00")
    assert Appointment.everything.count() == 0
    act(client, order, "agree", Problem.everything.get(), day=day, starts="10:00", ends="18:00")
    assert (Appointment.everything.get().attempt, Problem.everything.get().closed_because) == (
        2, "passed",
    )  # fmt: skip


def test_r_002_63_the_address_is_corrected_where_the_problem_stands(client, order, owner):
    heard(K.PROBLEM, reason="wrong address")
    words = {"address": "Nova st. 7", "with_whom": "buyer", "how": "phone"}
    act(client, order, "correct", Problem.everything.get(), **words)
    order.contact.refresh_from_db()
    assert (order.contact.address, Problem.everything.get().closed_because) == (
        "Nova st. 7",
        "done",
    )


def test_another_shops_problem_is_not_found(client, order, owner):
    other = sent("20450000000009")
    heard(K.CUSTOMS, number="20450000000009", reason="papers")
    problem = Problem.everything.get(shop=other.shop)
    for name in ("take", "close", "agree", "correct"):
        url = reverse(f"logistics:problem-{name}", args=[order.shop.slug, problem.pk])
        words = {"because": "done", "day": "2030-01-01", "starts": "10:00", "ends": "11:00",
                 "with_whom": "buyer", "how": "phone"}  # fmt: skip
        assert client.post(url, words).status_code == 404
    assert Problem.everything.get().closed_at is None


def test_the_queue_takes_as_many_queries_for_many_rows(
    client, order, owner, django_assert_max_num_queries
):
    heard(K.CUSTOMS)
    for n in range(3):
        sent(f"2045000001{n:04}", shop=order.shop)
        heard(K.PROBLEM, number=f"2045000001{n:04}")
    with django_assert_max_num_queries(22):
        assert page(client, order).status_code == 200


def test_r_003_30_a_parcel_nobody_scans_for_days_is_stuck_until_somebody_does(order):
    heard(K.IN_TRANSIT)
    Problem.everything.all().delete()
    later = NOW + timedelta(days=6)
    assert (note_silence(now=later), note_silence(now=later)) == (1, 0)
    problem = Problem.everything.get()
    assert (problem.kind, problem.closed_at) == (P.STUCK, None)
    Parcel.everything.update(state_since=later)
    note_silence(now=later)
    problem.refresh_from_db()
    assert problem.closed_because == "passed"


def test_r_002_68_a_refusal_without_a_reason_is_noted_as_missing(order):
    heard(K.REFUSED)
    kinds = set(Problem.everything.filter(closed_at=None).values_list("kind", flat=True))
    assert kinds == {P.REFUSED, P.REASON_MISSING}


def test_r_002_61_one_message_with_number_place_code_and_the_last_day(order):
    """By SMS, however often the arrival is told of (R-002-61b, R-002-59)."""
    heard(K.AT_POINT, place="Branch 22, Khreshchatyk")
    heard(K.AT_POINT, place="Branch 22, Khreshchatyk", text="again", code="again")
    [told] = Message.everything.filter(topic="buyer_held")
    until = Deadline.objects.get(subject_id=parcel_of(order).pk).due_at
    assert told.channel == "sms"
    assert order.number[:12] in told.text
    assert "Branch 22" in told.text
    assert f"{until - timedelta(hours=3):%d.%m}" in told.text


def test_r_004_18_without_tracking_the_seller_may_set_received(order):
    """An order whose carrier nobody asks has a number, and still only its seller knows."""
    untold = sent("X-1", name="Our own van")
    untold.refresh_from_db()
    order.refresh_from_db()
    assert (order.is_tracked, untold.is_tracked) == (True, False)
    from kernel.scope import PLATFORM
    from orders.services import OrderNotReady, receive_order
    from tests.factories.orders import SELLER

    acting = {"scope": PLATFORM, "actor": SELLER, "now": NOW}
    with pytest.raises(OrderNotReady):
        receive_order(order_id=order.pk, **acting)
    receive_order(order_id=untold.pk, **acting)
    untold.refresh_from_db()
    order.refresh_from_db()
    assert (untold.state, order.state) == ("received", "delivering")
