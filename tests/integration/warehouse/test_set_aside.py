"""What was set aside: sold again, or written off by a lead who says why (R-002-69)."""

from datetime import UTC, datetime

import pytest

from kernel.scope import PLATFORM, Scope
from notifications.models import Message
from tests.factories.outbounds import Worker
from tests.factories.sellers import OfferFactory, member
from tests.factories.warehouse import (
    CellFactory,
    lot,
    paid_order,
    shop_in_storage,
    stock,
    warehouse_of,
)
from warehouse.models import Balance, Movement, Reservation, Scan
from warehouse.selectors.movements import movements_of
from warehouse.services.reserving import reserve_orders

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 8, tzinfo=UTC)


@pytest.fixture
def shop():
    return shop_in_storage(notification_email="shop@otgruz.test")


@pytest.fixture
def lamp(shop):
    return OfferFactory(shop=shop, sku="LAMP")


@pytest.fixture
def shelf(shop):
    return CellFactory(warehouse=warehouse_of(shop), code="A-01")


@pytest.fixture
def aside(shop):
    return CellFactory(warehouse=warehouse_of(shop), kind="quarantine", code="Q-01")


def worker(shop, *, lead=False):
    return Worker(warehouse_of(shop).pk, "aside", at=AT, lead=lead)


def lying(offer):
    rows = Balance.objects.of(PLATFORM).filter(offer=offer, on_hand__gt=0)
    return {(b.cell.code, b.condition): b.on_hand for b in rows.select_related("cell")}


def test_r_002_69_quarantined_pieces_are_found_good_and_go_to_the_order_that_waits(
    shop, lamp, shelf, aside
):
    stock(lamp, aside, 3, condition="quarantine")
    order = paid_order(shop, {lamp: 1})
    reserve_orders([order.pk], at=AT)
    olena = worker(shop)
    for code in ("LAMP", "LAMP", "A-01"):
        assert olena.scan(code).verdict == "ok"
    assert lying(lamp) == {("Q-01", "quarantine"): 1, ("A-01", "good"): 2}
    assert Reservation.objects.of(PLATFORM).get().order_id == order.pk
    moves = Movement.objects.of(PLATFORM).filter(kind="transfer").order_by("delta")
    assert list(moves.values_list("delta", "at")) == [(-2, olena.at), (2, olena.at)]


def test_defective_pieces_are_overruled_and_written_off_by_a_lead_only(
    shop, lamp, shelf, aside, deliver, facts
):
    member(shop=shop)
    stock(lamp, aside, 3, condition="defective")
    olena = worker(shop)
    olena.scan("LAMP")
    olena.context["reason"] = "Broken glass"
    refused = [olena.scan(code).code for code in ("A-01", "CMD:WRITE_OFF")]
    assert (refused, lying(lamp)) == (["leads_only"] * 2, {("Q-01", "defective"): 3})
    olena.lead = True
    del olena.context["reason"]
    assert olena.scan("CMD:WRITE_OFF").code == "say_why"
    olena.context["reason"] = "Broken glass"
    answer = olena.scan("CMD:WRITE_OFF")
    assert (answer.verdict, lying(lamp)) == ("ok", {("Q-01", "defective"): 2})
    assert Scan.objects.filter(action="aside", verdict="ok").last().who == "Olena"
    for code in ("LAMP", "A-01"):
        assert olena.scan(code).verdict == "ok"
    assert lying(lamp) == {("Q-01", "defective"): 1, ("A-01", "good"): 1}
    [fact] = facts("warehouse.goods.written_off.v1")
    assert (fact["sku"], fact["pieces"], fact["reason"]) == ("LAMP", 1, "Broken glass")
    deliver()
    assert "Broken glass" in Message.everything.get(topic="goods_written_off").text


def test_the_owner_reads_why_pieces_are_gone(shop, lamp, aside, client):
    stock(lamp, aside, 1, condition="defective")
    olena = worker(shop, lead=True)
    olena.scan("LAMP")
    olena.context["reason"] = "Broken glass"
    olena.scan("CMD:WRITE_OFF")
    [gone, came] = movements_of(Scope.shop(shop.pk)).rows
    assert [(r["kind"], r["delta"], r["reason"]) for r in (came, gone)] == [
        ("receipt", 1, ""),
        ("write_off", -1, "Broken glass"),
    ]
    client.force_login(member(shop=shop))
    page = client.get(f"/s/{shop.slug}/stock/{lamp.pk}/").content.decode()
    assert "“Broken glass”" in page


def test_several_places_or_lots_are_told_apart_by_their_row(shop, lamp, shelf, aside, client):
    first = stock(lamp, aside, 1, condition="defective", of_lot=lot(lamp, "L1"))
    second = stock(lamp, aside, 1, condition="quarantine")
    unlabelled = CellFactory(warehouse=warehouse_of(shop), kind="door")
    stock(lamp, unlabelled, 5, condition="quarantine")
    client.force_login(member(role="warehouse_operator"))
    page = client.get(f"/floor/{warehouse_of(shop).code}/aside/").content.decode()
    assert [f'data-scan="ROW:{pk}"' in page for pk in (first, second)] == [True, True]
    assert page.count('data-scan="ROW:') == 2
    olena = worker(shop)
    assert olena.scan("LAMP").title == "Which of them?"
    assert [olena.scan(code).verdict for code in (f"ROW:{second}", "A-01")] == ["ok", "ok"]
    assert lying(lamp)["A-01", "good"] == 1
    assert olena.scan("ROW:0").code == "unknown_goods"
    assert olena.scan("A-01").code == "scan_goods_first"
