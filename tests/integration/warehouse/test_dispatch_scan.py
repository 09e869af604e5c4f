"""The dispatch scan (R-002-21, C-02): once, told to all it concerns, in two round trips."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel import history
from kernel.deadlines.models import Deadline
from kernel.ids import new_id
from kernel.scope import PLATFORM, Scope
from orders.models import Order
from orders.services import cancel_order, hold_order, make_order_ready
from orders.states import PICKING_CLOCK, HoldReason
from tests.factories.kernel import make_policy
from tests.factories.parcels import PICKED_AT, do_scan, goods, parcel, parcel_of, scanned, worker
from tests.factories.warehouse import confirmed_order
from warehouse.models import Label, Outbound, Scan
from warehouse.services.scanning import scan, scan_many
from warehouse.states import OutboundState as O

pytestmark = pytest.mark.django_db
IGOR_AT = PICKED_AT + timedelta(minutes=30)
MOVED, FINISHED = "orders.order.moved.v1", "warehouse.packing.finished.v1"


@pytest.fixture
def igor(db):
    return worker("Ігор")


@pytest.fixture(autouse=True)
def listeners(monkeypatch):
    """Have every fact heard by somebody, so that it is written down."""
    monkeypatch.setattr("kernel.outbox.post.handler_names", lambda topic: ["test"])


def state_of(outbound):
    row = Outbound.everything.select_related("order").get(pk=outbound.pk)
    return row.state, row.order.state, row.version, row.order.version


def buyer_cancels(order, now=IGOR_AT):
    from kernel.history import Actor, ActorKind

    return cancel_order(
        order_id=order.pk,
        scope=PLATFORM,
        actor=Actor(ActorKind.BUYER, "Buyer"),
        now=now,
        reason="buyer_request",
    )


def test_r_002_21_the_scan_finishes_packing_once_and_tells_it(igor, facts):
    box = parcel(O.WEIGHED)
    answer = do_scan(box, "dispatch", box.code, igor)
    box.refresh_from_db()
    order = Order.everything.get(pk=box.order_id)
    assert (answer.verdict, answer.code) == ("ok", "dispatched")
    assert (box.state, box.dispatched_at, box.version) == (O.DISPATCHED, IGOR_AT, 2)
    assert (order.state, order.ready_at, order.version) == ("awaiting_shipment", IGOR_AT, 4)
    assert [fact["outbound_id"] for fact in facts(FINISHED)] == [str(box.pk)]
    assert [fact["move"] for fact in facts(MOVED)][-1] == "make_ready"


def test_the_scan_is_a_move_like_any_other_history_clock_and_fact(igor, facts):
    """What the set-based write leaves is what `make_order_ready` leaves."""
    make_policy(kind=PICKING_CLOCK, effective_from=datetime(2001, 1, 1, tzinfo=UTC))
    box, twin = parcel(O.WEIGHED), confirmed_order()
    do_scan(box, "dispatch", box.code, igor)
    make_order_ready(order_id=twin.pk, scope=PLATFORM, actor=igor, now=IGOR_AT)

    def left(order_id):
        row = history.of("order", order_id).last()
        clocks = Deadline.objects.filter(subject_id=order_id).order_by("kind")
        told = [f for f in facts(MOVED) if f["order_id"] == str(order_id)][-1]
        return (
            (row.action, row.changes, row.version, row.actor_id, row.at, row.source),
            list(clocks.values_list("kind", "state", "ended_at", "closed_at")),
            {k: v for k, v in told.items() if k not in ("order_id", "shop_id")},
        )

    assert left(box.order_id) == left(twin.pk)


def test_r_002_21_a_second_scan_says_unmistakably_who_was_first(igor, facts):
    box = parcel(O.WEIGHED)
    do_scan(box, "dispatch", box.code, igor)
    before = (state_of(box), len(facts(FINISHED)))
    later = IGOR_AT + timedelta(minutes=5)
    answer = do_scan(box, "dispatch", box.code, worker("Оля"), at=later)
    assert (answer.verdict, answer.code) == ("wrong", "already_dispatched")
    assert answer.title == "Already dispatched at 19:30"
    assert f"{box.code} was already dispatched at 19:30 by Ігор" in answer.text
    assert (state_of(box), len(facts(FINISHED))) == before


def test_the_same_action_again_gets_the_first_answer(igor, facts):
    box, action = parcel(O.WEIGHED), new_id()
    first = do_scan(box, "dispatch", box.code, igor, action_id=action)
    again = do_scan(box, "dispatch", box.code, igor, action_id=action)
    assert (first, Scan.objects.count(), len(facts(FINISHED))) == (again, 1, 1)


def test_the_scan_takes_two_round_trips(igor):
    box = parcel(O.WEIGHED)
    with CaptureQueriesContext(
        connection,
    ) as taken:
        do_scan(box, "dispatch", box.code, igor)
    said = [q["sql"] for q in taken if "SAVEPOINT" not in q["sql"]]
    assert [sql.strip().split()[0].lower() for sql in said] == ["with", "with"]


def test_the_carriers_own_code_finds_the_parcel_too(igor):
    box = parcel(O.WEIGHED)
    Label.objects.create(
        outbound=box, is_carriers=True, code="20450000123456", media_type="application/pdf",
        content=b"%PDF", sha256="", made_at=IGOR_AT,
    )  # fmt: skip
    assert do_scan(box, "dispatch", "20450000123456", igor).verdict == "ok"
    assert state_of(box)[0] == O.DISPATCHED


def test_a_code_of_nobody_and_of_another_shop_are_alike(igor):
    box = parcel(O.WEIGHED)
    nobody = do_scan(box, "dispatch", "OG404", igor)
    anothers = do_scan(box, "dispatch", box.code, igor, scope=Scope.shop(box.shop_id + 1))
    assert (nobody.verdict, nobody.code, nobody.text) == (
        anothers.verdict, anothers.code, anothers.text,
    )  # fmt: skip
    assert state_of(box)[0] == O.WEIGHED


@pytest.mark.parametrize(
    ("state", "word"), [(O.PACKED, "label"), (O.LABELLED, "scale"), (O.PICKED, "not packed")]
)
def test_what_comes_first_is_said(igor, state, word):
    box = parcel(state)
    answer = do_scan(box, "dispatch", box.code, igor)
    assert (answer.verdict, answer.code, word in answer.text) == (
        "wrong", "not_ready_to_dispatch", True,
    )  # fmt: skip
    assert state_of(box)[0] == state


def test_a_held_order_stays(igor):
    box = parcel(O.WEIGHED)
    hold_order(box.order_id, HoldReason.values[0], IGOR_AT)
    before = state_of(box)
    answer = do_scan(box, "dispatch", box.code, igor)
    assert (answer.code, state_of(box)) == ("not_ready_to_dispatch", before)


def test_a_cancelled_orders_parcel_is_stopped_in_red(igor, facts):
    box = parcel(O.WEIGHED)
    buyer_cancels(box.order)
    answer = do_scan(box, "dispatch", box.code, igor, at=IGOR_AT + timedelta(minutes=3))
    assert (answer.verdict, answer.title) == ("stop", "Do not send it")
    assert ("3 minutes ago" in answer.text, facts(FINISHED)) == (True, [])
    assert state_of(box)[:2] == (O.WEIGHED, "cancelled")


def test_r_002_21_packing_finished_closes_the_buyers_cancellation(igor):
    from orders.services import OrderNotReady

    box = parcel(O.WEIGHED, channel="aliexpress")
    do_scan(box, "dispatch", box.code, igor)
    with pytest.raises(OrderNotReady):
        buyer_cancels(box.order, now=IGOR_AT + timedelta(seconds=1))
    assert state_of(box)[1] == "awaiting_shipment"


def test_c_47_an_order_in_two_parcels_is_ready_with_the_second(igor, facts):
    things = goods(2)
    order = confirmed_order(next(iter(things)).shop, things)
    one, two = (parcel_of(order, goods(1, shop=order.shop), O.WEIGHED, place=n) for n in (1, 2))
    do_scan(one, "dispatch", one.code, igor)
    assert state_of(one)[:2] == (O.DISPATCHED, "confirmed")
    do_scan(two, "dispatch", two.code, igor)
    assert state_of(two)[:2] == (O.DISPATCHED, "awaiting_shipment")
    assert len(facts(FINISHED)) == 2


def test_a_clock_that_ran_out_is_missed_and_told(igor, facts):
    make_policy(kind=PICKING_CLOCK, effective_from=datetime(2001, 1, 1, tzinfo=UTC))
    box = parcel(O.WEIGHED)
    clock = Deadline.objects.filter(subject_id=box.order_id, kind=PICKING_CLOCK)
    clock.update(good_at=None, due_at=IGOR_AT - timedelta(minutes=1))
    do_scan(box, "dispatch", box.code, igor)
    row = clock.get()
    assert (row.state, row.closed_at) == ("missed", IGOR_AT)
    assert [f["kind"] for f in facts("kernel.deadline.missed.v1")] == ["order.picking"]


@pytest.mark.parametrize(
    ("at", "in_time"),
    [
        (datetime(2026, 2, 4, 15, 59, 59, 999_999, tzinfo=UTC), True),
        (datetime(2026, 2, 4, 16, tzinfo=UTC), False),
    ],
)
def test_strictly_before_18_counts_by_our_clock_whatever_the_device_says(igor, at, in_time):
    box = parcel(O.WEIGHED)
    device = datetime(2026, 2, 4, 12, tzinfo=UTC)
    answer = do_scan(box, "dispatch", box.code, igor, at=at, device_at=device)
    row = Scan.objects.get()
    assert (answer.data["in_time"], row.at, row.device_at) == (in_time, at, device)


def batch(boxes, igor, codes=None, **more):
    codes = codes or [box.code for box in boxes]
    return [scanned(boxes[0], "dispatch", code, igor, **more) for code in codes]


def test_the_batch_answers_each_barcode_by_itself(igor, facts):
    shop = parcel(O.WEIGHED).shop
    ready = [parcel(O.WEIGHED, goods(shop=shop)) for _ in range(3)]
    early, gone = parcel(O.PACKED, goods(shop=shop)), parcel(O.WEIGHED, goods(shop=shop))
    buyer_cancels(gone.order)
    codes = [*(b.code for b in ready), early.code, gone.code, "OG404", ready[0].code]
    answers = scan_many(batch(ready, igor, codes))
    assert [a.code for a in answers] == [
        "dispatched", "dispatched", "dispatched", "not_ready_to_dispatch", "stop",
        "no_such_parcel", "already_dispatched",
    ]  # fmt: skip
    assert [state_of(b)[:2] for b in ready] == [(O.DISPATCHED, "awaiting_shipment")] * 3
    assert (state_of(early)[0], len(facts(FINISHED)), Scan.objects.count()) == (O.PACKED, 3, 7)


def test_a_batch_sent_again_makes_no_duplicates(igor, facts):
    boxes = [parcel(O.WEIGHED)]
    boxes.append(parcel(O.WEIGHED, goods(shop=boxes[0].shop)))
    sent = batch(boxes, igor)
    scan(sent[0])
    first, again = scan_many(sent), scan_many(sent)
    assert [a.code for a in first] == ["dispatched", "dispatched"]
    assert (first, Scan.objects.count(), len(facts(FINISHED))) == (again, 2, 2)


@pytest.mark.parametrize("number", [1, 5])
def test_the_batch_takes_two_round_trips_whatever_its_size(igor, number):
    boxes = [parcel(O.WEIGHED)]
    boxes += [parcel(O.WEIGHED, goods(shop=boxes[0].shop)) for _ in range(number - 1)]
    with CaptureQueriesContext(connection) as taken:
        answers = scan_many(batch(boxes, igor))
    assert [a.code for a in answers] == ["dispatched"] * number
    assert len([q for q in taken if "SAVEPOINT" not in q["sql"]]) == 2
