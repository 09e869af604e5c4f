"""An order from New to Received or Cancelled through the services, with clocks, history and facts."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from kernel import history
from kernel.deadlines.models import Deadline
from kernel.errors import NotFound
from kernel.history import Actor
from kernel.scope import PLATFORM, Scope
from kernel.statemachine import enforced_moves
from orders import services
from orders.models import Order
from orders.rules.edits import Agreement
from orders.rules.intake import DeliveryDraft
from orders.services import MoveRefused, OrderChanged, OrderNotReady
from orders.states import MOVES, OrderState
from tests.factories.orders import SELLER, TUESDAY_18, place_order
from tests.factories.sellers import ShopFactory

pytestmark = pytest.mark.django_db
BUYER = Actor(kind="buyer", label="Buyer", source="buyer_page")
PLATFORM_ACTOR = Actor(kind="platform", label="Admin", source="backoffice")
T = TUESDAY_18


def do(act, order, now=T, actor=SELLER, scope=None, **values):
    scope = scope or Scope.shop(order.shop_id)
    return act(order_id=order.pk, scope=scope, actor=actor, now=now, **values)


def state_of(order):
    return Order.objects.of(PLATFORM).get(pk=order.pk)


def clocks(order):
    rows = Deadline.objects.filter(subject_id=order.pk).order_by("id")
    return {row.kind: row.state for row in rows}


def actions(order):
    return [line.action for line in history.of("order", order.pk)]


def advanced(order, *acts, **values):
    steps = {
        "open": (services.open_order, {}),
        "confirm": (services.confirm_order, {"availability_checked": True}),
        "ready": (services.make_order_ready, {}),
        "ship": (services.ship_order, {"carrier": "Nova Poshta", "waybill": "20450000000001"}),
        "pickup": (services.offer_order_for_pickup, {}),
    }
    for name in acts:
        act, usual = steps[name]
        do(act, order, **{**usual, **values})
    return state_of(order)


def test_opening_starts_the_agreement_clock_and_tells_it_r_004_06():
    order = place_order()
    opened = do(services.open_order, order, now=T + timedelta(minutes=59))
    assert (opened.state, opened.opened_at, opened.version) == (
        OrderState.NEEDS_AGREEMENT,
        T + timedelta(minutes=59),
        2,
    )
    assert clocks(order) == {
        "order.new": "kept",
        "order.dispatch": "running",
        "order.agreement": "running",
    }
    assert history.of("order", order.pk).last().comment == "automatic"


def test_opening_again_is_refused_and_changes_nothing_c_28():
    order = place_order()
    do(services.open_order, order)
    before = (state_of(order).version, actions(order), clocks(order))
    with pytest.raises(MoveRefused) as refusal:
        do(services.open_order, order, now=T + timedelta(minutes=5))
    assert (refusal.value.code, refusal.value.status) == ("move_refused", 409)
    assert (state_of(order).version, actions(order), clocks(order)) == before


def test_an_unpaid_order_is_not_workable_r_002_07():
    order = place_order(paid_at=None)
    with pytest.raises(OrderNotReady) as refusal:
        do(services.open_order, order)
    assert refusal.value.code == "unpaid"
    assert (state_of(order).state, clocks(order)) == (OrderState.NEW, {})


@pytest.mark.parametrize(
    ("minutes", "good", "state"),
    [
        pytest.param(59, True, "kept", id="excellent"),
        pytest.param(61, False, "kept", id="acceptable"),
        pytest.param(120, False, "kept", id="still acceptable at the close"),
    ],
)
def test_the_bands_of_a_new_order_r_004_26(minutes, good, state):
    order = place_order()
    do(services.open_order, order, now=T + timedelta(minutes=minutes))
    clock = Deadline.objects.get(subject_id=order.pk, kind="order.new")
    assert (clock.state, clock.ended_at <= clock.good_at) == (state, good)


@pytest.mark.parametrize(
    ("kyiv", "state"),
    [
        pytest.param((9, 59), "kept", id="179 working minutes"),
        pytest.param((10, 0), "kept", id="180, the due moment itself"),
        pytest.param((10, 1), "missed", id="181"),
    ],
)
def test_the_next_morning_decides_r_004_22(kyiv, state):
    order = place_order()
    at = datetime(2026, 2, 4, kyiv[0] - 2, kyiv[1], tzinfo=UTC)
    do(services.open_order, order, now=at)
    assert clocks(order)["order.new"] == state


def test_the_whole_road_by_carrier_r_004_12_to_r_004_18():
    order = advanced(place_order(), "open", "confirm", "ready", "ship")
    assert (order.state, order.waybill) == (OrderState.DELIVERING, "20450000000001")
    with pytest.raises(OrderNotReady) as refusal:
        do(services.receive_order, order)
    assert refusal.value.code == "tracked"
    received = do(services.receive_order, order, actor=PLATFORM_ACTOR, override_reason="Tracking")
    assert received.state == OrderState.RECEIVED
    assert actions(order)[-5:] == ["open", "confirm", "make_ready", "ship", "receive"]
    assert clocks(order) == {
        "order.new": "kept",
        "order.dispatch": "kept",
        "order.agreement": "kept",
    }


def test_a_pickup_order_has_its_own_road_r_004_17():
    order = place_order(delivery=pickup())
    order = advanced(order, "open", "confirm", "ready")
    with pytest.raises(OrderNotReady):
        do(services.ship_order, order, carrier="NP", waybill="1")
    order = advanced(order, "pickup")
    assert order.state == OrderState.AWAITING_PICKUP
    assert do(services.receive_order, order).state == OrderState.RECEIVED


def pickup():
    return DeliveryDraft(method="self_pickup", country="UA", city="Київ")


def test_delivering_without_a_waybill_is_refused_r_004_16():
    order = advanced(place_order(), "open", "confirm", "ready")
    with pytest.raises(OrderNotReady) as refusal:
        do(services.ship_order, order, carrier="Nova Poshta")
    assert (refusal.value.code, refusal.value.field) == ("waybill_needed", "waybill")
    assert (state_of(order).state, state_of(order).version) == ("awaiting_shipment", order.version)


def test_the_agreed_date_may_change_while_awaiting_shipment_r_004_13():
    order = advanced(place_order(), "open", "confirm", "ready")
    day = date(2026, 2, 6)
    agreed = {"agreement": Agreement(with_whom="buyer", how="phone", at=T)}
    do(services.agree_delivery_date, order, agreed_delivery_on=day, **agreed)
    assert state_of(order).agreed_delivery_on == day
    assert history.of("order", order.pk).last().changes == {
        "agreed_delivery_on": [None, "2026-02-06"],
        "agreement": [None, {"with_whom": "buyer", "how": "phone", "at": T.isoformat()}],
    }
    shipped = advanced(order, "ship")
    with pytest.raises(services.NotEditableNow):
        do(services.agree_delivery_date, shipped, agreed_delivery_on=date(2026, 2, 9), **agreed)
    assert state_of(order).agreed_delivery_on == day


def test_a_buyer_confirms_once_and_repeats_are_harmless_r_003_08_c_19():
    order = advanced(place_order(), "open", "confirm", "ready", "ship")
    for minute in range(3):
        do(services.receive_order, order, actor=BUYER, now=T + timedelta(minutes=minute))
    assert state_of(order).received_at == T
    assert actions(order).count("receive") == 1
    assert actions(order).count("receipt_evidence") == 0


def test_cancelling_ends_the_clocks_and_keeps_the_reason_r_004_19():
    order = place_order()
    with pytest.raises(OrderNotReady):
        do(services.cancel_order, order, reason="")
    assert state_of(order).state == OrderState.NEW
    cancelled = do(services.cancel_order, order, reason="other", comment="Sold at the counter")
    assert (cancelled.state, cancelled.cancel_reason, cancelled.cancelled_by) == (
        OrderState.CANCELLED,
        "other",
        "seller",
    )
    assert set(clocks(order).values()) == {"void"}


def test_an_overdue_order_can_still_be_cancelled_and_its_miss_stays_r_004_36():
    order = place_order()
    late = datetime(2026, 2, 4, 9, tzinfo=UTC)
    do(services.cancel_order, order, reason="buyer_request", now=late)
    assert clocks(order)["order.new"] == "missed"


def test_a_stale_version_is_refused_and_nothing_is_lost():
    order = place_order()
    do(services.open_order, order)
    with pytest.raises(OrderChanged) as refusal:
        do(services.cancel_order, order, reason="buyer_request", expected_version=1)
    details = refusal.value.details
    assert (refusal.value.status, details["version"]) == (412, 2)
    assert [(one["field"], one["after"]) for one in details["changes"]] == [
        ("state", "needs_agreement")
    ]
    assert state_of(order).state == OrderState.NEEDS_AGREEMENT


def test_another_shops_order_is_not_found_d_06():
    order, stranger = place_order(), ShopFactory()
    with pytest.raises(NotFound) as refusal:
        do(services.open_order, order, scope=Scope.shop(stranger.pk))
    assert refusal.value.code == "order_not_found"
    assert state_of(order).state == OrderState.NEW


def test_a_private_comment_is_kept_apart_from_history_r_004_44():
    order = place_order()
    comment = do(services.add_comment, order, text="  Call after six  ")
    assert (comment.text, comment.author_label) == ("Call after six", "Olena")
    assert "Call after six" not in str([line.comment for line in history.of("order", order.pk)])


def test_every_look_at_the_buyers_data_is_kept():
    order = place_order()
    contact = do(services.reveal_contact, order)
    assert contact.phone == "+380671234567"
    assert history.of("order", order.pk).last().action == "reveal_contact"


def test_the_database_follows_the_same_table_r_004_62():
    declared = {(s, target) for sources, target in MOVES.values() for s in sources}
    with connection.cursor() as cursor:
        assert enforced_moves(cursor, "orders_order") == declared


def test_every_illegal_pair_is_refused_by_the_database_d_01():
    legal = {(s, target) for sources, target in MOVES.values() for s in sources}
    order = place_order()
    pairs = [(a, b) for a in OrderState for b in OrderState if a != b and (a, b) not in legal]
    for before, after in pairs:
        with pytest.raises(IntegrityError, match="illegal move"), transaction.atomic():
            _force(order, before, after)
    assert (len(pairs), state_of(order).state) == (43, OrderState.NEW)


def _force(order, before, after):
    """Bring the row into ``before`` behind the trigger's back, then try the move."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(
            "update orders_order set state = %s, received_at = case when %s = 'received' then now()"
            " end, cancelled_at = case when %s = 'cancelled' then now() end, cancel_reason ="
            " case when %s = 'cancelled' then 'buyer_request' else '' end where id = %s",
            [before, before, before, before, order.pk],
        )
        cursor.execute("set local session_replication_role = origin")
        cursor.execute("update orders_order set state = %s where id = %s", [after, order.pk])


