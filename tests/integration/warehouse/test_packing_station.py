"""The packing station (R-002-18, R-002-19): scans from the tote to the label, and what they book."""

from datetime import timedelta

import pytest
from django.db.models import F

from kernel.history import Actor, ActorKind
from kernel.scope import PLATFORM
from orders.models import OrderContact
from orders.services import cancel_order
from tests.factories.parcels import PICKED_AT, do_scan, goods, parcel, parcel_of, worker
from tests.factories.sellers import OfferFactory
from tests.factories.warehouse import confirmed_order, reserve_by_hand, shop_in_storage, stock
from warehouse.models import (
    Balance,
    Label,
    Movement,
    Outbound,
    OutboundLine,
    OutboundMaterial,
    Packaging,
    PackagingStock,
    Reservation,
    Storage,
)
from warehouse.selectors.packing import (
    charge_of,
    packaging_to_buy,
    with_damage,
    without_packaging,
)
from warehouse.states import OutboundState as O

pytestmark = pytest.mark.django_db
AT = PICKED_AT + timedelta(minutes=30)


@pytest.fixture
def igor(db):
    return worker("Ігор")


def packing(box, actor, *codes, at=AT):
    """Scan these codes one after the other at packing; return the last answer."""
    answer = None
    for code in codes:
        answer = do_scan(box, "pack", code, actor, at=at)
    return answer


def pieces(box):
    return [
        line.offer.barcode
        for line in box.lines.select_related("offer")
        for _ in range(line.quantity)
    ]


def everything():
    """Return all that packing may change, to show that a refusal changed nothing."""
    return (
        list(Outbound.everything.order_by("pk").values_list("state", "tote_id", "version")),
        list(Balance.everything.order_by("pk").values_list("on_hand", "reserved")),
        list(Reservation.everything.order_by("pk").values_list("quantity", flat=True)),
        Movement.everything.count(),
        list(PackagingStock.objects.order_by("pk").values_list("quantity", flat=True)),
        Label.objects.count(),
        OutboundMaterial.objects.count(),
    )


def test_r_002_18_from_the_tote_to_the_label(igor):
    box = parcel(O.PICKED, goods(2, category="clothes", barcode="4820001"))
    tote = box.tote
    opened = packing(box, igor, tote.code)
    assert (opened.verdict, opened.done, opened.of) == ("ok", 0, 2)
    assert packing(box, igor, "4820001", "4820001").done == 2
    closed = packing(box, igor, "PKG-BAG-M", "CMD:CLOSE")
    box.refresh_from_db()
    assert (closed.code, box.state, box.tote, box.packed_at) == ("closed", O.PACKED, None, AT)
    assert closed.data["print"].endswith(f"/labels/{box.code}.png")
    assert list(box.lines.values_list("packed", flat=True)) == [2]
    label = packing(box, igor, box.code)
    box.refresh_from_db()
    assert (label.code, box.state, box.labelled_at) == ("labelled", O.LABELLED, AT)


def test_closing_books_the_goods_out_of_the_tote_and_ends_the_reservation(igor):
    box = parcel(O.PICKED, goods(3, category="clothes", barcode="4820001"))
    tote = box.tote_id
    packing(box, igor, box.tote.code, *["4820001"] * 3, "PKG-BAG-M", "CMD:CLOSE")
    balance = Balance.everything.get(cell_id=tote)
    assert (balance.on_hand, balance.reserved, Reservation.everything.count()) == (0, 0, 0)
    moved = Movement.everything.filter(kind="pack").values_list("delta", "subject_id")
    assert list(moved) == [(-3, str(box.pk))]


def test_goods_of_others_in_the_tote_stay(igor):
    box = parcel(O.PICKED, goods(1, category="clothes", barcode="4820001"))
    offer = box.lines.get().offer
    other = confirmed_order(box.shop, {offer: 5})
    reserve_by_hand(other, stock(offer, box.tote, 5), 5)
    packing(box, igor, box.tote.code, "4820001", "PKG-BAG-M", "CMD:CLOSE")
    balance = Balance.everything.get(cell=Outbound.everything.get(pk=box.pk).tote or balance_cell())
    assert (balance.on_hand, balance.reserved) == (5, 5)


