"""Tries to reach a buyer: kept, counted, followed by the next call in working time, through every door."""

from datetime import UTC, datetime, timedelta

import pytest
from rest_framework.test import APIClient

from kernel import history
from kernel.deadlines.models import Deadline
from kernel.deadlines.sweeping import sweep
from kernel.errors import NotFound
from kernel.scope import Scope
from notifications.models import Message
from orders import services
from orders.models import ContactAttempt, Order
from orders.selectors import kept_and_missed, order_card
from orders.selectors.calls import calls_to_make
from orders.services import OrderNotReady
from orders.states import CALL_AGAIN_CLOCK
from tests.factories.notifications import deliver_facts, link
from tests.factories.orders import SELLER, TUESDAY_18, place_order
from tests.factories.sellers import ShopFactory, TokenFactory, bearer, member

pytestmark = pytest.mark.django_db
T = TUESDAY_18
MINUTE = timedelta(minutes=1)
ZONE = "Europe/Kyiv"


@pytest.fixture
def order():
    return do(services.open_order, place_order())


def do(act, order, now=T, actor=SELLER, **values):
    return act(order_id=order.pk, scope=Scope.shop(order.shop_id), actor=actor, now=now, **values)


def attempt(order, way="call", result="no_answer", now=T, **values):
    return do(services.log_attempt, order, now, way=way, result=result, **values)


def calls(order):
    rows = Deadline.objects.filter(subject_id=order.pk, kind=CALL_AGAIN_CLOCK).order_by("id")
    return [(row.due_at, row.state) for row in rows]


def kept(order):
    return list(ContactAttempt.everything.filter(order=order).values_list("way", "result"))


def test_a_try_is_kept_with_way_result_and_time_r_004_08(order):
    made = attempt(order, "viber", "not_found", note=" no such number ")
    assert (made.way, made.result, made.note, made.at, made.author_label) == (
        "viber",
        "not_found",
        "no such number",
        T,
        "Olena",
    )
    line = history.of("order", order.pk).last()
    assert (line.action, line.changes) == (
        "contact_attempt",
        {"way": [None, "viber"], "result": [None, "not_found"]},
    )


@pytest.mark.parametrize(
    ("again_in", "minutes"), [(None, 20), (15, 15), (20, 20), (30, 30), (60, 60)]
)
@pytest.mark.parametrize("result", ["no_answer", "busy", "call_later"])
def test_a_call_in_vain_is_due_again_r_004_50(order, again_in, minutes, result):
    attempt(order, result=result, again_in=again_in)
    assert calls(order) == [(T + minutes * MINUTE, "running")]


def test_the_wait_is_counted_in_working_time_r_004_50(order):
    """Ten minutes before the shop closes, fifteen minutes end five minutes after it opens."""
    closing = datetime(2026, 2, 3, 17, 50, tzinfo=UTC)
    attempt(order, now=closing, again_in=15)
    assert calls(order) == [(datetime(2026, 2, 4, 7, 5, tzinfo=UTC), "running")]


def test_one_reminder_runs_an_order_and_each_call_ends_the_last_r_004_50(order):
    for minutes in (0, 10, 20):
        attempt(order, now=T + minutes * MINUTE)
    assert [state for _due, state in calls(order)] == ["kept", "kept", "running"]
    assert calls(order)[-1][0] == T + 40 * MINUTE
    assert len(kept(order)) == 3


@pytest.mark.parametrize(
    ("way", "result", "states"),
    [
        ("call", "reached", ["kept"]),
        ("viber", "reached", ["kept"]),
        ("call", "wrong_number", ["kept"]),
        ("telegram", "no_answer", ["running"]),
        ("whatsapp", "not_found", ["running"]),
    ],
)
def test_what_ends_the_reminder_r_004_50_r_004_51(order, way, result, states):
    attempt(order)
    attempt(order, way, result, now=T + 5 * MINUTE)
    assert [state for _due, state in calls(order)] == states


