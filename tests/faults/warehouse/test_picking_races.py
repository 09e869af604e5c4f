"""Picking against itself and against a cancellation: goods and papers agree afterwards."""

from uuid import uuid4

import pytest
from django.db.models import QuerySet

from kernel.invariants import check
from kernel.scope import PLATFORM
from orders.services import cancel_order
from tests.factories.orders import SELLER
from tests.factories.outbounds import (
    Worker,
    agreed,
    in_wave,
    on_shelf,
    released,
    shelf_of,
    tote,
    wave_of,
)
from tests.factories.warehouse import shop_in_storage
from tests.faults.orders.stage import MIXED, ONE_AFTER_THE_OTHER, play
from tests.racing import together
from warehouse.models import Balance, Outbound, PickLine, Reservation, Scan
from warehouse.public import INVARIANTS
from warehouse.services.following import follow_orders
from warehouse.services.planning import plan_waves

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.beside]


@pytest.fixture(autouse=True)
def _goods_and_papers_agree(db):
    """Say after each test which truth of the warehouse does not hold."""
    yield
    assert [(one.invariant.name, one.rows) for one in check(INVARIANTS) if one.count] == []


@pytest.fixture
def shop():
    return shop_in_storage()


def picker(parcel, *codes, name="Olena"):
    worker = Worker(parcel.warehouse_id, "pick", at=parcel.released_at, name=name)
    for code in (f"WV:{wave_of(parcel).number}", *codes):
        assert worker.scan(code).verdict == "ok"
    return worker


def with_goods_in_hand(shop, pieces=2):
    """Return a picker who has an order's goods in hand, the tote they go into, and the parcel."""
    cup, box = on_shelf(shop), tote(shop)
    [parcel] = in_wave({cup: pieces})
    olena = picker(parcel, box.code, shelf_of(cup).code, *[cup.sku] * pieces)
    return olena, box, parcel, cup


def lying(offer):
    rows = Balance.objects.of(PLATFORM).filter(offer=offer, on_hand__gt=0).order_by("cell__kind")
    return list(rows.values_list("cell__kind", "on_hand", "reserved"))


def cancel(parcel):
    cancel_order(
        order_id=parcel.order_id,
        scope=PLATFORM,
        actor=SELLER,
        now=parcel.released_at,
        reason="buyer_request",
    )


def test_of_two_pickers_at_a_place_one_has_it_and_the_other_is_told_who(shop):
    for _round in range(4):
        cup = on_shelf(shop)
        [parcel] = in_wave({cup: 1})
        rivals = [picker(parcel), picker(parcel, name="Petro")]
        shelf = shelf_of(cup).code
        answers = together(lambda n, rivals=rivals, shelf=shelf: rivals[n].scan(shelf), 2)
        assert sorted(one.code for one in answers) == ["", "line_held"]
        winner = next(n for n, one in enumerate(answers) if one.verdict == "ok")
        assert str(rivals[winner].user) in answers[1 - winner].text
        line = PickLine.objects.get(outbound_line__outbound=parcel)
        assert line.picker_id == rivals[winner].user.pk


@pytest.mark.parametrize("locked", [True, False])
def test_without_the_lock_of_its_rows_both_would_have_the_place(shop, monkeypatch, locked):
    """The control of the race above: the second one reads before the first has written."""
    cup = on_shelf(shop)
    [parcel] = in_wave({cup: 1})
    rivals, answers = [picker(parcel), picker(parcel, name="Petro")], {}
    if not locked:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_: self)
    shelf = shelf_of(cup).code

    def scan(n):
        answers[n] = rivals[n].scan(shelf)

    play("ABAB", lambda: scan(0), lambda: scan(1))
    assert [answers[n].code for n in (0, 1)] == ["", "line_held" if locked else ""]


def test_facts_that_come_at_once_begin_one_parcel(shop):
    cup = on_shelf(shop)
    orders = [agreed({cup: 2}) for _ in range(4)]
    for order in orders:
        together(lambda _n, one=order: follow_orders([one.pk], at=one.paid_at), 4)
    rows = Outbound.objects.of(PLATFORM).values_list("order_id", "state", "lines__quantity")
    assert sorted(rows) == sorted((order.pk, "released", 2) for order in orders)


def test_a_scan_that_is_sent_twice_at_once_books_once_and_both_are_told_the_same(shop):
    olena, box, _parcel, cup = with_goods_in_hand(shop)
    action = uuid4()
    answers = together(lambda _n: olena.scan(box.code, action_id=action), 4)
    assert {(one.verdict, one.title) for one in answers} == {("ok", f"2 into {box.code}")}
    assert lying(cup) == [("shelf", 8, 0), ("tote", 2, 2)]
    assert Scan.objects.filter(action_id=action).count() == 1


def test_two_different_scans_of_one_tote_at_once_book_once(shop):
    olena, box, _parcel, cup = with_goods_in_hand(shop)
    answers = together(lambda _n: olena.scan(box.code), 2)
    assert [one.verdict for one in answers].count("ok") == 1
    assert lying(cup) == [("shelf", 8, 0), ("tote", 2, 2)]


def test_two_planners_at_once_plan_each_order_once(shop):
    cup = on_shelf(shop, 50)
    parcels = [released({cup: 1}) for _ in range(8)]
    together(
        lambda _n: plan_waves(parcels[0].warehouse_id, at=parcels[0].released_at, pickers=2), 3
    )
    assert PickLine.objects.count() == 8


@pytest.mark.parametrize("schedule", [*ONE_AFTER_THE_OTHER, *MIXED])
def test_c_01_cancel_against_pick_in_every_order(shop, deliver, schedule):
    """R-002-37: whoever is first, what was picked goes back, and stock is whole again."""
    olena, box, parcel, cup = with_goods_in_hand(shop)
    played = play(schedule, lambda: olena.scan(box.code), lambda: cancel(parcel))
    assert played == ("done", "done")
    deliver()
    after = Outbound.objects.of(PLATFORM).get(pk=parcel.pk)
    if after.state == "put_back":
        petro = Worker(parcel.warehouse_id, "put_back", at=olena.at, name="Petro")
        for code in (box.code, cup.sku, cup.sku, shelf_of(cup).code):
            assert petro.scan(code).verdict == "ok"
        after.refresh_from_db()
    assert (after.state, lying(cup)) == ("ended", [("shelf", 10, 0)])
    assert Reservation.objects.of(PLATFORM).count() == 0