def balance_cell():
    return Balance.everything.get().cell_id


def test_r_002_18_nothing_closes_before_every_piece_was_scanned(igor):
    box = parcel(O.PICKED, goods(2, category="clothes", barcode="4820001"))
    packing(box, igor, box.tote.code, "4820001", "PKG-BAG-M")
    before = everything()
    answer = packing(box, igor, "CMD:CLOSE")
    assert (answer.verdict, answer.code, everything()) == ("wrong", "not_all_scanned", before)


def test_r_002_18_a_wrong_piece_and_one_too_many_are_refused(igor):
    box = parcel(O.PICKED, goods(1, category="clothes", barcode="4820001"))
    OfferFactory(shop=box.shop, barcode="4820099")
    packing(box, igor, box.tote.code)
    wrong = packing(box, igor, "4820099")
    many = packing(box, igor, "4820001", "4820001")
    assert (wrong.verdict, wrong.title) == ("wrong", "Wrong piece")
    assert (many.verdict, many.title) == ("wrong", "One too many")
    assert packing(box, igor, "PKG-BAG-M", "CMD:CLOSE").code == "closed"


def test_the_last_piece_can_be_taken_back(igor):
    box = parcel(O.PICKED, goods(2, category="clothes", barcode="4820001"))
    packing(box, igor, box.tote.code, "4820001", "4820001")
    back = do_scan(box, "undo", "", igor, at=AT)
    assert (back.verdict, back.done, back.of) == ("ok", 1, 2)
    assert packing(box, igor, "PKG-BAG-M", "CMD:CLOSE").code == "not_all_scanned"
    assert packing(box, igor, "4820001", "CMD:CLOSE").code == "closed"
    assert do_scan(box, "undo", "", igor, at=AT).code == "nothing_to_undo"


def test_r_002_33_a_laptop_goes_into_a_box_only(igor):
    box = parcel(O.PICKED, goods(1, category="laptops", barcode="4820001"))
    packing(box, igor, box.tote.code, "4820001")
    before = everything()
    bag = packing(box, igor, "PKG-BAG-COURIER-L")
    assert (bag.verdict, bag.code, everything()) == ("wrong", "packaging_refused", before)
    assert packing(box, igor, "CMD:CLOSE").code == "packaging_missing"
    assert packing(box, igor, "PKG-BOX-OWN", "CMD:CLOSE").code == "closed"


def test_r_002_34_a_phone_leaves_with_both_materials_recorded(igor):
    box = parcel(O.PICKED, goods(1, category="phones", barcode="4820001"))
    packing(box, igor, box.tote.code, "4820001", "PKG-BOX-S")
    assert packing(box, igor, "CMD:CLOSE").code == "packaging_missing"
    assert packing(box, igor, "PKG-BAG-M", "CMD:CLOSE").code == "closed"
    kinds = box.materials.order_by("packaging__kind").values_list("packaging__kind", flat=True)
    assert list(kinds) == ["bag", "box"]


def test_r_002_32_film_is_confirmed_by_three_layers(igor):
    made = goods(1, category="home", barcode="4820001", length_mm=900, width_mm=400, height_mm=300)
    box = parcel(O.PICKED, made)
    packing(box, igor, box.tote.code, "4820001", "PKG-FILM", "2")
    assert packing(box, igor, "CMD:CLOSE").code == "layers_missing"
    assert packing(box, igor, "3", "CMD:CLOSE").code == "closed"
    assert list(box.materials.values_list("layers", flat=True)) == [3]


def test_r_003_14_the_buyers_request_is_ticked(igor):
    box = parcel(O.PICKED, goods(1, category="clothes", barcode="4820001"))
    OrderContact.everything.filter(order=box.order).update(note="Без чека, будь ласка")
    packing(box, igor, box.tote.code, "4820001", "PKG-BAG-M")
    asked = packing(box, igor, "CMD:CLOSE")
    assert (asked.code, "Без чека, будь ласка" in asked.text) == ("note_unread", True)
    assert packing(box, igor, "CMD:NOTE", "CMD:CLOSE").code == "closed"


