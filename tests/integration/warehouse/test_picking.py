"""Picking by scans: cell, item, tote (R-002-16)."""

import pytest

from kernel.scope import PLATFORM
from tests.factories.outbounds import (
    Worker,
    in_wave,
    on_shelf,
    parcel_of,
    shelf_of,
    tote,
    wave_of,
)
from tests.factories.warehouse import shop_in_storage, stock
from warehouse.models import (
    Balance,
    CycleCount,
    Movement,
    OutboundLine,
    PickLine,
    Reservation,
    Shortage,
)
from warehouse.services.counting import note_found

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return shop_in_storage()


def picker(parcel, **who):
    worker = Worker(parcel.warehouse_id, "pick", at=parcel.released_at, **who)
    worker.scan(f"WV:{wave_of(parcel).number}")
    return worker


def where(offer):
    """Return what lies where of an offer: (kind of place, on hand, reserved)."""
    rows = Balance.objects.of(PLATFORM).filter(offer=offer, on_hand__gt=0).order_by("cell_id")
    return list(rows.values_list("cell__kind", "on_hand", "reserved"))


def snapshot():
    return [
        list(model._default_manager.order_by("pk").values())
        for model in (Balance, Movement, Reservation, PickLine, OutboundLine)
    ]


def pick_all(worker, offer, n, into):
    worker.scan(shelf_of(offer).code)
    for _ in range(n):
        worker.scan(offer.sku)
    return worker.scan(into.code)


def test_r_002_16_each_pick_is_place_item_and_tote(shop):
    cup, book, box = on_shelf(shop), on_shelf(shop), tote(shop)
    [parcel] = in_wave({cup: 2, book: 1})
    olena = picker(parcel)
    olena.scan(box.code)
    said = [olena.scan(code) for code in (shelf_of(cup).code, cup.sku, cup.sku, box.code)]
    assert [(one.verdict, one.title, one.done, one.of) for one in said] == [
        ("ok", shelf_of(cup).code, 0, 2),
        ("ok", "1 of 2", 0, 2),
        ("ok", "2 of 2", 0, 2),
        ("ok", f"2 into {box.code}", 1, 2),
    ]
    assert said[-1].text == f"Go to {shelf_of(book).code}"
    assert where(cup) == [("shelf", 8, 0), ("tote", 2, 2)]
    assert parcel_of(parcel.order).state == "picking"
    last = pick_all(olena, book, 1, box)
    after = parcel_of(parcel.order)
    assert (last.done, last.of, after.state, after.tote_id) == (2, 2, "picked", box.pk)
    assert wave_of(after).state == "done"
    held = Reservation.objects.of(PLATFORM).values_list("balance__cell__kind", "quantity")
    assert sorted(held) == [("tote", 1), ("tote", 2)]


@pytest.mark.parametrize("what", ["place", "item", "tote", "too_many", "item_first"])
def test_r_002_16_what_is_wrong_is_refused_and_changes_nothing(shop, what):
    cup, other, box, stray = on_shelf(shop), on_shelf(shop), tote(shop), tote(shop)
    [parcel] = in_wave({cup: 1})
    olena = picker(parcel)
    olena.scan(box.code)
    steps = {
        "place": ([], shelf_of(other).code, "wrong_place"),
        "item": ([shelf_of(cup).code], other.sku, "wrong_item"),
        "tote": ([shelf_of(cup).code, cup.sku], stray.code, "wrong_tote"),
        "too_many": ([shelf_of(cup).code, cup.sku], cup.sku, "enough_taken"),
        "item_first": ([], cup.sku, "place_first"),
    }
    before, wrong, code = steps[what]
    for one in before:
        assert olena.scan(one).verdict == "ok"
    were = snapshot()
    said = olena.scan(wrong)
    assert (said.verdict, said.code, bool(said.text)) == ("wrong", code, True)
    assert snapshot() == were


def test_a_quantity_may_be_typed(shop):
    cup, box = on_shelf(shop), tote(shop)
    [parcel] = in_wave({cup: 5})
    olena = picker(parcel)
    for code in (box.code, shelf_of(cup).code, cup.sku):
        olena.scan(code)
    assert olena.scan("*6").code == "enough_taken"
    assert [olena.scan("*5").title, olena.scan(box.code).title] == ["5 of 5", f"5 into {box.code}"]
    assert where(cup) == [("shelf", 5, 0), ("tote", 5, 5)]


def test_a_cart_holds_a_tote_for_each_order(shop):
    cup, totes = on_shelf(shop), [tote(shop) for _ in range(3)]
    first, second = in_wave({cup: 1}, {cup: 2})
    olena = picker(first)
    said = [olena.scan(one.code) for one in totes]
    assert [one.code for one in said] == ["", "", "wrong_tote"]
    assert [parcel_of(p.order).tote_id for p in (first, second)] == [totes[0].pk, totes[1].pk]
    assert olena.scan(totes[0].code).code == "tote_in_use"


def test_batch_picking_lets_single_lines_share_a_tote_and_leaves_the_rest_to_sorting(shop):
    cup, book, shared = on_shelf(shop), on_shelf(shop), tote(shop)
    single, double = in_wave({cup: 1}, {cup: 1, book: 1})
    olena = picker(single)
    olena.scan(shelf_of(cup).code)
    for _ in range(2):
        olena.scan(cup.sku)
        assert olena.scan(shared.code).verdict == "ok"
    pick_all(olena, book, 1, shared)
    single, double = parcel_of(single.order), parcel_of(double.order)
    assert (single.state, single.tote_id) == ("picked", shared.pk)
    assert (double.state, double.tote_id) == ("picked", None)


