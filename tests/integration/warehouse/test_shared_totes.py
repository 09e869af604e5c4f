"""Single-line orders picked into one tote go past the wall: an item says which is packed (R-002-17)."""

import pytest

from kernel.history import SYSTEM
from kernel.scope import PLATFORM
from orders.services import cancel_order
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
from tests.factories.warehouse import shop_in_storage

pytestmark = pytest.mark.django_db


def test_r_002_17_single_line_orders_skip_the_wall_and_an_item_says_which_is_packed():
    shop = shop_in_storage()
    cup, book, shared = on_shelf(shop), on_shelf(shop), tote(shop)
    parcels = in_wave({cup: 1}, {book: 1})
    olena = Worker(parcels[0].warehouse_id, "pick", at=parcels[0].released_at)
    olena.scan(f"WV:{wave_of(parcels[0]).number}")
    for offer in (cup, book):
        for code in (shelf_of(offer).code, offer.sku, shared.code):
            assert olena.scan(code).verdict == "ok"
    igor = Worker(olena.warehouse_id, "pack", at=olena.at, name="Igor")
    asked = igor.scan(shared.code)
    assert (asked.title, igor.context) == ("Scan an item", {"shared": shared.pk})
    assert igor.scan(on_shelf(shop).sku).code == "not_in_this_tote"
    assert [parcel_of(p.order).packer_id for p in parcels] == [None, None]
    opened = igor.scan(book.sku)
    assert (opened.verdict, opened.subject) == ("ok", ("outbound", str(parcels[1].pk)))
    assert [parcel_of(p.order).packer_id for p in parcels] == [None, igor.user.pk]


def test_r_002_17_what_a_tote_of_many_holds_for_the_wall_is_sent_there():
    shop = shop_in_storage()
    cup, book, shared = on_shelf(shop), on_shelf(shop), tote(shop)
    one, two = in_wave({cup: 1}, {cup: 1, book: 1})
    olena = Worker(one.warehouse_id, "pick", at=one.released_at)
    olena.scan(f"WV:{wave_of(one).number}")
    for code in (shelf_of(cup).code, cup.sku, shared.code, cup.sku, shared.code):
        assert olena.scan(code).verdict == "ok"
    for code in (shelf_of(book).code, book.sku, shared.code):
        assert olena.scan(code).verdict == "ok"
    igor = Worker(olena.warehouse_id, "pack", at=olena.at, name="Igor")
    for code in (shared.code, cup.sku, "PKG-BAG-M", "CMD:CLOSE", parcel_of(one.order).code):
        assert igor.scan(code).verdict == "ok", code

    said = igor.scan(shared.code)
    assert (said.title, said.code) == ("Sort first", "nothing_to_pack")
    assert (parcel_of(two.order).state, parcel_of(two.order).packer_id) == ("picked", None)


def test_the_last_order_beside_a_cancelled_one_is_packed_by_its_item(deliver):
    """R-002-17, R-002-37: neither station could take what is left of a tote that a buyer cancelled into."""
    shop = shop_in_storage()
    cup, book, shared = on_shelf(shop), on_shelf(shop), tote(shop)
    live, cancelled = in_wave({cup: 1}, {book: 1})
    olena = Worker(live.warehouse_id, "pick", at=live.released_at)
    olena.scan(f"WV:{wave_of(live).number}")
    for offer in (cup, book):
        for code in (shelf_of(offer).code, offer.sku, shared.code):
            assert olena.scan(code).verdict == "ok"
    acting = {"scope": PLATFORM, "actor": SYSTEM, "now": olena.at, "reason": "buyer_request"}
    cancel_order(order_id=cancelled.order_id, **acting)
    deliver()
    assert parcel_of(cancelled.order).state == "put_back"
    igor = Worker(olena.warehouse_id, "pack", at=olena.at, name="Igor")
    asked = igor.scan(shared.code)
    assert (asked.title, asked.text.split()[0]) == ("Scan an item", "2")
    assert igor.scan(book.sku).code == "not_in_this_tote"
    opened = igor.scan(cup.sku)
    assert (opened.verdict, opened.subject) == ("ok", ("outbound", str(live.pk)))


def test_r_002_17_a_line_that_lies_in_two_totes_comes_together_on_the_wall():
    """One line, but the first tote was full: packed out of the last tote, its books would lack pieces."""
    shop = shop_in_storage()
    cup, first, second, wall = on_shelf(shop), tote(shop), tote(shop), slot(shop)
    [parcel] = in_wave({cup: 2})
    olena = Worker(parcel.warehouse_id, "pick", at=parcel.released_at)
    olena.scan(f"WV:{wave_of(parcel).number}")
    for code in (shelf_of(cup).code, cup.sku, first.code, shelf_of(cup).code, cup.sku, second.code):
        assert olena.scan(code).verdict == "ok", code
    assert (parcel_of(parcel.order).state, parcel_of(parcel.order).tote_id) == ("picked", None)
    igor = Worker(olena.warehouse_id, "pack", at=olena.at, name="Igor")
    assert igor.scan(second.code).title == "Sort first"
    anna = Worker(olena.warehouse_id, "sort", at=igor.at, name="Anna")
    for code in (cup.sku, wall.code, cup.sku, wall.code):
        assert anna.scan(code).verdict == "ok", code
    igor = Worker(olena.warehouse_id, "pack", at=anna.at, name="Igor")
    for code in (wall.code, cup.sku, cup.sku, "PKG-BAG-M", "CMD:CLOSE"):
        assert igor.scan(code).verdict == "ok", code


def test_a_tote_of_many_that_a_scan_was_taken_back_from_is_free_for_the_others_again():
    """The tote was the parcel's only while all of it lay there."""
    shop = shop_in_storage()
    cup, book, shared, other = on_shelf(shop), on_shelf(shop), tote(shop), tote(shop)
    one, _two = in_wave({cup: 1}, {book: 1})
    olena = Worker(one.warehouse_id, "pick", at=one.released_at)
    olena.scan(f"WV:{wave_of(one).number}")
    for code in (shelf_of(cup).code, cup.sku, shared.code):
        assert olena.scan(code).verdict == "ok", code
    assert olena.undo().verdict == "ok"
    assert (parcel_of(one.order).state, parcel_of(one.order).tote_id) == ("picking", None)
    for code in (other.code, shelf_of(book).code, book.sku, shared.code):
        assert olena.scan(code).verdict == "ok", code
