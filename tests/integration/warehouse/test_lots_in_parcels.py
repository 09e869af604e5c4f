"""Lots outlive a parcel: what is taken apart comes back as the lots it was packed of (R-002-37, C-01)."""

from datetime import date

import pytest

from kernel.scope import PLATFORM
from orders.services import cancel_order
from tests.factories.orders import SELLER
from tests.factories.outbounds import Worker, in_wave, tote, wave_of
from tests.factories.sellers import OfferFactory
from tests.factories.warehouse import CellFactory, lot, shop_in_storage, stock, warehouse_of
from warehouse.models import Balance, Cell, Outbound, OutboundLine

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return shop_in_storage()


@pytest.fixture
def cream(shop):
    """Three pieces: one of a lot that expires in May, two of one that expires in June."""
    made = OfferFactory(shop=shop, sku="CREAM")
    for code, day, n in (("MAY", date(2027, 5, 1), 1), ("JUNE", date(2027, 6, 1), 2)):
        shelf = CellFactory(warehouse=warehouse_of(shop), code=f"S-{code}")
        stock(made, shelf, n, of_lot=lot(made, code, day))
    return made


def do(worker, *codes):
    for code in codes:
        answer = worker.scan(code)
        assert answer.verdict == "ok", answer
    return answer


def lying(offer):
    rows = Balance.objects.of(PLATFORM).filter(offer=offer, on_hand__gt=0)
    return {(b.cell.code, b.lot.code): b.on_hand for b in rows.select_related("cell", "lot")}


def in_one_tote(cream, **draft):
    """Return a parcel whose three pieces lie in the tote T-1, and somebody who packs."""
    [parcel] = in_wave({cream: 3})
    Outbound.everything.filter(pk=parcel.pk).update(**draft)
    tote(cream.shop, code="T-1")
    olena = Worker(parcel.warehouse_id, "pick", at=parcel.released_at)
    do(olena, f"WV:{wave_of(parcel).number}", "T-1", "S-MAY", "CREAM", "T-1")
    do(olena, "S-JUNE", "CREAM", "CREAM", "T-1")
    return parcel, Worker(parcel.warehouse_id, "pack", at=olena.at, name="Petro")


def cancel(parcel, at, deliver):
    act = {"order_id": parcel.order_id, "scope": PLATFORM, "actor": SELLER, "now": at}
    cancel_order(**act, reason="buyer_request")
    deliver()


def test_r_002_37_two_lots_of_one_parcel_come_back_as_two_lots(cream, deliver):
    parcel, petro = in_one_tote(cream)
    do(petro, "T-1", "CREAM", "CREAM", "CREAM", "CMD:BARE", "CMD:CLOSE")
    assert lying(cream) == {}
    cancel(parcel, petro.at, deliver)
    tote(cream.shop, code="T-2")
    petro.action = "unpack"
    do(petro, parcel.code, "T-2")
    assert lying(cream) == {("T-2", "MAY"): 1, ("T-2", "JUNE"): 2}
    petro.action, petro.context = "put_back", {}
    do(petro, "T-2", "CREAM", "CREAM", "S-MAY")
    assert lying(cream) == {("S-MAY", "MAY"): 1, ("S-MAY", "JUNE"): 1, ("T-2", "JUNE"): 1}
    assert do(petro, "CREAM", "S-JUNE").title == "All back"
    assert lying(cream) == {("S-MAY", "MAY"): 1, ("S-MAY", "JUNE"): 1, ("S-JUNE", "JUNE"): 1}


def test_one_of_two_parcels_taken_apart_gives_back_its_own_pieces_only(cream, deliver):
    parcel, petro = in_one_tote(cream, carrier="Nova Poshta")
    do(petro, "T-1", "CREAM", "CMD:SECOND", "CMD:BARE", "CMD:CLOSE")
    before = lying(cream)
    cancel(parcel, petro.at, deliver)
    assert sum(before.values()) == 2
    tote(cream.shop, code="T-2")
    petro.action = "unpack"
    do(petro, parcel.code, "T-2")
    after = lying(cream)
    assert {place: n for place, n in after.items() if place[0] == "T-1"} == before
    assert sum(after.values()) == 3
    total = {of: sum(n for (_c, lot_), n in after.items() if lot_ == of) for of in ("MAY", "JUNE")}
    assert total == {"MAY": 1, "JUNE": 2}
    first = OutboundLine.objects.get(outbound=parcel)
    assert (first.packed, Cell.objects.get(code="T-2").pk) == (
        0,
        Outbound.everything.get(pk=parcel.pk).tote_id,
    )