def test_the_loser_of_a_line_is_told_who_holds_it(shop):
    cup = on_shelf(shop)
    [parcel] = in_wave({cup: 1})
    olena, petro = picker(parcel), picker(parcel, name="Petro")
    olena.scan(shelf_of(cup).code)
    said = petro.scan(shelf_of(cup).code)
    assert (said.verdict, said.code, str(olena.user) in said.text) == ("wrong", "line_held", True)


def test_the_next_wave_is_anothers_for_whoever_asks_second(shop):
    cup = on_shelf(shop, 50)
    parcels = in_wave(*[{cup: 1}] * 25)
    olena, petro = (
        Worker(parcels[0].warehouse_id, "pick", at=parcels[0].released_at) for _ in "ab"
    )
    taken = [one.scan("CMD:NEXT").title for one in (olena, petro, olena)]
    assert taken == ["Wave 1", "Wave 2", "Wave 1"]


def test_the_last_pick_is_taken_back_once(shop):
    cup, box = on_shelf(shop), tote(shop)
    [parcel] = in_wave({cup: 3})
    olena = picker(parcel)
    for code in (box.code, shelf_of(cup).code, cup.sku, box.code):
        olena.scan(code)
    assert where(cup) == [("shelf", 9, 2), ("tote", 1, 1)]
    said = olena.undo()
    assert (said.verdict, where(cup)) == ("ok", [("shelf", 10, 3)])
    assert OutboundLine.objects.get().picked == 0
    assert olena.undo().code == "nothing_to_undo"
    # The piece is in the hand again.
    assert olena.scan("*3").title == "3 of 3"
    assert olena.scan(box.code).title == f"3 into {box.code}"


def test_what_is_not_there_is_taken_elsewhere_and_the_cell_is_counted(shop):
    cup, box = on_shelf(shop, 3), tote(shop)
    [parcel] = in_wave({cup: 2})
    first = shelf_of(cup)
    from tests.factories.warehouse import CellFactory

    spare = CellFactory(warehouse=first.warehouse)
    stock(cup, spare, 5)
    olena = picker(parcel)
    for code in (box.code, first.code, cup.sku, box.code, first.code):
        olena.scan(code)
    said = olena.scan("CMD:SHORT")
    assert (said.verdict, said.text) == (
        "ok",
        f"1 piece is missing. Take it from {spare.code} instead.",
    )
    assert CycleCount.objects.get().cell == first
    assert sorted(where(cup)) == [("shelf", 5, 1), ("tote", 1, 1)]
    for code in (spare.code, cup.sku, box.code):
        said = olena.scan(code)
    assert (said.verdict, parcel_of(parcel.order).state) == ("ok", "picked")


def test_what_is_nowhere_makes_the_order_wait(shop, deliver):
    cup, box = on_shelf(shop, 3), tote(shop)
    [parcel] = in_wave({cup: 2})
    olena = picker(parcel)
    for code in (box.code, shelf_of(cup).code, "CMD:SHORT"):
        said = olena.scan(code)
    after = parcel_of(parcel.order)
    assert (said.title, after.state, after.wave_id) == ("Not there", "short", None)
    assert Shortage.objects.of(PLATFORM).get().quantity == 2
    assert where(cup) == []
    deliver()
    assert parcel_of(parcel.order).state == "short"


def test_a_cancelled_order_is_stopped_before_its_goods_move(shop):
    from orders.services import cancel_order
    from tests.factories.orders import SELLER

    cup, box = on_shelf(shop), tote(shop)
    [parcel] = in_wave({cup: 1})
    olena = picker(parcel)
    for code in (box.code, shelf_of(cup).code, cup.sku):
        olena.scan(code)
    cancel_order(
        order_id=parcel.order_id,
        scope=PLATFORM,
        actor=SELLER,
        now=olena.at,
        reason="buyer_request",
    )
    were = snapshot()
    said = olena.scan(box.code)
    assert (said.verdict, said.title) == ("stop", "Back to the shelf")
    assert snapshot() == were


def test_the_pick_that_ends_a_wave_is_taken_back_and_the_wave_goes_on(shop):
    cup, box = on_shelf(shop), tote(shop)
    [parcel] = in_wave({cup: 1})
    olena = picker(parcel)
    for code in (box.code, shelf_of(cup).code, cup.sku):
        olena.scan(code)
    assert olena.scan(box.code).can_undo
    assert wave_of(parcel).state == "done"
    assert (olena.undo().verdict, where(cup)) == ("ok", [("shelf", 10, 1)])
    wave = wave_of(parcel)
    assert (wave.state, wave.ended_at, parcel_of(parcel.order).state) == (
        "picking",
        None,
        "picking",
    )
    assert olena.scan(box.code).verdict == "ok"
    assert (wave_of(parcel).state, parcel_of(parcel.order).state) == ("done", "picked")


@pytest.mark.parametrize("counted", [False, True])
def test_what_was_said_not_to_be_there_is_taken_back_until_somebody_counts(shop, counted):
    cup = on_shelf(shop, 3)
    [parcel] = in_wave({cup: 1})
    olena = picker(parcel)
    olena.scan(shelf_of(cup).code)
    assert olena.scan("CMD:SHORT").can_undo
    assert (where(cup), parcel_of(parcel.order).state) == ([], "short")
    count = CycleCount.objects.get()
    if counted:
        note_found(count, offer_id=cup.pk, lot_id=None, pieces=3)
    said = olena.undo()
    count.refresh_from_db()
    if counted:
        assert (said.code, where(cup), count.state) == ("counted_meanwhile", [], "open")
    else:
        assert (said.verdict, where(cup), count.state) == ("ok", [("shelf", 3, 1)], "dropped")
