"""Goods in at the door, piece by piece (R-001-22..-25, C-39)."""

from datetime import UTC, date, datetime
from random import Random
from uuid import uuid4

import pytest
from django.db.models import Sum

from kernel.history import SYSTEM
from kernel.scope import PLATFORM
from tests.factories.outbounds import Worker
from tests.factories.sellers import OfferFactory
from tests.factories.warehouse import CellFactory, shop_in_storage, warehouse_of
from warehouse.models import Balance, DoorRefusal, Inbound, ItemBarcode, Movement, Scan
from warehouse.services.inbounds import AnnouncedLine, announce_inbound

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 3, 8, tzinfo=UTC)


@pytest.fixture
def shop():
    return shop_in_storage()


@pytest.fixture
def door(shop):
    return CellFactory(warehouse=warehouse_of(shop), kind="door", code="DOOR-1")


@pytest.fixture
def shelf(shop):
    return CellFactory(warehouse=warehouse_of(shop), code="A-01")


@pytest.fixture
def olena(shop, door):
    return Worker(warehouse_of(shop).pk, "receive", at=AT)


def announced(shop, goods, number="D-1"):
    lines = [AnnouncedLine(offer.sku, n) for offer, n in goods.items()]
    inbound, _new = announce_inbound(
        shop_id=shop.pk, number=number, lines=lines, actor=SYSTEM, at=AT
    )
    return inbound


def lying(offer):
    rows = Balance.objects.of(PLATFORM).filter(offer=offer, on_hand__gt=0)
    return {(b.cell.kind, b.condition): b.on_hand for b in rows.select_related("cell")}


def line_of(offer):
    [line] = Inbound.objects.of(PLATFORM).get(shop=offer.shop).lines.filter(offer=offer)
    return (line.expected, line.received, line.damaged, line.awaiting_label, line.put_away)


def books_are_true():
    """Tell whether each balance is the sum of its movements."""
    rows = Balance.objects.of(PLATFORM).annotate(moved=Sum("movements__delta", default=0))
    return all(b.on_hand == b.moved for b in rows)


def test_goods_with_a_barcode_are_counted_and_wait_for_their_shelf(shop, olena, shelf):
    lamp = OfferFactory(shop=shop, barcode="4820000000017")
    announced(shop, {lamp: 3})
    assert olena.scan("D-1").verdict == "ok"
    answers = [olena.scan("4820000000017") for _ in range(3)]
    assert [(a.verdict, a.done, a.of) for a in answers] == [("ok", n, 3) for n in (1, 2, 3)]
    assert (line_of(lamp), lying(lamp)) == ((3, 3, 0, 0, 0), {("door", "good"): 3})


def test_what_lies_at_the_door_is_not_sold_and_on_a_shelf_it_is(shop, olena, shelf):
    lamp = OfferFactory(shop=shop, barcode="4820000000017")
    announced(shop, {lamp: 2})
    for code in ("D-1", "QTY:2", "4820000000017", "CMD:DONE"):
        assert olena.scan(code).verdict == "ok"
    mover = Worker(olena.warehouse_id, "put_away", at=AT)
    shown = mover.scan("4820000000017")
    assert (shown.title, shown.of) == ("Take it to A-01", 2)
    assert mover.scan(shelf.code).title == "How many?"
    assert lying(lamp) == {("door", "good"): 2}
    assert mover.scan("QTY:2").verdict == "ok"
    assert (lying(lamp), line_of(lamp)) == ({("shelf", "good"): 2}, (2, 2, 0, 0, 2))
    assert mover.undo().verdict == "ok"
    assert (lying(lamp), line_of(lamp)) == ({("door", "good"): 2}, (2, 2, 0, 0, 0))
    assert books_are_true()


def test_r_001_22_goods_without_barcode_get_a_unique_one_and_labels_and_wait_for_the_scan(
    shop, olena, shelf
):
    """C-39: the internal barcode is the item barcode."""
    vase, other = OfferFactory(shop=shop), OfferFactory(shop=shop)
    announced(shop, {vase: 3, other: 1})
    olena.scan("D-1")
    olena.scan(f"SKU:{vase.sku}")
    answer = olena.scan("QTY:3")
    [code] = ItemBarcode.objects.of(PLATFORM).filter(offer=vase)
    assert code.is_ours
    assert answer.data["print"].endswith(f"/items/{code.pk}/labels/3/")
    assert (line_of(vase), lying(vase)) == ((3, 3, 0, 3, 0), {("door", "quarantine"): 3})

    mover = Worker(olena.warehouse_id, "put_away", at=AT)
    refused = mover.scan(f"SKU:{vase.sku}")
    assert (refused.verdict, refused.code) == ("wrong", "not_labelled_yet")
    assert olena.scan("CMD:DONE").code == "labels_missing"

    assert olena.scan(code.code).verdict == "ok"
    assert (line_of(vase), lying(vase)) == (
        (3, 3, 0, 2, 0),
        {("door", "quarantine"): 2, ("door", "good"): 1},
    )
    mover.scan(code.code)
    mover.scan(shelf.code)
    assert mover.scan("QTY:2").code == "not_a_number"  # one is labelled
    assert mover.scan("QTY:1").verdict == "ok"
    assert lying(vase) == {("door", "quarantine"): 2, ("shelf", "good"): 1}

    for name in (f"SKU:{other.sku}", "QTY:1"):
        olena.scan(name)
    assert ItemBarcode.objects.of(PLATFORM).values("code").distinct().count() == 2
    assert books_are_true()


