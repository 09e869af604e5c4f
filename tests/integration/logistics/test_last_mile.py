"""The last mile as rows: deadlines, places, problems and returns from what carriers tell (R-002-57..-69)."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from kernel.deadlines.models import Deadline
from kernel.deadlines.sweeping import sweep
from kernel.history import History
from kernel.outbox.models import Delivery
from kernel.scope import PLATFORM
from logistics.models import Appointment, Hold, LastMileRule, Parcel, Problem
from logistics.rules.last_mile_words import HOLD_CLOCK, STORAGE_CLOCK, ProblemKind
from logistics.services.appointing import AppointmentRefused, Slot, agree_on_delivery
from logistics.services.correcting import correct_address
from logistics.services.holding import HoldRefused, write_hold
from logistics.states import Kind
from orders.models import Order
from orders.public import Agreement
from tests.factories.logistics import parcel_of, sent, tell
from tests.factories.notifications import deliver_facts as deliver_all
from tests.factories.orders import SELLER

pytestmark = pytest.mark.django_db
KYIV = ZoneInfo("Europe/Kyiv")
FIFTH = datetime(2026, 2, 5, 14, tzinfo=KYIV).astimezone(UTC)
K, P = Kind, ProblemKind
DAY = timedelta(days=1)


@pytest.fixture
def order():
    order = sent()
    Order.everything.filter(pk=order.pk).update(placed_at=FIFTH - 3 * DAY)
    return order


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Have facts be acted upon at the moment that the test last named."""
    stopped = SimpleNamespace(now=lambda: heard.now)
    monkeypatch.setattr("logistics.subscribers.timezone", stopped)
    heard.now = FIFTH


def heard(kind, at=FIFTH, **more):
    heard.now = max(heard.now, at)
    tell(kind, at, **more)
    deliver_all()


def waits(order):
    rows = Deadline.objects.filter(subject_id=parcel_of(order).pk, state="running")
    return [(row.kind, row.due_at.astimezone(KYIV).isoformat()[:16]) for row in rows]


def open_problems(order):
    rows = Problem.everything.filter(parcel__contents__order=order, closed_at=None)
    return dict(rows.values_list("kind", "since"))


def sweep_at(moment):
    heard.now = moment
    sweep(now=moment)
    deliver_all()


def test_r_002_60_collectable_all_of_the_nineteenth_and_returned_at_its_end(order):
    """First failure 5 Feb: collectable all 19 Feb, the return is created 20 Feb 00:00 (C-07)."""
    heard(K.FAILED_ATTEMPT, reason="nobody at home")
    midnight = datetime(2026, 2, 20, tzinfo=KYIV)
    assert waits(order) == [(HOLD_CLOCK, "2026-02-20T00:00")]
    sweep_at(midnight)
    assert parcel_of(order).state == K.FAILED_ATTEMPT
    sweep_at(midnight + timedelta(seconds=1))
    back = parcel_of(order)
    assert (back.state, back.state_since, back.turned_back) == (
        K.UNCOLLECTED, midnight.astimezone(UTC), "uncollected",
    )  # fmt: skip
    order.refresh_from_db()
    assert (order.state, order.cancel_reason) == ("cancelled", "not_collected")


def test_r_002_62_three_days_at_a_point_and_back_on_the_ninth(order):
    """Arrived 5 Feb: collectable all 8 Feb, back 9 Feb 00:00."""
    heard(K.AT_POINT, place="Branch 22")
    assert waits(order) == [(STORAGE_CLOCK, "2026-02-09T00:00")]
    sweep_at(datetime(2026, 2, 9, 0, 0, 1, tzinfo=KYIV))
    assert parcel_of(order).turned_back == "uncollected"


def test_r_002_62_the_message_shortens_the_wait_and_never_lengthens_it(order):
    """C-09."""
    heard(K.AT_POINT, place="Branch 22")
    write = {"parcel_id": parcel_of(order).pk, "scope": PLATFORM, "actor": SELLER, "now": FIFTH}
    write_hold(**write, place="Khreshchatyk 22", code="4711", told_days=2)
    assert waits(order) == [(STORAGE_CLOCK, "2026-02-08T00:00")]
    with pytest.raises(HoldRefused):
        write_hold(**write, place="", code="", told_days=5)
    heard(K.AT_POINT, FIFTH + timedelta(hours=1), place="elsewhere")
    hold = Hold.everything.get()
    assert (hold.place, hold.code, hold.told_days) == ("Khreshchatyk 22", "4711", 2)