@pytest.mark.parametrize("name", ["confirm_order", "cancel_order"])
def test_leaving_agreement_ends_the_reminder_r_004_50(order, name):
    attempt(order)
    values = {
        "confirm_order": {"availability_checked": True},
        "cancel_order": {"reason": "buyer_request"},
    }
    do(getattr(services, name), order, T + MINUTE, **values[name])
    assert [state for _due, state in calls(order)] == ["void"]


def test_accepting_keeps_the_reminder_r_004_50():
    order = place_order()
    attempt(order)
    do(services.open_order, order, T + MINUTE)
    assert [state for _due, state in calls(order)] == ["running"]


def test_the_same_try_told_twice_is_one_try(order):
    first = attempt(order)
    again = attempt(order, now=T + timedelta(seconds=59))
    later = attempt(order, now=T + timedelta(seconds=61))
    assert (again.pk, len(kept(order))) == (first.pk, 2)
    assert later.pk != first.pk


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"way": "call", "result": "not_found"}, "result_unfitting"),
        ({"way": "pigeon", "result": "reached"}, "result_unfitting"),
        ({"way": "viber", "result": "busy"}, "result_unfitting"),
        ({"again_in": 45}, "wait_unknown"),
        ({"again_in": 0}, "wait_unknown"),
        ({"note": "x" * 501}, "note_too_long"),
    ],
)
def test_what_makes_no_sense_changes_nothing(order, values, code):
    lines = history.History.objects.count()
    with pytest.raises(OrderNotReady) as refusal:
        attempt(order, **values)
    assert (refusal.value.code, kept(order), calls(order)) == (code, [], [])
    assert history.History.objects.count() == lines


def test_of_an_order_that_is_over_nothing_is_written_down(order):
    do(services.cancel_order, order, reason="buyer_request")
    with pytest.raises(OrderNotReady) as refusal:
        attempt(order)
    assert (refusal.value.code, kept(order)) == ("order_closed", [])


def test_another_shops_order_is_not_found_d_06(order):
    with pytest.raises(NotFound) as refusal:
        services.log_attempt(
            order_id=order.pk,
            scope=Scope.shop(ShopFactory().pk),
            actor=SELLER,
            now=T,
            way="call",
            result="no_answer",
        )
    assert (refusal.value.code, kept(order)) == ("order_not_found", [])


def test_a_reminder_is_no_promise_and_no_miss_of_the_order(order):
    """It is neither the clock that a message or a row shows, nor counted among what the shop missed."""
    scope = Scope.shop(order.shop_id)
    before = order_card(scope, order.pk)
    attempt(order, again_in=15)
    sweep(now=T + 16 * MINUTE)
    deliver_facts()
    assert order_card(scope, order.pk).clock_kind == before.clock_kind == "order.agreement"
    assert kept_and_missed(scope, since=T)["missed"] == 0
    assert Order.everything.get(pk=order.pk).overdue_since is None


# --- when it is due


def due(order, after):
    deliver_facts()
    Message.everything.all().delete()
    sweep(now=T + after)
    deliver_facts()
    rows = Message.everything.exclude(audience="buyer").order_by("channel")
    return [(row.topic, row.channel) for row in rows]


def test_when_it_is_due_the_linked_people_are_warned_by_telegram_once_r_004_50(order):
    link(member(shop=order.shop, language="en"))
    attempt(order, again_in=15)
    assert due(order, 16 * MINUTE) == [("call_due", "email"), ("call_due", "telegram")]
    sweep(now=T + 20 * MINUTE)
    deliver_facts()
    assert Message.everything.filter(topic="call_due").count() == 2
    assert "call the buyer again" in Message.everything.get(channel="telegram").text


def test_who_has_called_by_then_is_not_warned_r_004_50(order):
    link(member(shop=order.shop))
    attempt(order, again_in=15)
    sweep(now=T + 16 * MINUTE)
    attempt(order, result="reached", now=T + 17 * MINUTE)
    deliver_facts()
    assert Message.everything.filter(topic="call_due").count() == 0


# --- the list of a shop


