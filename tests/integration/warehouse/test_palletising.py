"""Parcels onto pallets: one open pallet of a carrier at a dock, each parcel on one (R-002-22, R-002-42)."""

from uuid import uuid4

import pytest

from kernel.scope import PLATFORM
from orders.services import cancel_order
from tests.factories.docks import NOW, PACKER, at_dock, dispatched, dock_of_shop
from tests.factories.warehouse import shop_in_storage
from warehouse.models import GoodsReturn, Outbound, Pallet, Scan
from warehouse.services.calling_back import stop_parcel
from warehouse.services.pallets import PalletAlreadyOpen, open_pallet
from warehouse.states import Liability, OutboundState, PalletState

pytestmark = pytest.mark.django_db
NEW = "CMD:PALLET=Nova Poshta"


@pytest.fixture
def shop():
    return shop_in_storage()


@pytest.fixture
def dock(shop):
    return dock_of_shop(shop)


def stands(parcel):
    return Outbound.everything.values_list("state", "pallet__sscc").get(pk=parcel.pk)


def cancelled(parcel):
    acting = {"order_id": parcel.order_id, "scope": PLATFORM, "actor": PACKER, "now": NOW}
    cancel_order(**acting, reason="buyer_request")


def test_a_scanned_parcel_stands_on_the_open_pallet_and_the_scan_is_evidence(shop, dock):
    """R-002-22, R-002-27: one open pallet with an SSCC; station, camera and time are kept."""
    [parcel] = dispatched(1, shop)
    at_dock(dock, NEW)
    answer = at_dock(dock, parcel.code)
    pallet = Pallet.objects.get()
    assert (answer.verdict, stands(parcel)) == ("ok", (OutboundState.PALLETISED, pallet.sscc))
    seen = Scan.objects.get(subject_kind="outbound", subject_id=str(parcel.pk))
    assert (seen.station_id, seen.camera, seen.at) == (dock.pk, "cam-dock", NOW)


def test_r_002_22_parcels_whose_carrier_nobody_named_have_a_pallet_beside_those_of_others(
    shop, dock
):
    [_other], [parcel] = dispatched(1, shop), dispatched(1, shop, carrier="")
    at_dock(dock, "CMD:PALLET=")
    at_dock(dock, parcel.code)
    assert Outbound.everything.get(pk=parcel.pk).pallet.carrier == ""


def test_the_same_scan_sent_twice_is_one(shop, dock):
    [parcel] = dispatched(1, shop)
    at_dock(dock, NEW)
    action_id = uuid4()
    first = at_dock(dock, parcel.code, action_id=action_id)
    assert at_dock(dock, parcel.code, action_id=action_id) == first
    assert Scan.objects.filter(code=parcel.code).count() == 1


def test_a_second_scan_is_refused_with_the_pallet_it_stands_on_r_002_22(shop, dock):
    other = dock_of_shop(shop, "DOCK-2")
    [parcel] = dispatched(1, shop)
    at_dock(dock, NEW)
    at_dock(dock, parcel.code)
    at_dock(other, NEW)
    before = stands(parcel)
    for where in (dock, other):
        answer = at_dock(where, parcel.code)
        assert (answer.verdict, answer.code) == ("wrong", "already_on_pallet")
        assert before[1] in answer.text
    assert stands(parcel) == before


def test_a_closed_pallet_takes_nothing_and_opened_again_it_does_r_002_22(shop, dock):
    first, second = dispatched(2, shop)
    at_dock(dock, NEW)
    at_dock(dock, first.code)
    at_dock(dock, "CMD:CLOSE")
    answer = at_dock(dock, second.code)
    assert (answer.verdict, answer.code) == ("wrong", "no_open_pallet")
    assert stands(second) == (OutboundState.DISPATCHED, None)
    assert at_dock(dock, "CMD:REOPEN").verdict == "ok"
    assert at_dock(dock, second.code).verdict == "ok"


def test_another_carriers_parcel_is_refused(shop, dock):
    [parcel] = dispatched(1, shop, carrier="Ukrposhta")
    at_dock(dock, NEW)
    answer = at_dock(dock, parcel.code)
    assert (answer.verdict, answer.code, answer.title) == ("wrong", "no_open_pallet", "Ukrposhta")
    assert "Nova Poshta" in answer.text
    assert stands(parcel) == (OutboundState.DISPATCHED, None)