def accept_in_parallel(order, times, act):
    barrier = threading.Barrier(times, timeout=20)

    def accept(_):
        with closing(connection):
            barrier.wait()
            try:
                act(order)
            except MoveRefused:
                return "refused"
            return "accepted"

    with ThreadPoolExecutor(times) as pool:
        return sorted(pool.map(accept, range(times)))


@pytest.mark.django_db(transaction=True)
def test_twenty_parallel_accepts_one_succeeds_d_02():
    order = place_order()
    results = accept_in_parallel(order, 20, lambda o: do(services.open_order, o))
    assert results == ["accepted"] + ["refused"] * 19
    assert actions(order).count("open") == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_row_lock_the_race_is_real_d_02_control(monkeypatch):
    """The protection off: everybody reads the old state and passes the question."""
    order = place_order()
    read = threading.Barrier(5)

    def unlocked(*, order_id, scope, expected_version=None):
        found = Order.objects.of(scope).select_related("channel", "shop").get(pk=order_id)
        read.wait(timeout=10)
        return found

    monkeypatch.setattr("orders.services.moves.locked_order", unlocked)
    passed = []

    def accept(o):
        try:
            do(services.open_order, o)
        except MoveRefused:
            raise
        except Exception:  # the mixin's second guard: too late, the question was answered wrongly
            passed.append(1)
        else:
            passed.append(1)

    accept_in_parallel(order, 5, accept)
    assert len(passed) == 5