def test_an_unknown_barcode_asks_which_goods_they_are_and_can_be_learned(shop, olena):
    vase = OfferFactory(shop=shop)
    announced(shop, {vase: 2})
    olena.scan("D-1")
    answer = olena.scan("4829999999999")
    assert (answer.verdict, answer.code) == ("wrong", "unknown_barcode")
    olena.scan(f"SKU:{vase.sku}")
    assert olena.scan("CMD:LEARN").verdict == "ok"
    assert olena.scan("4829999999999").verdict == "ok"
    assert lying(vase) == {("door", "good"): 2}


@pytest.mark.parametrize(
    ("category", "size", "rule"),
    [
        ("perishable food", None, "perishable_food"),
        ("jewellery", None, "jewellery"),
        ("furniture", (1500, 1000, 510), "too_large"),
    ],
)
def test_r_001_23_to_25_the_door_refuses_with_the_rules_words(shop, olena, category, size, rule):
    """R-001-23, R-001-24, R-001-25: the refusal is written down, no piece comes in."""
    sides = dict(zip(("length_mm", "width_mm", "height_mm"), size or (), strict=False))
    bad = OfferFactory(shop=shop, barcode="4820000000024", category=category, **sides)
    olena.scan(shop.slug, action="receive_blind")
    answer = olena.scan(bad.barcode)
    assert (answer.verdict, answer.code) == ("stop", "refused_at_door")
    [refusal] = DoorRefusal.objects.of(PLATFORM)
    assert (refusal.rule, refusal.offer_id, refusal.quantity) == (rule, bad.pk, 1)
    assert not Movement.objects.of(PLATFORM).exists()
    assert olena.scan("CMD:DONE").text == "Not what was announced: the shop is told."


def test_r_001_24_three_metres_are_let_in_and_unmeasured_furniture_is_measured_first(shop, olena):
    sofa = OfferFactory(shop=shop, barcode="4820000000031", category="furniture")
    olena.scan(shop.slug, action="receive_blind")
    assert olena.scan(sofa.barcode).code == "size_unknown"
    assert olena.scan("SIZE:1500x1000x500").verdict == "ok"
    assert olena.scan(sofa.barcode).verdict == "ok"
    assert lying(sofa) == {("door", "good"): 1}


def test_damaged_pieces_stand_apart_and_the_difference_is_told(shop, olena, facts):
    lamp = OfferFactory(shop=shop, barcode="4820000000017")
    inbound = announced(shop, {lamp: 3})
    for code in ("D-1", lamp.barcode, "CMD:DAMAGED", lamp.barcode, "CMD:DONE"):
        assert olena.scan(code).verdict == "ok"
    assert lying(lamp) == {("door", "good"): 1, ("door", "defective"): 1}
    assert Inbound.objects.of(PLATFORM).get().state == "received"
    [fact] = facts("warehouse.goods.received.v1")
    assert (fact["inbound_id"], fact["pieces"], fact["differences"]) == (inbound.pk, 2, True)


def test_lots_and_days_are_kept_and_do_not_pass_on_to_other_goods(shop, olena):
    milk, lamp = (OfferFactory(shop=shop, barcode=f"48200000000{n}") for n in (48, 55))
    olena.scan(shop.slug, action="receive_blind")
    for code in ("LOT:L7", "EXP:2026-12-31", milk.barcode, milk.barcode, lamp.barcode):
        assert olena.scan(code).verdict == "ok"
    rows = Balance.objects.of(PLATFORM).values_list(
        "offer", "lot__code", "lot__expires_on", "on_hand"
    )
    assert sorted(rows) == [(milk.pk, "L7", date(2026, 12, 31), 2), (lamp.pk, None, None, 1)]
    assert olena.scan("EXP:2026-02-03").verdict == "ok"
    assert olena.scan(milk.barcode).code == "has_expired"


def test_undo_takes_the_last_piece_back_once(shop, olena):
    lamp = OfferFactory(shop=shop, barcode="4820000000017")
    announced(shop, {lamp: 2})
    for code in ("D-1", lamp.barcode, lamp.barcode):
        olena.scan(code)
    assert [olena.undo().verdict, olena.undo().verdict] == ["ok", "wrong"]
    assert (line_of(lamp)[:2], lying(lamp)) == ((2, 1), {("door", "good"): 1})
    assert books_are_true()


def test_pieces_in_any_order_with_double_scans_are_counted_once_each(shop, olena):
    """A repeat of the same scan is the same piece."""
    offers = [OfferFactory(shop=shop, barcode=f"482000000{n:04}") for n in range(4)]
    want = {offer: n for n, offer in enumerate(offers, 3)}
    announced(shop, want)
    olena.scan("D-1")
    pieces = [(offer, uuid4()) for offer, n in want.items() for _ in range(n)]
    scans = pieces + pieces[::2]
    Random(7).shuffle(scans)
    for offer, action_id in scans:
        assert olena.scan(offer.barcode, action_id=action_id).verdict == "ok"
    assert {offer: line_of(offer)[1] for offer in offers} == want
    assert {offer: lying(offer) for offer in offers} == {
        offer: {("door", "good"): n} for offer, n in want.items()
    }
    assert books_are_true()


def test_a_kill_in_the_middle_leaves_no_half_of_a_scan(shop, olena, monkeypatch):
    """Killed after the pieces were booked: neither count, nor books, nor scan know of it."""
    lamp = OfferFactory(shop=shop, barcode="4820000000017")
    announced(shop, {lamp: 2})
    olena.scan("D-1")

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("warehouse.services.scanning._write", killed)
        with pytest.raises(KeyboardInterrupt):
            olena.scan(lamp.barcode)
    assert (line_of(lamp), lying(lamp), Scan.objects.count()) == ((2, 0, 0, 0, 0), {}, 1)
    assert olena.scan(lamp.barcode).verdict == "ok"
    assert (lying(lamp), books_are_true()) == ({("door", "good"): 1}, True)
