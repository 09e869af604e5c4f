"""Two scanners at one delivery: each piece once, whoever is quicker; a lead approves a count once."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Sum

from kernel.history import SYSTEM, Actor
from kernel.scope import PLATFORM
from tests.factories.sellers import OfferFactory
from tests.factories.warehouse import CellFactory, shop_in_storage, stock, warehouse_of
from warehouse.models import Balance, CycleCount, InboundLine, Movement
from warehouse.services.counting import approve_count, finish_count, note_found, open_count
from warehouse.services.inbounds import open_blind_inbound
from warehouse.services.scanning import Scanned, scan

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.beside]
AT = datetime(2026, 2, 3, 8, tzinfo=UTC)
SCANS = 8


def at_once(*acts):
    def run(act):
        with contextlib.closing(connection):
            return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def delivery():
    shop = shop_in_storage()
    warehouse = warehouse_of(shop)
    CellFactory(warehouse=warehouse, kind="door")
    lamp = OfferFactory(shop=shop, barcode="4820000000017")
    inbound = open_blind_inbound(
        warehouse_id=warehouse.pk, shop_slug=shop.slug, actor=SYSTEM, at=AT
    )

    def scanned(action_id):
        return scan(
            Scanned(
                action_id=action_id,
                action="receive",
                code=lamp.barcode,
                at=AT,
                warehouse_id=warehouse.pk,
                actor=Actor("platform", "Olena"),
                context={"inbound": inbound.pk},
            )
        )

    return scanned


def counted():
    """Return what the delivery counts, what lies at the door, and what the movements sum up to."""
    moved = Movement.objects.of(PLATFORM).aggregate(n=Sum("delta"))["n"]
    lying = Balance.objects.of(PLATFORM).aggregate(n=Sum("on_hand"))["n"]
    return (InboundLine.objects.get().received, lying, moved)


def test_the_same_scan_from_many_connections_is_one_piece():
    scanned, action_id = delivery(), uuid4()
    answers = at_once(*[lambda: scanned(action_id)] * SCANS)
    assert ({answer.title for answer in answers}, counted()) == ({answers[0].title}, (1, 1, 1))


def test_control_as_many_scans_from_many_connections_are_as_many_pieces():
    scanned = delivery()
    answers = at_once(*[lambda: scanned(uuid4())] * SCANS)
    assert {answer.verdict for answer in answers} == {"ok"}
    assert counted() == (SCANS, SCANS, SCANS)


def test_two_leads_approve_a_count_once():
    shop = shop_in_storage()
    cell = CellFactory(warehouse=warehouse_of(shop))
    lamp = OfferFactory(shop=shop)
    stock(lamp, cell, 5)
    count = open_count(cell, at=AT)
    note_found(count, offer_id=lamp.pk, lot_id=None, pieces=3)
    finish_count(count, by="Olena", at=AT)
    changed = at_once(*[lambda: approve_count(count_id=count.pk, actor=SYSTEM, at=AT)] * 4)
    assert sorted(changed) == [0, 0, 0, 2]
    assert Balance.objects.of(PLATFORM).get().on_hand == 3
    assert CycleCount.objects.get().state == "approved"
