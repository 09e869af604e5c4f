"""The check before packing (R-003-13)."""

import pytest

from kernel.scope import PLATFORM
from tests.factories.outbounds import Worker, on_shelf, parcel_of, picked, shelf_of
from tests.factories.warehouse import CellFactory, shop_in_storage, warehouse_of
from warehouse.models import Balance, Cell, PickLine, Storage

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    shop = shop_in_storage()
    Storage.everything.filter(shop=shop).update(check_before_packing=["*"])
    return shop


def checker(parcel):
    return Worker(parcel.warehouse_id, "check", at=parcel.picked_at, name="Ira")


def tote_of(parcel):
    return Cell.objects.get(pk=parcel.tote_id).code


def lying(offer):
    rows = Balance.objects.of(PLATFORM).filter(offer=offer, on_hand__gt=0)
    return sorted(rows.values_list("cell__kind", "condition", "on_hand", "reserved"))


def test_r_003_13_what_passed_may_be_packed_and_nothing_before(shop):
    parcel = picked({on_shelf(shop): 1})
    packer = Worker(parcel.warehouse_id, "pack", at=parcel.picked_at, name="Pavlo")
    assert packer.scan(tote_of(parcel)).title == "Check first"
    ira = checker(parcel)
    assert [ira.scan(tote_of(parcel)).verdict, ira.scan("CMD:PASS").title] == ["ok", "Passed"]
    assert parcel_of(parcel.order).checked_at == ira.at
    assert packer.scan(tote_of(parcel)).verdict == "ok"


def test_r_003_13_a_failure_returns_the_line_to_picking(shop):
    cup = on_shelf(shop)
    CellFactory(warehouse=warehouse_of(shop), kind="quarantine")
    parcel = picked({cup: 2})
    ira = checker(parcel)
    for code in (tote_of(parcel), cup.sku, "CMD:FAIL"):
        said = ira.scan(code)
    after = parcel_of(parcel.order)
    [again] = PickLine.objects.filter(ended_at=None)
    assert (said.title, after.state, after.lines.get().picked) == ("Failed", "picking", 1)
    assert (again.wave_id, again.quantity, again.balance.cell) == (after.wave_id, 1, shelf_of(cup))
    assert lying(cup) == [
        ("quarantine", "quarantine", 1, 0),
        ("shelf", "good", 8, 1),
        ("tote", "good", 1, 1),
    ]
    olena = Worker(parcel.warehouse_id, "pick", at=ira.at)
    for code in ("CMD:NEXT", shelf_of(cup).code, cup.sku, tote_of(after)):
        assert olena.scan(code).verdict == "ok"
    assert parcel_of(parcel.order).state == "picked"


def test_a_failure_with_no_other_piece_makes_the_order_wait(shop):
    cup = on_shelf(shop, 1)
    parcel = picked({cup: 1})
    ira = checker(parcel)
    for code in (tote_of(parcel), cup.sku, "CMD:FAIL"):
        ira.scan(code)
    assert parcel_of(parcel.order).state == "short"
    assert lying(cup) == [("tote", "quarantine", 1, 0)]


def test_what_is_not_of_the_order_is_told(shop):
    other, parcel = on_shelf(shop), picked({on_shelf(shop): 1})
    ira = checker(parcel)
    ira.scan(tote_of(parcel))
    said = ira.scan(other.sku)
    assert (said.verdict, said.title) == ("wrong", "Not of this order")


def test_a_pass_is_taken_back_and_a_failure_is_not_and_says_why(shop):
    cup = on_shelf(shop)
    CellFactory(warehouse=warehouse_of(shop), kind="quarantine")
    parcel = picked({cup: 1})
    ira = checker(parcel)
    ira.scan(tote_of(parcel))
    assert ira.scan("CMD:PASS").can_undo
    assert (ira.undo().verdict, parcel_of(parcel.order).checked_at) == ("ok", None)
    for code in (cup.sku, "CMD:FAIL"):
        said = ira.scan(code)
    assert (said.title, said.can_undo) == ("Failed", False)
    were = lying(cup)
    refused = ira.undo()
    assert (refused.code, refused.text) == ("nothing_to_undo", said.data["no_undo"])
    assert lying(cup) == were
