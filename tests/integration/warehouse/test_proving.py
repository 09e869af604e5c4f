"""Stock is what its movements say, and what orders hold is what they need; what is not so is shown."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from kernel import history
from tests.factories.orders import SELLER, TUESDAY_18
from tests.factories.sellers import OfferFactory
from tests.factories.warehouse import (
    CellFactory,
    paid_order,
    reserve_by_hand,
    shop_in_storage,
    stock,
    warehouse_of,
)
from warehouse.models import Balance, Movement, Reservation, Shortage, StockProof
from warehouse.services.correcting import NotANumberOfPieces, StockDiffers, set_on_hand
from warehouse.services.proving import prove_stock
from warehouse.services.repairing import NothingToRepair, ReasonNeeded, repair_stock
from warehouse.services.reserving import reserve_orders
from warehouse.tasks import prove_stock as nightly

pytestmark = pytest.mark.django_db
NOW = TUESDAY_18 + timedelta(minutes=1)


class Place:
    """Ten pieces on a shelf, of which one order holds three."""

    def __init__(self):
        self.shop = shop_in_storage()
        self.warehouse = warehouse_of(self.shop)
        self.offer = OfferFactory(shop=self.shop)
        self.cell = CellFactory(warehouse=self.warehouse)
        self.balance = stock(self.offer, self.cell, 10)
        self.order = paid_order(self.shop, {self.offer: 3})
        reserve_orders([self.order.pk], at=NOW)

    def faults(self):
        proof = prove_stock(self.warehouse.pk, at=NOW)
        return [(f["kind"], f["subject"], f["is"], f["should_be"]) for f in proof.faults]

    def now(self):
        return Balance.everything.values_list("on_hand", "reserved").get(pk=self.balance)


@pytest.fixture
def place(db):
    return Place()


def spoil(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_sound_stock_is_proven(place):
    proof = prove_stock(place.warehouse.pk, at=NOW)
    assert (proof.checked, proof.faults, nightly()) == (1, [], 0)


def test_each_kind_of_fault_is_found_and_repaired(place):
    stray = paid_order(place.shop, {place.offer: 1})
    reserve_by_hand(stray, place.balance, 2)  # held, although nobody took the order up
    spoil("update warehouse_balance set on_hand = 9, reserved = 7 where id = %s", place.balance)
    spoil("update orders_orderline set quantity = 4, total_minor = unit_price_minor * 4"
          " where order_id = %s", place.order.pk)  # fmt: skip
    assert place.faults() == [
        ("need", str(place.order.pk), 3, 4),
        ("on_hand", str(place.balance), 9, 10),
        ("reserved", str(place.balance), 7, 5),
        ("stray", str(stray.pk), 2, 0),
    ]
    proof = StockProof.objects.latest("id")
    repaired = repair_stock(proof.pk, reason="A test wrote by hand", actor=SELLER, at=NOW)
    assert (place.faults(), place.now()) == ([], (9, 5))
    last = Movement.everything.latest("id")
    assert (last.delta, last.kind, last.actor_label) == (-1, "repair", "Olena")
    [line] = history.of("stockproof", proof.pk)
    assert (line.action, line.comment) == ("repair", "A test wrote by hand")
    assert line.changes[f"balance {place.balance}"] == [[10, 7], [9, 5]]
    assert (repaired.repaired_at, repaired.repaired_by) == (NOW, "Olena")
    with pytest.raises(NothingToRepair):
        repair_stock(proof.pk, reason="Again", actor=SELLER, at=NOW)


def test_a_repair_without_a_reason_changes_nothing(place):
    spoil("update warehouse_balance set reserved = 7 where id = %s", place.balance)
    place.faults()
    with pytest.raises(ReasonNeeded):
        repair_stock(StockProof.objects.latest("id").pk, reason=" ", actor=SELLER, at=NOW)
    assert place.now() == (10, 7)


def correct(place, expected, counted):
    return set_on_hand(
        place.balance, expected=expected, counted=counted, reason="Counted", actor=SELLER, at=NOW
    )


def test_an_upload_sets_what_the_speaker_believed_it_to_be(place):
    assert correct(place, 10, 12).on_hand == 12
    last = Movement.everything.latest("id")
    assert (last.delta, last.kind) == (2, "upload")
    assert correct(place, 12, 12).on_hand == 12
    assert Movement.everything.latest("id") == last


def test_an_upload_against_another_number_is_refused_with_what_it_is(place):
    with pytest.raises(StockDiffers) as refused:
        correct(place, 11, 12)
    assert (refused.value.code, refused.value.details) == ("stock_differs", {"on_hand": 10})
    with pytest.raises(NotANumberOfPieces):
        correct(place, 10, -1)
    assert (place.now(), Movement.everything.count()) == ((10, 3), 1)


def test_orders_let_go_of_what_is_not_there_and_lack_it(place):
    correct(place, 10, 1)
    assert place.now() == (1, 1)
    assert Reservation.everything.get().quantity == 1
    assert Shortage.everything.get().quantity == 2
    assert place.faults() == []


def run(*options):
    out = StringIO()
    call_command("invariants", *options, stdout=out)
    return out.getvalue()


def test_every_invariant_holds_and_a_broken_one_is_shown(place):
    told = json.loads(run("--json"))
    assert {row["broken"] for row in told} == {0}
    assert len({row["name"] for row in told}) == len(told)
    spoil("update warehouse_balance set reserved = 7 where id = %s", place.balance)
    with pytest.raises(CommandError, match=r"stock\.reserved_is_the_sum"):
        run()
    assert "ok" in run("--only", "handover")
