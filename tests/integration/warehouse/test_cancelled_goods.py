"""Goods of cancelled orders: stopped wherever they are, and back in stock exactly once (R-002-37, C-01)."""

import pytest
from django.db.models import F, Sum

from kernel.scope import PLATFORM
from orders.services import cancel_order
from tests.factories.orders import SELLER
from tests.factories.outbounds import (
    Worker,
    boxed,
    in_wave,
    on_shelf,
    parcel_of,
    picked,
    released,
    shelf_of,
    tote,
)
from tests.factories.warehouse import shop_in_storage
from warehouse.models import Balance, Cell, Movement, Outbound, PickLine, Reservation
from warehouse.services.scanning import Stop
from warehouse.services.stopping import demand_live

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return shop_in_storage()


def cancel(parcel, *, at, deliver=None):
    cancel_order(
        order_id=parcel.order_id, scope=PLATFORM, actor=SELLER, now=at, reason="buyer_request"
    )
    if deliver:
        deliver()


def available(offer):
    rows = Balance.objects.of(PLATFORM).filter(offer=offer, condition="good", cell__kind="shelf")
    return rows.aggregate(n=Sum(F("on_hand") - F("reserved")))["n"]


def stopped(parcel):
    return Outbound.objects.of(PLATFORM).select_related("order").get(pk=parcel.pk)


@pytest.mark.parametrize("make", [released, lambda goods: in_wave(goods)[0]])
def test_c_01_before_picking_the_parcel_ends_and_its_goods_are_free(shop, make, deliver):
    cup = on_shelf(shop)
    parcel = make({cup: 3})
    cancel(parcel, at=parcel.released_at, deliver=deliver)
    assert (stopped(parcel).state, PickLine.objects.count()) == ("ended", 0)
    assert (available(cup), Reservation.objects.of(PLATFORM).count()) == (10, 0)


def test_r_002_37_a_picked_order_is_put_back_and_stock_rises_by_what_was_picked(
    shop, deliver, facts
):
    cup, book = on_shelf(shop), on_shelf(shop)
    parcel = picked({cup: 3, book: 1})
    cancel(parcel, at=parcel.picked_at, deliver=deliver)
    after = stopped(parcel)
    assert (after.state, available(cup), available(book)) == ("put_back", 7, 9)
    home, box = shelf_of(cup), Cell.objects.get(pk=parcel.tote_id)
    petro = Worker(parcel.warehouse_id, "put_back", at=parcel.picked_at, name="Petro")
    for code in (box.code, cup.sku, cup.sku, cup.sku):
        assert petro.scan(code).verdict == "ok"
    assert petro.scan(cup.sku).title == "Enough"
    said = petro.scan(home.code)
    assert (said.done, said.of, available(cup)) == (3, 4, 10)
    assert petro.scan(home.code).code == "nothing_to_put_back"
    for code in (book.sku, shelf_of(book).code):
        said = petro.scan(code)
    assert (said.title, stopped(parcel).state, stopped(parcel).tote_id) == (
        "All back",
        "ended",
        None,
    )
    assert (available(cup), available(book)) == (10, 10)
    assert Reservation.objects.of(PLATFORM).count() == 0
    deliver()
    assert Outbound.objects.of(PLATFORM).count() == 1


def test_r_002_37_a_packed_order_is_taken_apart_and_put_back(shop, deliver):
    cup = on_shelf(shop)
    parcel = boxed(picked({cup: 2}))
    cancel(parcel, at=parcel.packed_at, deliver=deliver)
    assert stopped(parcel).state == "intercepted"
    petro = Worker(parcel.warehouse_id, "unpack", at=parcel.packed_at)
    box = tote(shop)
    assert [petro.scan(code).verdict for code in (parcel.code, box.code)] == ["ok", "ok"]
    assert (stopped(parcel).state, stopped(parcel).tote_id) == ("put_back", box.pk)
    petro.action, petro.context = "put_back", {}
    for code in (box.code, cup.sku, cup.sku, shelf_of(cup).code):
        assert petro.scan(code).verdict == "ok"
    assert (stopped(parcel).state, available(cup)) == ("ended", 10)
    deltas = Movement.objects.of(PLATFORM).values("balance").annotate(n=Sum("delta"))
    assert {row["balance"]: row["n"] for row in deltas} == dict(
        Balance.objects.of(PLATFORM).values_list("pk", "on_hand")
    )


