"""Races at the docks: a unique winner, the loser told who holds it, the sheet equal to what left.

Each race has a control: the same act without its locks or constraint, where the fault must appear.
"""

import threading
from collections import Counter

import pytest
from django.db import connection

from tests.factories.docks import (
    NOW,
    at_dock,
    closed_pallet,
    dispatched,
    dock_of_shop,
    loaded_truck,
    signed,
)
from tests.factories.warehouse import shop_in_storage
from tests.racing import together
from warehouse.models import Handover, Outbound, Pallet, Scan
from warehouse.rules.sheets import codes_on
from warehouse.services import palletising
from warehouse.services.freezing import freeze_handover
from warehouse.services.handovers import SheetClosed, load_pallet
from warehouse.services.palletising import put_on_pallet
from warehouse.services.pallets import open_pallet
from warehouse.states import HandoverState, OutboundState, PalletState

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.beside]
ROUNDS = 20


@pytest.fixture
def shop(transactional_db):
    return shop_in_storage()


@pytest.fixture
def docks(shop):
    docks = [dock_of_shop(shop, f"DOCK-{n}") for n in (1, 2)]
    for dock in docks:
        open_pallet(dock=dock, carrier="Nova Poshta", at=NOW)
    return docks


def test_a_parcel_scanned_onto_two_pallets_at_once_stands_on_one_r_002_22(shop, docks):
    for parcel in dispatched(ROUNDS, shop):
        answers = together(lambda n, code=parcel.code: at_dock(docks[n], code), 2)
        assert Counter(a.verdict for a in answers) == {"ok": 1, "wrong": 1}
        stands = Outbound.everything.select_related("pallet").get(pk=parcel.pk)
        [loser] = [a for a in answers if a.verdict == "wrong"]
        assert (loser.code, stands.pallet.sscc in loser.text) == ("already_on_pallet", True)
        assert stands.version == 2
    assert Scan.objects.count() == 2 * ROUNDS


def test_control_without_the_parcels_lock_both_are_told_yes(shop, docks, monkeypatch):
    """The fault that the lock keeps away: two pallets each believe that they have the parcel."""
    met = threading.Barrier(2)

    def unlocked(code, **_where):
        parcel = Outbound.everything.select_related("order").get(code=code)
        met.wait(60)  # both have read before either writes
        return parcel

    monkeypatch.setattr(palletising, "locked_parcel", unlocked)
    [parcel] = dispatched(1, shop)
    told = together(
        lambda n: put_on_pallet(
            code=parcel.code, dock_id=docks[n].pk, warehouse_id=docks[n].warehouse_id, at=NOW
        ),
        2,
    )
    assert [isinstance(one, tuple) for one in told] == [True, True]


def test_the_same_scan_from_two_tabs_is_done_once(shop, docks):
    from uuid import uuid4

    for parcel in dispatched(5, shop):
        action_id = uuid4()
        answers = together(
            lambda _n, code=parcel.code, act=action_id: at_dock(docks[0], code, action_id=act), 4
        )
        assert {a.verdict for a in answers} == {"ok"}
        assert Outbound.everything.get(pk=parcel.pk).version == 2
    assert Scan.objects.count() == 5


def test_two_open_a_pallet_at_once_and_one_is_told_which_is_open(docks):
    answers = together(lambda _n: at_dock(docks[0], "CMD:PALLET=Ukrposhta"), 4)
    [pallet] = Pallet.objects.filter(carrier="Ukrposhta")
    assert Counter(a.verdict for a in answers) == {"ok": 1, "wrong": 3}
    assert all(pallet.sscc in a.text for a in answers)


def test_a_sheet_closed_while_pallets_are_scanned_equals_what_left(shop, docks):
    """Freeze against load: whoever was on when it closed is on it, the others go with the next truck."""
    for pallet in Pallet.objects.all():
        pallet.delete()
    won = Counter()
    for _round in range(8):
        first, second = (closed_pallet(docks[0], dispatched(2, shop)) for _n in range(2))
        truck = loaded_truck(docks[0], [first])

        def act(n, truck=truck, sscc=second.sscc):
            if n:
                return load_pallet(handover_id=truck.pk, sscc=sscc)
            return freeze_handover(handover_id=truck.pk, at=NOW)

        frozen, loaded = together(act, 2)
        assert isinstance(frozen, Handover)
        refused = isinstance(loaded, SheetClosed)
        assert refused or isinstance(loaded, Pallet)
        won["freeze" if refused else "load"] += 1
        on = Outbound.everything.filter(pallet__handover=truck)
        assert codes_on(frozen.sheet) == set(on.values_list("code", flat=True))
        assert frozen.sheet["totals"]["parcels"] == (2 if refused else 4)
        signed(truck)
        left = on.filter(state=OutboundState.HANDED_OVER).values_list("code", flat=True)
        assert set(left) == codes_on(frozen.sheet)
        state = PalletState.CLOSED if refused else PalletState.HANDED_OVER
        assert Pallet.objects.get(pk=second.pk).state == state
        if refused:  # out of the way of the next round
            loaded_truck(docks[0], [second])
            Handover.objects.get(state=HandoverState.LOADING)
            freeze_handover(handover_id=Handover.objects.get(state="loading").pk, at=NOW)
            signed(Handover.objects.get(state="frozen"))
    assert won.total() == 8


def test_signed_by_two_at_once_every_order_leaves_once(shop, docks):
    Pallet.objects.all().delete()
    truck = loaded_truck(docks[0], [closed_pallet(docks[0], dispatched(5, shop))])
    freeze_handover(handover_id=truck.pk, at=NOW)
    told = together(lambda _n: signed(truck), 3)
    assert {type(one) for one in told} == {Handover}
    with connection.cursor() as cursor:
        cursor.execute(
            "select action, count(*), count(distinct subject_id) from kernel_history"
            " where action = 'ship' group by 1"
        )
        assert cursor.fetchall() == [("ship", 5, 5)]