def to_call(order, now):
    found = calls_to_make(Scope.shop(order.shop_id), now=now, zone=ZONE)
    return {why: [call.order_id for call in orders] for why, orders in found.items()}


def test_the_shops_list_shows_whom_to_call_again_with_the_tries_r_004_50(order):
    do(services.open_order, place_order())  # another shop's
    attempt(order)
    attempt(order, now=T + 2 * MINUTE)
    [call] = calls_to_make(Scope.shop(order.shop_id), now=T, zone=ZONE)["again"]
    assert (call.order_id, call.tries, call.at) == (order.pk, 2, T + 22 * MINUTE)


FRIDAY = datetime(2026, 2, 6, tzinfo=UTC)


def at(hours):
    """Return the moment so many hours after Friday midnight in Kyiv."""
    return FRIDAY + timedelta(hours=hours - 2)


@pytest.mark.parametrize(
    ("placed", "now", "is_listed"),
    [
        pytest.param(16.9, 35, False, id="before the evening"),
        pytest.param(17, 35, True, id="the evening begins"),
        pytest.param(23.9, 24 + 9, True, id="late on Friday"),
        pytest.param(24.1, 24 + 9, False, id="on Saturday itself"),
        pytest.param(18, 19, True, id="seen that very evening"),
        pytest.param(18, 48.1, False, id="seen on Sunday"),
        pytest.param(18, 72 + 9, False, id="seen on Monday"),
    ],
)
def test_friday_evenings_orders_are_worth_a_call_on_saturday_r_004_24(placed, now, is_listed):
    order = place_order(placed_at=at(placed))
    assert to_call(order, at(now))["weekend"] == ([order.pk] if is_listed else [])


def test_the_hint_goes_with_the_first_try_and_no_clock_knows_of_it_r_004_24():
    order = place_order(placed_at=at(18))
    clocks = list(Deadline.objects.filter(subject_id=order.pk).values())
    assert to_call(order, at(33))["weekend"] == [order.pk]
    assert list(Deadline.objects.filter(subject_id=order.pk).values()) == clocks
    attempt(order, "viber", "no_answer", now=at(33))
    assert to_call(order, at(34))["weekend"] == []
    due_at = Deadline.objects.get(subject_id=order.pk, kind="order.new").due_at
    assert due_at == at(72 + 10)  # Monday 10:00, as if nobody had called


# --- over REST


@pytest.fixture
def api(order):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=bearer(TokenFactory(shop=order.shop))["Authorization"])
    return client


def test_an_integrator_writes_tries_down_and_reads_them_r_004_08(order, api):
    url = f"/api/v1/orders/{order.pk}/attempts/"
    made = api.post(url, {"way": "call", "result": "busy", "again_in": 30}, format="json")
    assert (made.status_code, made.json()["result"]) == (201, "busy")
    [row] = api.get(url).json()
    assert (row["way"], row["by"].split(" ")[0]) == ("call", "integration")
    bad = api.post(url, {"way": "viber", "result": "busy"}, format="json")
    assert (bad.status_code, bad.json()["code"]) == (422, "result_unfitting")
    assert kept(order) == [("call", "busy")]


def test_an_integrator_reads_no_tries_of_another_shop_d_06(api):
    stranger = do(services.open_order, place_order())
    attempt(stranger)
    url = f"/api/v1/orders/{stranger.pk}/attempts/"
    told = {"way": "call", "result": "busy"}
    answers = [api.get(url), api.post(url, told, format="json")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert len(kept(stranger)) == 1


def test_an_integrator_cancels_with_the_stock_put_right_r_004_47(order, api):
    url = f"/api/v1/orders/{order.pk}/cancel/"
    bare = api.post(url, {"reason": "out_of_stock"}, format="json")
    assert (bare.status_code, bare.json()["code"]) == (422, "stock_needed")
    told = {"reason": "out_of_stock", "stock_corrections": {"CUP-1": 0}}
    done = api.post(url, told, format="json")
    assert (done.status_code, done.json()["cancel_reason"]) == (200, "out_of_stock")
