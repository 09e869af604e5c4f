"""Cycle counts: blind, reviewed, then booked; and transfers between places."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from kernel.history import SYSTEM
from kernel.scope import PLATFORM
from tests.factories.outbounds import Worker
from tests.factories.sellers import OfferFactory, member
from tests.factories.warehouse import (
    CellFactory,
    paid_order,
    reserve_by_hand,
    shop_in_storage,
    stock,
    warehouse_of,
)
from warehouse.models import Balance, Cell, CycleCount, Movement
from warehouse.services.booking import Booking, book
from warehouse.services.counting import (
    CountNotOpen,
    MovedMeanwhile,
    OrdersHoldMore,
    approve_count,
    count_anew,
    drop_count,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 10, 8, tzinfo=UTC)
REVIEW = AT + timedelta(hours=1)


@pytest.fixture
def shop():
    return shop_in_storage()


@pytest.fixture
def shelf(shop):
    return CellFactory(warehouse=warehouse_of(shop), code="A-01")


@pytest.fixture
def lamp(shop, shelf):
    lamp = OfferFactory(shop=shop, sku="LAMP", barcode="4820000000017")
    lamp.balance = stock(lamp, shelf, 5)
    return lamp


@pytest.fixture
def olena(shop):
    return Worker(warehouse_of(shop).pk, "count", at=AT)


def counted(olena, *codes):
    for code in ("A-01", *codes, "CMD:DONE"):
        assert olena.scan(code).verdict == "ok"
    return CycleCount.objects.latest("pk")


def approve(count, at=REVIEW):
    return approve_count(count_id=count.pk, actor=SYSTEM, at=at)


def on_hand(offer):
    rows = Balance.objects.of(PLATFORM).filter(offer=offer, on_hand__gt=0)
    return {b.cell.code: (b.on_hand, b.condition) for b in rows.select_related("cell")}


def move(offer, shelf, n, at):
    book(
        [Booking(shop_id=offer.shop_id, offer_id=offer.pk, cell_id=shelf.pk, delta=n)],
        warehouse_id=shelf.warehouse_id, kind="transfer", who="test", at=at,
    )  # fmt: skip


def test_a_count_is_blind_and_books_nothing_until_it_is_approved(olena, shelf, lamp):
    cup = OfferFactory(shop=lamp.shop, barcode="4820000000024")
    begun = olena.scan("A-01")
    assert (begun.title, begun.of, "5" in begun.text) == ("A-01", 0, False)
    for code in (lamp.barcode, lamp.barcode, "QTY:3", cup.barcode):
        assert olena.scan(code).verdict == "ok"
    assert olena.undo().verdict == "ok"
    assert olena.scan(cup.barcode).verdict == "ok"
    olena.scan("CMD:DONE")
    count = CycleCount.objects.get()
    assert (count.state, count.counted_by, on_hand(lamp)) == (
        "counted",
        "Olena",
        {"A-01": (5, "good")},
    )
    assert approve(count) == 4  # three lamps fewer, one cup more
    assert (on_hand(lamp), on_hand(cup)) == ({"A-01": (2, "good")}, {"A-01": (1, "good")})
    assert sorted(count.lines.values_list("found", "booked")) == [(1, 0), (2, 5)]
    kinds = Movement.objects.of(PLATFORM).filter(subject_id=str(count.pk))
    assert sorted(kinds.values_list("kind", "delta")) == [("count", -3), ("count", 1)]
    assert (approve(count), on_hand(lamp)) == (0, {"A-01": (2, "good")})


def test_what_was_picked_after_the_count_stays_picked(olena, shelf, lamp):
    count = counted(olena, "QTY:4", lamp.barcode)
    move(lamp, shelf, -2, AT + timedelta(minutes=30))
    assert approve(count) == 1
    assert on_hand(lamp) == {"A-01": (2, "good")}


def test_goods_that_moved_during_the_count_are_counted_again(olena, shelf, lamp):
    for code in ("A-01", lamp.barcode):
        olena.scan(code)
    move(lamp, shelf, -1, olena.at)
    olena.scan("CMD:DONE")
    count = CycleCount.objects.get()
    with pytest.raises(MovedMeanwhile):
        approve(count)
    assert on_hand(lamp) == {"A-01": (4, "good")}
    count_anew(count_id=count.pk, actor=SYSTEM, at=REVIEW)
    olena.at = REVIEW
    assert approve(counted(olena, "QTY:4", lamp.barcode), olena.at + timedelta(hours=1)) == 0


def test_below_what_orders_hold_is_refused_with_who_holds_it(olena, lamp):
    order = paid_order(lamp.shop, {lamp: 3})
    reserve_by_hand(order, lamp.balance, 3)
    count = counted(olena, "QTY:2", lamp.barcode)
    with pytest.raises(OrdersHoldMore) as refused:
        approve(count)
    assert refused.value.details == {"orders": [order.number]}
    count.refresh_from_db()
    assert (count.state, on_hand(lamp), count.lines.get().booked) == (
        "counted",
        {"A-01": (5, "good")},
        None,
    )


def test_an_empty_place_is_confirmed_twice(olena, lamp):
    olena.scan("A-01")
    assert olena.scan("CMD:DONE").title == "Nothing there?"
    assert CycleCount.objects.get().state == "open"
    olena.scan("CMD:DONE")
    assert approve(CycleCount.objects.get()) == 5
    assert on_hand(lamp) == {}


def test_a_place_under_review_is_not_counted_a_second_time(olena, shop, lamp):
    count = counted(olena, lamp.barcode)
    assert Worker(olena.warehouse_id, "count", at=AT).scan("A-01").code == "count_not_open"
    drop_count(count_id=count.pk, actor=SYSTEM, at=REVIEW)
    assert on_hand(lamp) == {"A-01": (5, "good")}
    with pytest.raises(CountNotOpen):
        approve(count)
    assert olena.scan("A-01").verdict == "ok"


def test_goods_go_from_place_to_place_and_only_free_ones(shop, shelf, lamp):
    far = CellFactory(warehouse=shelf.warehouse, code="B-01")
    reserve_by_hand(paid_order(shop, {lamp: 3}), lamp.balance, 3)
    mover = Worker(shelf.warehouse_id, "move", at=AT)
    for code in (shelf.code, lamp.barcode, lamp.barcode):
        assert mover.scan(code).verdict == "ok"
    assert mover.scan(far.code).title == "A-01 → B-01"
    assert on_hand(lamp) == {"A-01": (3, "good"), "B-01": (2, "good")}
    assert mover.scan(lamp.barcode).code == "unknown_goods"
    assert on_hand(lamp) == {"A-01": (3, "good"), "B-01": (2, "good")}


def test_goods_in_quarantine_are_not_sold_until_they_are_brought_back(shop, shelf, lamp):
    aside = CellFactory(warehouse=shelf.warehouse, code="Q-01", kind="quarantine")
    mover = Worker(shelf.warehouse_id, "move", at=AT)
    for code in (shelf.code, lamp.barcode, "QTY:5", aside.code):
        assert mover.scan(code).verdict == "ok"
    assert on_hand(lamp) == {"Q-01": (5, "quarantine")}
    mover.scan("CMD:DROP")
    for code in (aside.code, lamp.barcode, shelf.code):
        assert mover.scan(code).verdict == "ok"
    assert on_hand(lamp) == {"Q-01": (4, "quarantine"), "A-01": (1, "good")}


def test_nothing_goes_into_a_locked_place_nor_out_of_it(shop, shelf, lamp):
    far = CellFactory(warehouse=shelf.warehouse, code="B-01")
    mover = Worker(shelf.warehouse_id, "move", at=AT, lead=True)
    for code in (far.code, "CMD:LOCK"):
        assert mover.scan(code).verdict == "ok"
    for code in (shelf.code, lamp.barcode):
        assert mover.scan(code).verdict == "ok"
    assert mover.scan(far.code).code == "cell_locked"
    assert Cell.objects.get(code="B-01").is_locked
    mover.scan("CMD:DROP")
    for code in (far.code, "CMD:UNLOCK"):
        assert mover.scan(code).verdict == "ok"
    assert not Cell.objects.get(code="B-01").is_locked
    assert on_hand(lamp) == {"A-01": (5, "good")}


@pytest.mark.parametrize(
    ("role", "locked"), [("warehouse_operator", False), ("warehouse_lead", True)]
)
def test_a_place_is_locked_by_a_lead_only_and_the_others_are_told_whom_to_ask(
    client, shelf, role, locked
):
    member(role="warehouse_lead", name="Iryna")
    client.force_login(member(role=role))
    address = f"/floor/{shelf.warehouse.code}/move/"
    body = {"action_id": str(uuid4()), "code": "CMD:LOCK", "context": {"from": shelf.code}}
    answer = client.post(f"{address}scan/", body, content_type="application/json").json()
    shelf.refresh_from_db()
    assert (shelf.is_locked, answer["code"]) == (locked, "" if locked else "leads_only")
    assert locked or answer["text"] == "Only a lead locks a place or opens it. Ask Iryna."
    page = client.get(f"{address}?from={shelf.code}").content.decode()
    assert ('data-scan="CMD:UNLOCK"' in page, 'data-scan="CMD:LOCK"' in page) == (locked, False)