def test_what_is_collected_in_time_keeps_its_promise_though_we_hear_of_it_late(order):
    heard(K.AT_POINT)
    tell(K.DELIVERED, FIFTH + 2 * DAY)
    deliver_all()
    row = Deadline.objects.get(kind=STORAGE_CLOCK)
    assert (row.state, row.ended_at) == ("kept", FIFTH + 2 * DAY)


def test_what_was_delivered_before_its_time_was_over_is_not_sent_back(order):
    """The miss was told, the carrier's word of the delivery came before it was acted upon."""
    heard(K.AT_POINT)
    sweep(now=FIFTH + 5 * DAY)
    tell(K.DELIVERED, FIFTH + 2 * DAY)
    deliver_all()
    order.refresh_from_db()
    assert (parcel_of(order).state, order.state) == (K.DELIVERED, "received")


def told_in(story, turns):
    heard.now = FIFTH + timedelta(hours=25)
    for n in turns:
        kind, hours, more = story[n]
        heard(kind, FIFTH + timedelta(hours=hours), **more)


def stand(order):
    """Return all that follows from what was told of an order."""
    parcel = parcel_of(order)
    rows = Deadline.objects.filter(state="running", kind__in=[HOLD_CLOCK, STORAGE_CLOCK])
    hold = Hold.everything.filter(parcel=parcel).values_list("at", "place", "since").first()
    promised = rows.filter(subject_id=parcel.pk).values_list("kind", "opened_at", "due_at")
    due = Deadline.objects.filter(
        subject_id__in=Problem.everything.filter(parcel=parcel, closed_at=None).values("pk"),
        state="running",
    )
    return (
        parcel.state, hold, list(promised), sorted(open_problems(order).items()),
        sorted(due.values_list("kind", "due_at")),
    )  # fmt: skip


STORY = [
    (K.ACCEPTED, -20, {}),
    (K.FAILED_ATTEMPT, 0, {"reason": "wrong address"}),
    (K.RESCHEDULED, 2, {}),
    (K.FAILED_ATTEMPT, 24, {"place": "Depot 3"}),
]


FEW = [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2), (3, 1, 2, 0)]


@pytest.mark.parametrize(
    "orders",
    [
        pytest.param(FEW, id="few"),
        pytest.param(list(permutations(range(4))), id="all", marks=pytest.mark.at_length),
    ],
)
def test_any_order_of_facts_and_each_told_twice_leaves_the_same_rows(orders):
    """R-002-57..-63: superseded and never doubled."""
    ends = []
    for n, turns in enumerate(orders):
        number = f"2045000000{n:04}"
        order = sent(number)
        story = [(kind, hours, {**more, "number": number}) for kind, hours, more in STORY]
        told_in(story, (*turns, turns[0]))
        ends.append(stand(order))
    assert ends[0][2] == [(HOLD_CLOCK, FIFTH, datetime(2026, 2, 20, tzinfo=KYIV))]
    assert [end for end in ends if end != ends[0]] == []
    doubled = Deadline.objects.filter(state="running").values_list("subject_id", "kind")
    assert len(doubled) == len(set(doubled))


def test_r_002_59_the_second_failure_holds_it_and_tells_the_buyer_once(order):
    heard(K.FAILED_ATTEMPT, reason="nobody")
    assert Hold.everything.count() == 0
    heard(K.FAILED_ATTEMPT, FIFTH + DAY, reason="nobody", place="Depot 3")
    hold = Hold.everything.get()
    assert (hold.at, hold.place, hold.since) == ("station", "Depot 3", FIFTH + DAY)
    heard(K.FAILED_ATTEMPT, FIFTH + DAY, reason="nobody", place="Depot 3")
    told = Delivery.objects.filter(topic="logistics.hold.began.v1", handler__contains="wait")
    assert told.count() <= 1


