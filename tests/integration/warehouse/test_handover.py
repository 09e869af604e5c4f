"""From closed pallets to a signed truck (R-002-23, R-002-24, R-002-42, R-002-47 to R-002-49)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel.scope import PLATFORM
from orders.models import Order
from orders.services import cancel_order
from orders.states import OrderState
from tests.factories.docks import (
    NOW,
    PACKER,
    at_dock,
    closed_pallet,
    dispatched,
    dock_of_shop,
    drawing,
    loaded_truck,
    signed,
)
from tests.factories.warehouse import shop_in_storage
from warehouse.models import Handover, Outbound, Pallet, Seal
from warehouse.services.calling_back import stop_parcel
from warehouse.services.forcing import force_onto_pallet
from warehouse.services.freezing import (
    NotReadyToClose,
    StoppedOnPallet,
    freeze_handover,
    thaw_handover,
)
from warehouse.services.handover_papers import keep_papers
from warehouse.services.handovers import (
    OnSheetAlready,
    PalletNotForThis,
    SheetClosed,
    SheetNotClosed,
    describe_handover,
    drop_handover,
    load_pallet,
    open_handover,
)
from warehouse.services.sealing import (
    SealEnded,
    SealMistyped,
    SealOnAlready,
    apply_seal,
    open_seal,
    remove_seal,
    report_seal_broken,
)
from warehouse.services.signing import SignatureNeeded, sign_handover
from warehouse.states import HandoverState, OutboundState, PalletState, SealState

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return shop_in_storage()


@pytest.fixture
def dock(shop):
    return dock_of_shop(shop)


@pytest.fixture
def truck(shop, dock):
    """A truck with two pallets of two parcels each, ready to be closed."""
    parcels = dispatched(4, shop)
    return loaded_truck(dock, [closed_pallet(dock, parcels[:2]), closed_pallet(dock, parcels[2:])])


def freeze(truck, at=NOW):
    return freeze_handover(handover_id=truck.pk, at=at)


def parcels_of(truck):
    return (
        Outbound.everything.filter(pallet__handover=truck).select_related("order").order_by("code")
    )


def everything():
    return (
        list(Handover.objects.values().order_by("id")),
        list(Pallet.objects.values().order_by("id")),
        list(Outbound.everything.values().order_by("id")),
        list(Order.everything.values("id", "state", "version").order_by("id")),
    )


def test_the_frozen_totals_equal_the_scans_r_002_23(truck):
    """R-002-23: pallets, parcels, weight and seals on the sheet are what stands on the truck."""
    sheet = freeze(truck).sheet
    parcels = list(parcels_of(truck))
    assert sheet["totals"] == {
        "pallets": 2,
        "parcels": 4,
        "orders": 4,
        "grams": sum(p.weight_g for p in parcels),
        "seals": 1,
    }
    on = {row["code"]: p["sscc"] for p in sheet["pallets"] for row in p["parcels"]}
    assert on == {p.code: p.pallet.sscc for p in parcels}
    assert (sheet["vehicle"], sheet["carrier"], sheet["seals"]) == (
        "AA 1234 BB",
        "Nova Poshta",
        ["A-001"],
    )


def test_a_parcel_on_no_pallet_cannot_be_in_a_handover_r_002_42(shop, dock, truck):
    [parcel] = dispatched(1, shop)
    answer = at_dock(dock, parcel.code, action="handover")
    assert (answer.verdict, answer.code) == ("wrong", "scan_the_pallet")
    freeze(truck)
    signed(truck)
    assert Outbound.everything.get(pk=parcel.pk).state == OutboundState.DISPATCHED


def test_without_a_seal_the_sheet_is_not_closed_r_002_47(truck):
    remove_seal(handover_id=truck.pk, number="A-001")
    before = everything()
    with pytest.raises(NotReadyToClose, match="seal"):
        freeze(truck)
    with pytest.raises(SheetNotClosed):
        signed(truck)
    assert everything() == before


def test_without_vehicle_or_pallets_the_sheet_is_not_closed(dock, truck):
    describe_handover(handover_id=truck.pk, vehicle=" ", driver="x", destination="y")
    with pytest.raises(NotReadyToClose) as refused:
        freeze(truck)
    assert refused.value.field == "vehicle"
    drop_handover(handover_id=truck.pk)
    empty = open_handover(dock=dock, carrier="Nova Poshta", at=NOW)
    with pytest.raises(NotReadyToClose) as refused:
        freeze(empty)
    assert refused.value.field == "pallets"


def test_a_seal_is_typed_twice_and_once_on_a_sheet(truck):
    with pytest.raises(SealMistyped):
        apply_seal(handover_id=truck.pk, number="B-1", again="B-7", at=NOW)
    with pytest.raises(SealOnAlready):
        apply_seal(handover_id=truck.pk, number="a - 001", again="A-001", at=NOW)
    assert list(Seal.objects.values_list("number", flat=True)) == ["A-001"]


def test_the_number_is_given_once_and_a_thaw_makes_a_new_version(truck):
    first = freeze(truck)
    number = first.number
    thawed = thaw_handover(handover_id=truck.pk, at=NOW)
    assert (thawed.state, thawed.version) == (HandoverState.LOADING, 2)
    again = freeze(truck, NOW + timedelta(minutes=5))
    assert (again.number, again.version, again.sheet["version"]) == (number, 2, 2)
    assert [(p.kind, p.version) for p in again.papers.order_by("id")] == [("sheet", 1), ("tn1", 1)]


def test_what_is_scanned_after_the_freeze_goes_with_the_next_sheet(shop, dock, truck):
    late = closed_pallet(dock, dispatched(1, shop))
    sheet = freeze(truck).sheet
    with pytest.raises(SheetClosed):
        load_pallet(handover_id=truck.pk, sscc=late.sscc)
    signed(truck)
    following = loaded_truck(dock, [late])
    assert freeze(following).sheet["totals"]["parcels"] == 1
    truck.refresh_from_db()
    assert truck.sheet == sheet


@pytest.mark.parametrize("fact_came", [True, False])
def test_a_stopped_parcel_keeps_the_sheet_open_and_is_named_r_002_38(truck, fact_came):
    parcel = parcels_of(truck).first()
    acting = {"order_id": parcel.order_id, "scope": PLATFORM, "actor": PACKER, "now": NOW}
    cancel_order(**acting, reason="buyer_request")
    if fact_came:
        stop_parcel(Outbound.everything.select_related("order").get(pk=parcel.pk), at=NOW)
    before = everything()
    with pytest.raises(StoppedOnPallet, match=parcel.code) as refused:
        freeze(truck)
    assert parcel.pallet.sscc in str(refused.value)
    assert everything() == before


def test_one_cancelled_after_the_freeze_is_not_signed_away(truck):
    freeze(truck)
    parcel = parcels_of(truck).first()
    acting = {"order_id": parcel.order_id, "scope": PLATFORM, "actor": PACKER, "now": NOW}
    cancel_order(**acting, reason="buyer_request")
    before = everything()
    with pytest.raises(StoppedOnPallet, match=parcel.code):
        signed(truck)
    assert everything() == before


def test_signed_by_both_it_is_the_carriers_and_the_orders_have_left_r_002_24(truck, monkeypatch):
    """R-002-24: date and time, both parties, and the fact that starts the claim clock."""
    told = []
    monkeypatch.setattr("warehouse.services.signing.record", told.append)
    freeze(truck)
    at = NOW + timedelta(minutes=20)
    done = signed(truck, at)
    assert (done.state, done.signed_at, done.our_name, done.their_name) == (
        HandoverState.SIGNED,
        at,
        "Павло Стриж",
        "Ґудзь Їжак",
    )
    parcels = list(parcels_of(truck))
    assert {(p.state, p.handed_over_at) for p in parcels} == {(OutboundState.HANDED_OVER, at)}
    assert {p.state for p in Pallet.objects.all()} == {PalletState.HANDED_OVER}
    orders = {o.pk: o for o in Order.everything.all()}
    assert {(o.state, o.shipped_at) for o in orders.values()} == {(OrderState.DELIVERING, at)}
    assert {p.code for p in parcels} == {o.waybill for o in orders.values()}
    [fact] = told
    assert (fact.carrier, fact.number, fact.seals, set(fact.order_ids), set(fact.outbound_ids)) == (
        "Nova Poshta",
        done.number,
        ("A-001",),
        set(orders),
        {p.pk for p in parcels},
    )
    before = everything()
    assert signed(truck, at + timedelta(hours=1)).signed_at == at
    assert (everything(), len(told)) == (before, 1)


@pytest.mark.parametrize("field", ["our_name", "our_signature", "their_name", "their_signature"])
def test_it_takes_both_names_and_both_signatures(truck, field):
    freeze(truck)
    given = {
        "our_name": "A",
        "our_signature": drawing(),
        "their_name": "B",
        "their_signature": drawing(),
    }
    before = everything()
    for wrong in [" "] if "name" in field else [b"", b"\x89PNG\r\n\x1a\n", drawing()[:-5]]:
        with pytest.raises(SignatureNeeded):
            sign_handover(handover_id=truck.pk, **{**given, field: wrong}, actor=PACKER, at=NOW)
    assert everything() == before


def test_an_order_of_two_parcels_leaves_with_the_last_of_them(shop, dock):
    first, second = dispatched(2, shop)
    Outbound.everything.filter(pk=second.pk).update(
        order=first.order_id, place=2, extra_reason="multi_piece"
    )
    for number, parcel in enumerate((first, second)):
        truck = loaded_truck(dock, [closed_pallet(dock, [parcel])])
        freeze(truck)
        signed(truck)
        state = Order.everything.get(pk=first.order_id).state
        assert state == [OrderState.AWAITING_SHIPMENT, OrderState.DELIVERING][number]


def test_a_forced_parcel_leaves_and_its_cancelled_order_stays_so_r_002_38(shop, dock):
    sound, stopped = dispatched(2, shop)
    acting = {"order_id": stopped.order_id, "scope": PLATFORM, "actor": PACKER, "now": NOW}
    cancel_order(**acting, reason="buyer_request")
    at_dock(dock, "CMD:PALLET=Nova Poshta")
    at_dock(dock, sound.code)
    force_onto_pallet(code=stopped.code, reason="The buyer wants it again", dock=dock, at=NOW)
    at_dock(dock, "CMD:CLOSE")
    truck = loaded_truck(dock, [Pallet.objects.get()])
    sheet = freeze(truck).sheet
    signed(truck)
    assert {row["code"]: row["forced"] for row in sheet["pallets"][0]["parcels"]} == {
        sound.code: False,
        stopped.code: True,
    }
    assert Order.everything.get(pk=stopped.order_id).state == OrderState.CANCELLED
    assert Outbound.everything.get(pk=stopped.pk).state == OutboundState.HANDED_OVER


def test_pallets_of_others_open_or_loaded_are_refused(shop, dock, truck):
    loaded = Pallet.objects.filter(handover=truck).first()
    with pytest.raises(OnSheetAlready):
        load_pallet(handover_id=truck.pk, sscc=loaded.sscc)
    other = closed_pallet(dock, dispatched(1, shop, carrier="Ukrposhta"))
    with pytest.raises(PalletNotForThis, match="Ukrposhta"):
        load_pallet(handover_id=truck.pk, sscc=other.sscc)
    at_dock(dock, "CMD:PALLET=Nova Poshta")
    still_open = Pallet.objects.get(state=PalletState.OPEN)
    with pytest.raises(PalletNotForThis, match="close it"):
        load_pallet(handover_id=truck.pk, sscc=still_open.sscc)


def test_a_dropped_truck_frees_its_pallets(truck):
    drop_handover(handover_id=truck.pk)
    assert set(Pallet.objects.values_list("state", "handover")) == {(PalletState.CLOSED, None)}


def test_a_seals_life_r_002_49(truck, monkeypatch):
    """R-002-49: opened with place, time and state; broken before arrival is told as an incident."""
    told = []
    monkeypatch.setattr("warehouse.services.sealing.record", told.append)
    apply_seal(handover_id=truck.pk, number="A-002", again="A-002", at=NOW)
    whole, broken = Seal.objects.order_by("number")
    with pytest.raises(SealEnded):
        open_seal(seal_id=whole.pk, place="SC 1", at=NOW)
    freeze(truck)
    signed(truck)
    for _time in range(2):  # again changes nothing
        opened = open_seal(seal_id=whole.pk, place="SC 1", at=NOW)
        report_seal_broken(seal_id=broken.pk, place="Road M06", note="wire cut", at=NOW)
    broken.refresh_from_db()
    assert (opened.state, opened.place, opened.ended_at) == (SealState.OPENED, "SC 1", NOW)
    assert (broken.state, broken.place, broken.note) == (SealState.BROKEN, "Road M06", "wire cut")
    assert [(f.seal, f.place, f.handover_id) for f in told] == [("A-002", "Road M06", truck.pk)]
    with pytest.raises(SealEnded):
        report_seal_broken(seal_id=whole.pk, place="elsewhere", note="", at=NOW)


def test_papers_are_kept_once_signed_and_unsigned(truck):
    """R-002-23, R-002-48: what was printed stays byte for byte."""
    freeze(truck)
    assert keep_papers(handover_id=truck.pk, at=NOW) == 2
    assert keep_papers(handover_id=truck.pk, at=NOW) == 0
    before = dict(truck.papers.values_list("kind", "sha256"))
    signed(truck)
    assert keep_papers(handover_id=truck.pk, at=NOW) == 2
    after = dict(truck.papers.values_list("kind", "sha256"))
    assert set(after) == {"sheet", "tn1", "sheet-signed", "tn1-signed"}
    assert {kind: after[kind] for kind in before} == before


def test_signing_costs_as_many_statements_for_many_as_for_few(shop, dock):
    counts = []
    for n in (1, 2, 30):  # the first learns calendars by heart; policies are read anew by the clock
        truck = loaded_truck(dock, [closed_pallet(dock, dispatched(n, shop))])
        freeze(truck)
        with CaptureQueriesContext(connection) as spent:
            signed(truck)
        counts.append(sum("policy" not in q["sql"] for q in spent.captured_queries))
    assert counts[1] == counts[2]