def test_r_001_27_the_shops_wishes_are_asked_for(igor):
    box = parcel(O.PICKED, goods(1, category="clothes", barcode="4820001"))
    Storage.everything.filter(shop=box.shop).update(packing_wishes=["kraft"])
    packing(box, igor, box.tote.code, "4820001", "PKG-BAG-M")
    assert packing(box, igor, "CMD:CLOSE").code == "packaging_missing"
    assert packing(box, igor, "PKG-KRAFT", "CMD:CLOSE").code == "closed"


def test_r_002_31_a_parcel_without_packaging_is_flagged_and_the_shops_risk(igor):
    box = parcel(O.PICKED, goods(1, category="outdoor", barcode="4820001"))
    packing(box, igor, box.tote.code, "4820001")
    assert packing(box, igor, "CMD:CLOSE").code == "packaging_unrecorded"
    assert packing(box, igor, "CMD:BARE", "CMD:CLOSE").code == "closed"
    box.refresh_from_db()
    assert box.liability == "seller"
    assert list(without_packaging(Outbound.objects.of(PLATFORM))) == [box]


def test_r_001_28_packaging_is_taken_out_of_its_stock_and_is_to_be_bought(igor):
    box = parcel(O.PICKED, goods(1, category="clothes", barcode="4820001"))
    bag = Packaging.objects.get(code="bag-m")
    PackagingStock.objects.create(
        warehouse=box.warehouse, packaging=bag, quantity=11, reorder_at=10
    )
    assert packaging_to_buy(box.warehouse_id) == []
    packing(box, igor, box.tote.code, "4820001", "PKG-BAG-M", "CMD:CLOSE")
    assert [(row.packaging, row.quantity) for row in packaging_to_buy(box.warehouse_id)] == [
        (bag, 10)
    ]


def test_r_001_30_packaging_made_to_measure_is_charged(igor):
    box = parcel(O.PICKED, goods(1, category="monitors", barcode="4820001"))
    packing(box, igor, box.tote.code, "4820001", "PKG-MADE-TO-MEASURE", "PKG-FOAM", "CMD:CLOSE")
    assert charge_of(box.pk) == [("UAH", 15000)]


def test_two_packers_one_order_the_loser_is_told_who(igor):
    box = parcel(O.PICKED, goods(1, category="clothes", barcode="4820001"))
    packing(box, igor, box.tote.code)
    late = packing(box, worker("Оля"), box.tote.code)
    assert (late.verdict, late.code, late.text.startswith("Ігор")) == (
        "wrong",
        "somebody_packs",
        True,
    )
    box.refresh_from_db()
    assert box.packer_id == igor.user_id


def test_an_abandoned_parcel_may_be_taken_over_and_is_scanned_anew(igor):
    box = parcel(O.PICKED, goods(1, category="clothes", barcode="4820001"))
    packing(box, igor, box.tote.code, "4820001")
    olya, later = worker("Оля"), AT + timedelta(minutes=16)
    assert packing(box, olya, box.tote.code, at=later).verdict == "ok"
    assert packing(box, olya, "PKG-BAG-M", "CMD:CLOSE", at=later).code == "not_all_scanned"


def test_a_parcel_put_down_is_free_at_once(igor):
    box = parcel(O.PICKED, goods(1, category="clothes"))
    packing(box, igor, box.tote.code, "CMD:LEAVE")
    assert packing(box, worker("Оля"), box.tote.code).verdict == "ok"


def test_r_002_19_another_label_is_refused(igor):
    box = parcel(O.PICKED, goods(1, category="clothes", barcode="4820001"))
    other = parcel(O.PACKED, goods(shop=box.shop))
    packing(box, igor, box.tote.code, "4820001", "PKG-BAG-M", "CMD:CLOSE")
    answer = packing(box, igor, other.code)
    box.refresh_from_db()
    assert (answer.verdict, answer.title, box.state) == ("wrong", "Not this label", O.PACKED)