def test_one_pallet_of_a_carrier_is_open_at_a_dock(dock):
    first = open_pallet(dock=dock, carrier="Nova Poshta", at=NOW)
    with pytest.raises(PalletAlreadyOpen, match=first.sscc):
        open_pallet(dock=dock, carrier="Nova Poshta", at=NOW)
    open_pallet(dock=dock, carrier="Ukrposhta", at=NOW)
    assert Pallet.objects.count() == 2


def test_what_packing_has_not_finished_is_refused(shop, dock):
    [parcel] = dispatched(1, shop)
    Outbound.everything.filter(pk=parcel.pk).update(dispatched_at=NOW)
    at_dock(dock, NEW)
    stop_parcel(Outbound.everything.select_related("order").get(pk=parcel.pk), at=NOW)
    assert at_dock(dock, parcel.code).verdict == "stop"


def test_taken_off_by_command_and_by_undo(shop, dock):
    first, second = dispatched(2, shop)
    at_dock(dock, NEW)
    at_dock(dock, first.code)
    at_dock(dock, second.code)
    at_dock(dock, second.code, action="undo")
    assert stands(second) == (OutboundState.DISPATCHED, None)
    assert at_dock(dock, "CMD:OFF").data["context"] == {"off": 1}
    assert at_dock(dock, first.code, off=1).verdict == "ok"
    assert stands(first) == (OutboundState.DISPATCHED, None)


def test_scans_need_a_dock(shop, dock):
    [parcel] = dispatched(1, shop)
    dock.kind = "packing"
    dock.save()
    assert at_dock(dock, parcel.code).code == "not_at_a_dock"


@pytest.mark.parametrize("fact_came", [True, False])
def test_a_cancelled_parcel_is_stopped_at_the_pallet_r_002_38(shop, dock, deliver, fact_came):
    [parcel] = dispatched(1, shop)
    at_dock(dock, NEW)
    cancelled(parcel)
    if fact_came:
        stop_parcel(Outbound.everything.select_related("order").get(pk=parcel.pk), at=NOW)
    before = stands(parcel)
    answer = at_dock(dock, parcel.code)
    assert (answer.verdict, stands(parcel)) == ("stop", before)


@pytest.mark.parametrize("fact_came", [True, False])
def test_forced_by_a_lead_it_is_the_sellers_risk_and_expected_back_r_002_38(
    shop, dock, monkeypatch, fact_came
):
    """R-002-38: the override marks liability = seller, opens an expected return and is told."""
    told = []
    monkeypatch.setattr("warehouse.services.forcing.record", told.append)
    [parcel] = dispatched(1, shop)
    at_dock(dock, NEW)
    cancelled(parcel)
    if fact_came:
        stop_parcel(Outbound.everything.select_related("order").get(pk=parcel.pk), at=NOW)
    assert at_dock(dock, parcel.code, action="force").code == "reason_needed"
    assert told == []
    why = "The buyer asked again for it by phone"
    assert at_dock(dock, parcel.code, action="force", reason=why).verdict == "ok"
    row = Outbound.everything.get(pk=parcel.pk)
    assert (row.state, row.liability, row.forced_reason) == (
        OutboundState.PALLETISED,
        Liability.SELLER,
        why,
    )
    expected = GoodsReturn.everything.get()
    assert (expected.outbound_id, expected.state, expected.reason) == (
        parcel.pk,
        "expected",
        "forced",
    )
    assert [(fact.outbound_id, fact.reason) for fact in told] == [(parcel.pk, why)]


def test_a_sound_parcel_is_not_forced(shop, dock):
    [parcel] = dispatched(1, shop)
    at_dock(dock, NEW)
    answer = at_dock(dock, parcel.code, action="force", reason="long enough a reason")
    assert (answer.code, stands(parcel)) == ("not_stopped", (OutboundState.DISPATCHED, None))


def test_an_empty_pallet_is_not_closed(dock):
    at_dock(dock, NEW)
    assert at_dock(dock, "CMD:CLOSE").code == "pallet_empty"
    assert Pallet.objects.get().state == PalletState.OPEN


def test_a_parcel_onto_its_pallet_takes_two_reads_and_one_write(shop, dock):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    [parcel] = dispatched(1, shop)
    at_dock(dock, NEW)
    with CaptureQueriesContext(connection) as spent:
        at_dock(dock, parcel.code)
    inside = [q["sql"] for q in spent.captured_queries if "SAVEPOINT" not in q["sql"]]
    assert len(inside) == 3