def test_c_01_each_scan_of_a_cancelled_parcel_shouts_before_and_after_the_fact(shop, deliver):
    parcel = picked({on_shelf(shop): 1})
    box = Cell.objects.get(pk=parcel.tote_id)
    demand_live(parcel, at=parcel.picked_at)
    cancel(parcel, at=parcel.picked_at)
    with pytest.raises(Stop, match="cancelled just now"):
        demand_live(stopped(parcel), at=parcel.picked_at)
    packer = Worker(parcel.warehouse_id, "pack", at=parcel.picked_at, name="Pavlo")
    told = [packer.scan(box.code)]
    deliver()
    told.append(packer.scan(box.code))
    assert [(one.verdict, "Put back" in one.text) for one in told] == [("stop", True)] * 2


def test_the_stop_is_told_once_with_how_far_it_had_come(shop, deliver, facts):
    from warehouse.services.following import follow_orders

    parcel = picked({on_shelf(shop): 1})
    cancel(parcel, at=parcel.picked_at, deliver=deliver)
    before = stopped(parcel)
    follow_orders([parcel.order_id], at=parcel.picked_at)
    assert (stopped(parcel).version, stopped(parcel).state) == (before.version, "put_back")


def test_a_rider_that_is_cancelled_lets_its_leader_begin_anew(shop, deliver):
    from orders.services import merge_orders
    from tests.factories.outbounds import agreed

    cup, book = on_shelf(shop), on_shelf(shop)
    leader, rider = agreed({cup: 1}), agreed({book: 1})
    acting = {"scope": PLATFORM, "actor": SELLER, "now": leader.paid_at}
    merge_orders(order_id=leader.pk, with_order_id=rider.pk, **acting)
    deliver()
    from datetime import timedelta

    from tests.factories.outbounds import wave_of
    from warehouse.services.planning import plan_waves

    parcel = parcel_of(leader)
    assert parcel.lines.count() == 2
    plan_waves(parcel.warehouse_id, at=parcel.released_at, pickers=2)
    parcel = parcel_of(leader)
    olena, box = Worker(parcel.warehouse_id, "pick", at=parcel.released_at), tote(shop)
    for code in (f"WV:{wave_of(parcel).number}", box.code, shelf_of(book).code, book.sku, box.code):
        assert olena.scan(code).verdict == "ok"
    cancel_order(
        order_id=rider.pk, scope=PLATFORM, actor=SELLER, now=olena.at, reason="buyer_request"
    )
    deliver()
    assert stopped(parcel).state == "put_back"
    petro = Worker(parcel.warehouse_id, "put_back", at=olena.at + timedelta(minutes=1))
    for code in (box.code, book.sku, shelf_of(book).code):
        assert petro.scan(code).verdict == "ok"
    deliver()
    anew = parcel_of(leader)
    assert (anew.state, [line.offer for line in anew.lines.all()]) == ("released", [cup])
    assert (available(book), available(cup)) == (10, 9)


@pytest.mark.parametrize("told", [True, False])
def test_r_002_37_pieces_in_hand_of_a_cancelled_order_hold_nobody_at_their_place(
    shop, deliver, told
):
    """Two pieces in hand are one more than can be taken back: the picker goes on to the next order."""
    cup, pot = on_shelf(shop), on_shelf(shop)
    [first, second] = in_wave({cup: 2}, {pot: 1})
    olena, totes = (
        Worker(first.warehouse_id, "pick", at=first.released_at),
        [tote(shop), tote(shop)],
    )
    for code in ("CMD:NEXT", totes[0].code, totes[1].code, shelf_of(cup).code, cup.sku, cup.sku):
        assert olena.scan(code).verdict == "ok"
    cancel(first, at=olena.at, deliver=deliver if told else None)
    assert olena.scan(totes[0].code).verdict != "ok"

    for code in (shelf_of(pot).code, pot.sku, totes[1].code):
        answer = olena.scan(code)
        assert answer.verdict == "ok", answer
    assert parcel_of(second.order).state == "picked"
    assert available(cup) == (10 if told else 8)


def test_pieces_in_hand_of_an_order_that_goes_on_go_into_their_tote_first(shop):
    cup, pot = on_shelf(shop), on_shelf(shop)
    [first, _second] = in_wave({cup: 1}, {pot: 1})
    olena, box = Worker(first.warehouse_id, "pick", at=first.released_at), tote(shop)
    for code in ("CMD:NEXT", box.code, shelf_of(cup).code, cup.sku):
        olena.scan(code)
    assert olena.scan(shelf_of(pot).code).code == "hands_full"
    assert olena.scan("CMD:NEXT").code == "hands_full"