def test_r_002_19_the_carriers_label_is_kept_byte_for_byte_and_is_what_is_scanned(igor):
    from warehouse.services.labels import drawn_label, keep_carriers_label, valid_label

    box = parcel(O.PICKED, goods(1, category="clothes", barcode="4820001"))
    content = bytes(range(256))
    keep_carriers_label(
        box, code="20450000123456", content=content, media_type="application/pdf", at=AT
    )
    packing(box, igor, box.tote.code, "4820001", "PKG-BAG-M", "CMD:CLOSE")
    label = valid_label(box)
    assert (label.is_carriers, drawn_label(label, "pdf")) == (True, (content, "application/pdf"))
    assert packing(box, igor, "20450000123456").code == "labelled"


def test_a_cancelled_orders_tote_is_stopped(igor):
    box = parcel(O.PICKED, goods(1, category="clothes", barcode="4820001"))
    packing(box, igor, box.tote.code)
    cancel_order(
        order_id=box.order_id, scope=PLATFORM, actor=Actor(ActorKind.BUYER, "B"), now=AT,
        reason="buyer_request",
    )  # fmt: skip
    before = everything()
    answer = packing(box, igor, "4820001")
    assert (answer.verdict, everything()) == ("stop", before)


def test_what_the_shop_wants_checked_is_checked_first(igor):
    box = parcel(O.PICKED)
    Outbound.everything.filter(pk=box.pk).update(needs_check=True)
    assert packing(box, igor, box.tote.code).title == "Check first"


def test_a_tote_of_several_orders_is_sorted_first(igor):
    box = parcel(O.PICKED)
    things = {**goods(1, shop=box.shop), **goods(1, shop=box.shop)}
    parcel_of(confirmed_order(box.shop, things), things, O.PICKED, tote=box.tote)
    assert packing(box, igor, box.tote.code).title == "Sort first"


def test_r_002_29_a_second_parcel_needs_a_permitted_reason(igor):
    box = parcel(O.PICKED, goods(3, category="clothes", barcode="4820001"))
    packing(box, igor, box.tote.code, "4820001")
    before = everything()
    refused = packing(box, igor, "CMD:SECOND")
    assert (refused.code, everything()) == ("one_parcel_only", before)
    Outbound.everything.filter(pk=box.pk).update(carrier="Nova Poshta")
    assert packing(box, igor, "CMD:SECOND").title == "Two parcels"
    first, second = Outbound.everything.filter(order=box.order).order_by("place")
    assert (second.place, second.extra_reason, second.tote) == (2, "multi_piece", box.tote)
    assert list(OutboundLine.objects.order_by("outbound__place").values_list("quantity", "picked")) == [
        (1, 1), (2, 2),
    ]  # fmt: skip
    packing(box, igor, "PKG-BAG-M", "CMD:CLOSE", first.code)
    packing(box, igor, box.tote.code, "4820001", "4820001", "PKG-BAG-M", "CMD:CLOSE", second.code)
    states = Outbound.everything.filter(order=box.order).values_list("state", flat=True)
    assert (set(states), Reservation.everything.count()) == ({O.LABELLED}, 0)
    assert not Balance.everything.exclude(on_hand=0, reserved=F("on_hand")).exists()


def test_r_003_05_damage_is_counted_by_packaging(igor):
    from warehouse.models import GoodsReturn, ReturnedLine

    shop = shop_in_storage()
    for spoiled in (True, False):
        box = parcel(O.WEIGHED, goods(shop=shop))
        OutboundMaterial.objects.create(outbound=box, packaging=Packaging.objects.get(code="film"))
        do_scan(box, "dispatch", box.code, igor)
        back = GoodsReturn.everything.create(
            shop=shop, warehouse=box.warehouse, order=box.order, reason="damaged", opened_at=AT
        )
        ReturnedLine.objects.create(
            goods_return=back, offer=box.lines.get().offer, quantity=1,
            condition="defective" if spoiled else "good",
        )  # fmt: skip
    film = with_damage(Packaging.objects.filter(code="film")).get()
    assert (film.parcels, film.damaged) == (2, 1)
