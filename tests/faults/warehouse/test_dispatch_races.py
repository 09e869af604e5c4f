"""The dispatch scan against a second scan and the buyer's cancel: one wins, the other is told."""

import os
import threading

import pytest

from kernel.history import Actor, ActorKind
from kernel.scope import PLATFORM
from orders.services import OrderNotReady, cancel_order
from tests.factories.parcels import PICKED_AT, do_scan, goods, parcel, worker
from tests.factories.warehouse import shop_in_storage
from tests.racing import in_thread, together
from warehouse.models import Outbound, Scan
from warehouse.services import dispatching, dispatching_sql
from warehouse.states import OutboundState as O

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.beside]
ROUNDS = int(os.environ.get("DISPATCH_ROUNDS", "200"))
BUYER = Actor(ActorKind.BUYER, "Buyer")


def cancel(box):
    return cancel_order(
        order_id=box.order_id, scope=PLATFORM, actor=BUYER, now=PICKED_AT, reason="buyer_request"
    )


def stands(box):
    row = Outbound.everything.select_related("order").get(pk=box.pk)
    return row.state, row.order.state


def test_of_two_scans_at_once_one_wins_and_the_other_is_told_who():
    shop, people = shop_in_storage(), [worker("Ігор"), worker("Оля")]
    for _round in range(20):
        box = parcel(O.WEIGHED, goods(shop=shop))
        answers = together(lambda n, box=box: do_scan(box, "dispatch", box.code, people[n]), 2)
        assert sorted(a.code for a in answers) == ["already_dispatched", "dispatched"]
        winner = people[next(n for n, a in enumerate(answers) if a.verdict == "ok")]
        [loser] = [a for a in answers if a.verdict != "ok"]
        assert f"by {winner.label}." in loser.text
        assert stands(box) == (O.DISPATCHED, "awaiting_shipment")
        assert Scan.objects.filter(subject_id=str(box.pk), verdict="ok").count() == 1


@pytest.mark.slow
def test_a_buyers_cancel_and_the_scan_never_both_happen():
    """R-002-36, R-002-21: on a channel that closes with packing, either is first and the other is refused."""
    shop, igor, won = shop_in_storage(), worker(), {"scan": 0, "cancel": 0}
    for _round in range(ROUNDS):
        box = parcel(O.WEIGHED, goods(shop=shop), channel="aliexpress")
        acts = [
            lambda box=box: do_scan(box, "dispatch", box.code, igor),
            lambda box=box: cancel(box),
        ]
        answer, cancelled = together(lambda n, acts=acts: acts[n](), 2)
        if answer.verdict == "ok":
            assert isinstance(cancelled, OrderNotReady)
            assert stands(box) == (O.DISPATCHED, "awaiting_shipment")
            won["scan"] += 1
        else:
            assert (answer.verdict, cancelled.state) == ("stop", "cancelled")
            assert stands(box) == (O.WEIGHED, "cancelled")
            won["cancel"] += 1
    assert sum(won.values()) == ROUNDS


def paused_scan(box, igor, monkeypatch):
    """Start a scan that has looked and waits before it writes; return how to let it go on."""
    looked, go_on = threading.Event(), threading.Event()
    write = dispatching._write

    def wait_and_write(*args, **kwargs):
        looked.set()
        go_on.wait(10)
        write(*args, **kwargs)

    monkeypatch.setattr(dispatching, "_write", wait_and_write)
    result, _began = in_thread(lambda: do_scan(box, "dispatch", box.code, igor))
    assert looked.wait(10)
    return result, go_on


def test_control_without_the_lock_both_happen(monkeypatch):
    """The protection off, the fault appears: scanned out and cancelled."""
    unlocked = dispatching_sql._LOCK.replace("for no key update of o", "")
    monkeypatch.setattr(dispatching_sql, "_LOCK", unlocked)
    box, igor = parcel(O.WEIGHED, channel="aliexpress"), worker()
    result, go_on = paused_scan(box, igor, monkeypatch)
    cancel(box)
    go_on.set()
    assert (result().verdict, stands(box)) == ("ok", (O.DISPATCHED, "cancelled"))


def test_with_the_lock_the_cancel_waits_and_is_refused(monkeypatch):
    box, igor = parcel(O.WEIGHED, channel="aliexpress"), worker()
    result, go_on = paused_scan(box, igor, monkeypatch)
    wish, _began = in_thread(lambda: cancel(box))
    threading.Timer(0.3, go_on.set).start()
    with pytest.raises(OrderNotReady):
        wish()
    assert (result().verdict, stands(box)) == ("ok", (O.DISPATCHED, "awaiting_shipment"))


def test_two_parcels_of_one_order_at_once_make_it_ready_once():
    """Each sees the other: the order waits for neither, and is moved by exactly one of them."""
    from tests.factories.parcels import parcel_of
    from tests.factories.warehouse import confirmed_order

    shop, igor = shop_in_storage(), worker()
    for _round in range(15):
        things = goods(2, shop=shop)
        order = confirmed_order(shop, things)
        boxes = [parcel_of(order, goods(1, shop=shop), O.WEIGHED, place=n) for n in (1, 2)]
        answers = together(
            lambda n, boxes=boxes: do_scan(boxes[n], "dispatch", boxes[n].code, igor), 2
        )
        assert [a.verdict for a in answers] == ["ok", "ok"]
        assert [stands(box) for box in boxes] == [(O.DISPATCHED, "awaiting_shipment")] * 2
        order.refresh_from_db()
        assert order.version == 4


def test_two_packers_open_one_tote_at_once_and_one_has_it():
    shop, people = shop_in_storage(), [worker("Ігор"), worker("Оля")]
    for _round in range(15):
        box = parcel(O.PICKED, goods(shop=shop))
        answers = together(lambda n, box=box: do_scan(box, "pack", box.tote.code, people[n]), 2)
        assert sorted(a.verdict for a in answers) == ["ok", "wrong"]
        winner = people[next(n for n, a in enumerate(answers) if a.verdict == "ok")]
        [loser] = [a for a in answers if a.verdict != "ok"]
        assert (loser.code, loser.text.startswith(winner.label)) == ("somebody_packs", True)
        for actor in people:
            do_scan(box, "pack", "CMD:LEAVE", actor)
