"""Goods that come back: expected by fact, matched by scan, judged piece by piece (R-002-69, R-002-56)."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum

from kernel.outbox.post import record
from kernel.scope import PLATFORM
from orders.events import OrderCancelled
from orders.models import Order
from tests.factories.outbounds import Worker, boxed, on_shelf, parcel_of, picked
from tests.factories.sellers import member
from tests.factories.warehouse import CellFactory, StationFactory, shop_in_storage, warehouse_of
from warehouse.models import Balance, EvidenceFile, GoodsReturn, Movement
from warehouse.services.expecting_returns import (
    ReturnNotOpen,
    expect_return,
    give_up_return,
    open_blind_return,
)
from warehouse.services.pallets import open_pallet

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 8, tzinfo=UTC)


@pytest.fixture
def shop():
    shop = shop_in_storage()
    for kind, code in (("returns", "RETURNS"), ("quarantine", "QUARANTINE")):
        CellFactory(warehouse=warehouse_of(shop), kind=kind, code=code)
    return shop


@pytest.fixture
def lamp(shop):
    return on_shelf(shop, 10, sku="LAMP")


@pytest.fixture
def olena(shop):
    return Worker(warehouse_of(shop).pk, "returns", at=AT)


def gone(goods, waybill="20450000000001"):
    """Return a parcel that the carrier has."""
    parcel = boxed(picked(goods))
    Order.everything.filter(pk=parcel.order_id).update(waybill=waybill)
    dock = StationFactory(warehouse_id=parcel.warehouse_id, kind="dock")
    pallet = open_pallet(dock=dock, carrier="", at=AT)
    for move, said in (
        ("label", {"at": AT}),
        ("weigh", {"weight_g": 500, "at": AT}),
        ("dispatch", {"at": AT}),
        ("palletise", {"pallet_id": pallet.pk}),
        ("hand_over", {"at": AT}),
    ):
        getattr(parcel, move)(**said)
        parcel.save()
    return parcel_of(parcel.order)


def cancelled(parcel, consequence="recall"):
    record(
        OrderCancelled(
            occurred_at=AT, shop_id=parcel.shop_id, order_id=parcel.order_id, before="delivering",
            reason="not_collected", detail="", by="platform", fault="buyer",
            consequence=consequence, expired_clock="", deadline_id=None, late_by_s=0,
        )
    )  # fmt: skip


def lying(offer):
    rows = Balance.objects.of(PLATFORM).filter(offer=offer, on_hand__gt=0)
    return {(b.cell.kind, b.condition): b.on_hand for b in rows.select_related("cell")}


def books_are_true():
    rows = Balance.objects.of(PLATFORM).annotate(moved=Sum("movements__delta", default=0))
    return all(b.on_hand == b.moved for b in rows)


def test_r_002_69_a_refused_parcel_is_expected_back_with_its_tracking(lamp, deliver):
    parcel = gone({lamp: 2})
    cancelled(parcel)
    cancelled(parcel)
    deliver()
    [back] = GoodsReturn.objects.of(PLATFORM)
    assert (back.state, back.outbound_id, back.tracking, back.reason) == (
        "expected",
        parcel.pk,
        "20450000000001",
        "not_collected",
    )


def test_what_never_left_is_not_expected_back(lamp, deliver):
    parcel = boxed(picked({lamp: 2}))
    cancelled(parcel, consequence="intercept")
    deliver()
    assert expect_return(order_id=parcel.order_id, reason="recall", at=AT) == []
    assert not GoodsReturn.objects.of(PLATFORM).exists()


def test_r_002_56_a_discrepancy_closed_as_return_expects_the_parcel(lamp):
    parcel = gone({lamp: 2})
    [back] = expect_return(
        outbound_id=parcel.pk, reason="discrepancy", tracking="CN-RETURN-1", at=AT
    )
    assert (back.reason, back.tracking, back.state) == ("discrepancy", "CN-RETURN-1", "expected")
    [again] = expect_return(outbound_id=parcel.pk, reason="discrepancy", at=AT)
    assert (again.pk, again.tracking) == (back.pk, "CN-RETURN-1")


@pytest.mark.parametrize("by", ["code", "tracking"])
def test_each_piece_is_booked_once_by_its_verdict_and_the_fact_is_told(lamp, olena, by, facts):
    parcel = gone({lamp: 4})
    before = lying(lamp)
    expect_return(order_id=parcel.order_id, reason="recall", at=AT)
    assert olena.scan(parcel.code if by == "code" else "20450000000001").verdict == "ok"
    assert olena.scan("LAMP").code == "say_what_it_is"
    twice = uuid4()
    for verdict, action_id in (("GOOD", twice), ("QUARANTINE", None), ("DEFECTIVE", None)):
        olena.scan(f"CMD:{verdict}")
        assert olena.scan("LAMP", action_id=action_id).verdict == "ok"
    assert olena.scan("LAMP", action_id=twice).done == 1  # the first answer, nothing booked
    assert olena.scan("CMD:WRITE_OFF").code == "leads_only"
    olena.lead = True
    assert olena.scan("CMD:WRITE_OFF").code == "say_why"
    olena.context["reason"] = "Crushed"
    olena.scan("CMD:WRITE_OFF")
    assert olena.scan("LAMP").done == 4
    assert "reason" not in olena.context
    olena.lead = False
    olena.scan("CMD:GOOD")
    assert olena.scan("LAMP").code == "more_than_sent"
    assert olena.scan("CMD:DONE").verdict == "ok"
    assert lying(lamp) == {
        **before,
        ("returns", "good"): 1,
        ("quarantine", "quarantine"): 1,
        ("quarantine", "defective"): 1,
    }
    kinds = Movement.objects.of(PLATFORM).filter(subject_kind="return")
    assert sorted(kinds.values_list("kind", "delta")) == [
        ("return", 1), ("return", 1), ("return", 1), ("return", 1), ("write_off", -1),
    ]  # fmt: skip
    assert books_are_true()
    assert GoodsReturn.objects.of(PLATFORM).get().lines.get(is_written_off=True).note == "Crushed"
    [fact] = facts("warehouse.return.inspected.v1")
    assert [fact[n] for n in ("good", "quarantine", "defective", "written_off")] == [1] * 4
    assert olena.scan(parcel.code).code == "return_not_open"


def test_good_pieces_are_sold_again_once_they_are_on_a_shelf(lamp, olena):
    parcel = gone({lamp: 2})
    olena.scan(parcel.code)  # nobody expected it: it is expected on the spot
    for code in ("CMD:GOOD", "LAMP", "CMD:GOOD", "LAMP", "CMD:DONE"):
        assert olena.scan(code).verdict == "ok"
    mover = Worker(olena.warehouse_id, "put_away", at=AT)
    shown = mover.scan("LAMP")
    for code in (shown.title.split()[-1], "QTY:2"):
        assert mover.scan(code).verdict == "ok"
    assert lying(lamp) == {("shelf", "good"): 10}
    assert books_are_true()


def test_a_verdict_is_taken_back(lamp, olena):
    parcel = gone({lamp: 1})
    before = lying(lamp)
    olena.lead = True
    olena.scan(parcel.code)
    olena.context["reason"] = "Crushed"
    for code in ("CMD:WRITE_OFF", "LAMP"):
        assert olena.scan(code).verdict == "ok"
    assert olena.undo().verdict == "ok"
    assert (lying(lamp), books_are_true()) == (before, True)
    assert not GoodsReturn.objects.of(PLATFORM).get().lines.exists()


def test_goods_of_another_parcel_are_not_judged_as_of_this_one(lamp, olena):
    cup = on_shelf(lamp.shop, 3, sku="CUP")
    parcel = gone({lamp: 1})
    for code in (parcel.code, "CMD:GOOD"):
        olena.scan(code)
    assert olena.scan("CUP").code == "not_of_this_parcel"
    assert lying(cup) == {("shelf", "good"): 3}


def test_a_parcel_that_nobody_knows_is_taken_in_for_the_shop_it_is_of(lamp, shop, olena, client):
    assert olena.scan("RR123456785CN").code == "no_such_return"
    olena.context = {"shop": shop.slug, "tracking": "RR123456785CN"}
    assert olena.scan("blind", action="returns_blind").verdict == "ok"
    for code in ("CMD:GOOD", "LAMP", "CMD:DONE"):
        assert olena.scan(code).verdict == "ok"
    back = GoodsReturn.objects.of(PLATFORM).get()
    assert (back.order_id, back.tracking, back.state) == (None, "RR123456785CN", "inspected")
    client.force_login(member(shop=shop))
    page = client.get(f"/s/{shop.slug}/returns/")
    assert [row["back"].pk for row in page.context["rows"]] == [back.pk]


def test_what_never_came_is_given_up_and_expected_anew_when_it_does(lamp, olena):
    parcel = gone({lamp: 1})
    [back] = expect_return(order_id=parcel.order_id, reason="recall", at=AT)
    later = AT + timedelta(days=40)
    assert give_up_return(return_id=back.pk, at=later).state == "lost"
    assert give_up_return(return_id=back.pk, at=later).state == "lost"
    assert olena.scan(parcel.code).verdict == "ok"
    again = GoodsReturn.objects.of(PLATFORM).latest("pk")
    assert (again.pk != back.pk, again.state, again.reason) == (True, "arrived", "unannounced")
    with pytest.raises(ReturnNotOpen):
        give_up_return(return_id=again.pk, at=later)


@pytest.mark.parametrize(("size", "kept"), [(10, 1), (0, 0)])
def test_an_unknown_parcel_is_photographed_as_evidence(shop, client, size, kept):
    warehouse = warehouse_of(shop)
    back = open_blind_return(warehouse_id=warehouse.pk, shop_id=shop.pk, tracking="RR1", at=AT)
    client.force_login(member(role="warehouse_operator"))
    photo = SimpleUploadedFile("parcel.jpg", b"\xff" * size, "image/jpeg")
    answer = client.post(f"/floor/{warehouse.code}/photos/return/{back.pk}/", {"photo": photo})
    assert answer["Location"] == f"/floor/{warehouse.code}/returns/?return={back.pk}"
    files = EvidenceFile.objects.filter(subject_kind="return", subject_id=str(back.pk))
    assert files.count() == kept
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert client.post(f"/floor/{warehouse.code}/photos/return/0/").status_code == 404


@pytest.mark.parametrize("screen", ["receive", "put_away", "count", "move", "returns"])
def test_each_screen_is_drawn_for_the_floor_and_for_nobody_else(shop, client, screen):
    address = f"/floor/{warehouse_of(shop).code}/{screen}/"
    client.force_login(member(role="warehouse_operator"))
    assert client.get(address).status_code == 200
    client.force_login(member(shop=shop))
    assert client.get(address).status_code in (403, 404)
