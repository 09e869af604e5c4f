"""The sorting wall: what was picked for many goes to the slot of each (R-002-17)."""

import pytest

from kernel.scope import PLATFORM
from tests.factories.outbounds import (
    Worker,
    in_wave,
    on_shelf,
    parcel_of,
    shelf_of,
    slot,
    tote,
    wave_of,
)
from tests.factories.warehouse import shop_in_storage, stock
from warehouse.models import Balance
from warehouse.selectors.sorting import stray_goods, unsorted_goods

pytestmark = pytest.mark.django_db


@pytest.fixture
def wall():
    """Two orders of two lines each, picked into one tote; a wall of two slots."""

    class Wall:
        shop = shop_in_storage()

    Wall.cup, Wall.book = on_shelf(Wall.shop), on_shelf(Wall.shop)
    Wall.slots = [slot(Wall.shop), slot(Wall.shop)]
    Wall.tote = tote(Wall.shop)
    Wall.parcels = in_wave({Wall.cup: 1, Wall.book: 1}, {Wall.cup: 1, Wall.book: 1})
    first = Wall.parcels[0]
    olena = Worker(first.warehouse_id, "pick", at=first.released_at)
    olena.scan(f"WV:{wave_of(first).number}")
    for offer in (Wall.cup, Wall.book):
        olena.scan(shelf_of(offer).code)
        for _ in range(2):
            olena.scan(offer.sku)
            assert olena.scan(Wall.tote.code).verdict == "ok"
    Wall.petro = Worker(first.warehouse_id, "sort", at=olena.at, name="Petro")
    return Wall


def in_slots(wall):
    rows = Balance.objects.of(PLATFORM).filter(cell__kind="wall", on_hand__gt=0)
    return sorted(rows.values_list("cell__code", "offer__sku", "on_hand"))


def test_r_002_17_each_item_is_said_its_slot_and_an_order_is_whole_there(wall):
    petro, (one, two) = wall.petro, wall.slots
    said = []
    for sku in (wall.cup.sku, wall.book.sku, wall.cup.sku, wall.book.sku):
        told = petro.scan(sku)
        said.append((told.title, petro.scan(told.title).title))
    assert said == [
        (one.code, one.code),
        (one.code, "Whole"),
        (two.code, two.code),
        (two.code, "Whole"),
    ]
    assert [(p.state, p.tote_id) for p in map(parcel_of, (p.order for p in wall.parcels))] == [
        ("sorted", one.pk),
        ("sorted", two.pk),
    ]
    assert in_slots(wall) == sorted(
        (s.code, sku, 1) for s in wall.slots for sku in (wall.cup.sku, wall.book.sku)
    )
    assert unsorted_goods(petro.warehouse_id) == []


def test_r_002_17_a_wrong_slot_is_refused_and_nothing_moves(wall):
    told = wall.petro.scan(wall.cup.sku)
    said = wall.petro.scan(wall.slots[1].code)
    assert (told.title, said.code, said.title) == (
        wall.slots[0].code,
        "wrong_slot",
        wall.slots[0].code,
    )
    assert in_slots(wall) == []


def test_r_002_17_leftovers_are_reported(wall):
    other = on_shelf(wall.shop)
    assert wall.petro.scan(other.sku).title == "Leftover"
    stock(other, wall.tote, 2)
    [stray] = stray_goods(wall.petro.warehouse_id)
    assert (stray.place, stray.sku, stray.pieces) == (wall.tote.code, other.sku, 2)
    assert sum(one.pieces for one in unsorted_goods(wall.petro.warehouse_id)) == 4


def test_the_last_item_is_taken_out_of_its_slot_again(wall):
    told = wall.petro.scan(wall.cup.sku)
    wall.petro.scan(told.title)
    assert wall.petro.undo().verdict == "ok"
    assert in_slots(wall) == []
    assert len(unsorted_goods(wall.petro.warehouse_id)) == 4


def test_a_full_wall_says_what_to_do(wall):
    type(wall.slots[0]).objects.filter(kind="wall").update(is_locked=True)
    assert wall.petro.scan(wall.cup.sku).code == "wall_full"


def test_r_002_16_an_order_begun_in_a_tote_of_many_gets_no_tote_of_its_own():
    """Its goods would lie in two places, of which neither wall nor packing knew."""
    shop = shop_in_storage()
    cup, book = on_shelf(shop), on_shelf(shop)
    [parcel] = in_wave({cup: 1, book: 1})
    olena = Worker(parcel.warehouse_id, "pick", at=parcel.released_at)
    petro = Worker(parcel.warehouse_id, "pick", at=parcel.released_at, name="Petro")
    shared, own = tote(shop), tote(shop)
    for code in (f"WV:{wave_of(parcel).number}", shelf_of(cup).code, cup.sku, shared.code):
        assert olena.scan(code).verdict == "ok"

    assert petro.scan(f"WV:{wave_of(parcel).number}").verdict == "ok"
    assert petro.scan(own.code).code == "wrong_tote"
    assert parcel_of(parcel.order).tote_id is None
    for code in (shelf_of(book).code, book.sku, shared.code):
        assert petro.scan(code).verdict == "ok"
    assert parcel_of(parcel.order).state == "picked"