def agree(order, attempt_day, *, accepts=False, now=FIFTH + timedelta(hours=1)):
    slot = Slot(attempt_day, attempt_day + timedelta(hours=3))
    return agree_on_delivery(
        parcel_id=parcel_of(order).pk,
        scope=PLATFORM,
        slot=slot,
        accepts_cost=accepts,
        actor=SELLER,
        now=now,
    )


def test_r_002_58_the_first_failure_opens_a_task_that_an_agreed_slot_closes(order):
    heard(K.FAILED_ATTEMPT, reason="nobody")
    task = Problem.everything.get()
    clock = Deadline.objects.get(subject_id=task.pk)
    assert (task.kind, clock.kind, clock.due_at) == (
        P.FAILED_ATTEMPT, "parcel.appointment", FIFTH + DAY,
    )  # fmt: skip
    agree(order, FIFTH + DAY)
    task.refresh_from_db()
    assert (open_problems(order), task.closed_because) == ({}, "passed")


def test_r_002_57_two_tries_are_free_and_a_third_costs_by_name(order):
    heard(K.FAILED_ATTEMPT, reason="nobody")
    assert agree(order, FIFTH + DAY).cost_minor == 0
    heard(K.FAILED_ATTEMPT, FIFTH + DAY, reason="nobody")
    later = {"now": FIFTH + DAY, "attempt_day": FIFTH + 2 * DAY}
    with pytest.raises(AppointmentRefused, match="delivers no more"):
        agree(order, **later, accepts=True)
    LastMileRule.objects.filter(carrier=None).update(redelivery_minor=9000, currency="UAH")
    with pytest.raises(AppointmentRefused, match="accept the price"):
        agree(order, **later)
    assert Appointment.everything.count() == 1
    third = agree(order, **later, accepts=True)
    assert (third.attempt, third.cost_minor, third.currency) == (3, 9000, "UAH")
    agree(order, **later, accepts=True)
    assert Appointment.everything.count() == 2


def test_r_002_63_an_address_is_corrected_with_consent_or_the_seller_answers(order):
    """Due in 24 h, reminded at 12 h, then the seller is liable (C-15); consent is kept (C-22)."""
    heard(K.FAILED_ATTEMPT, reason="Wrong address")
    task = Problem.everything.get(kind=P.ADDRESS_WRONG)
    clock = Deadline.objects.get(subject_id=task.pk)
    assert (clock.due_at - FIFTH, clock.looks) == (DAY, [FIFTH + DAY / 2])
    sweep_at(clock.due_at + timedelta(seconds=1))
    task.refresh_from_db()
    assert task.liable_since == FIFTH + DAY
    agreement = Agreement(with_whom="buyer", how="phone", at=FIFTH)
    acting = {"scope": PLATFORM, "actor": SELLER, "now": FIFTH + 2 * DAY}
    correct_address(
        problem_id=task.pk, changes={"address": "Nova st. 7"}, agreement=agreement, **acting
    )
    order.contact.refresh_from_db()
    line = History.objects.filter(subject_id=str(order.pk), action="edit").get()
    assert (order.contact.address, line.changes["agreement"][1]["how"]) == ("Nova st. 7", "phone")
    assert P.ADDRESS_WRONG not in open_problems(order)
    heard(K.INFO, FIFTH + 2 * DAY)
    assert P.ADDRESS_WRONG not in open_problems(order)


def test_r_002_64_refused_before_signing_is_an_outcome_of_its_own(order):
    heard(K.OUT_FOR_DELIVERY, FIFTH)
    heard(K.REFUSED, FIFTH + timedelta(hours=1), reason="changed my mind")
    order.refresh_from_db()
    assert (parcel_of(order).turned_back, order.cancel_reason) == ("refused", "changed_mind")
    assert set(open_problems(order)) == {P.REFUSED}


def test_a_promise_that_ran_out_is_not_begun_again(order):
    heard(K.AT_POINT)
    sweep(now=FIFTH + 5 * DAY)
    Parcel.everything.update(version=7)
    tell(K.INFO, FIFTH + timedelta(hours=3))
    deliver_all()
    assert Deadline.objects.filter(kind=STORAGE_CLOCK).count() == 1
