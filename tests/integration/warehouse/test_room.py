"""Goods are sent to places with room in them; one that is overfull is told, not refused (R-001-26)."""

from datetime import UTC, datetime

import pytest

from tests.factories.outbounds import Worker
from tests.factories.sellers import OfferFactory
from tests.factories.warehouse import CellFactory, shop_in_storage, stock, warehouse_of
from warehouse.models import Balance
from warehouse.selectors.shelving import suggest_shelf

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 8, tzinfo=UTC)


@pytest.fixture
def shop():
    return shop_in_storage()


@pytest.fixture
def crate(shop):
    return OfferFactory(shop=shop, sku="CRATE", length_mm=3000, width_mm=2000, height_mm=1000)


def best(offer):
    found = suggest_shelf(warehouse_of(offer.shop).pk, offer.pk, "good")
    return found.code if found else None


@pytest.mark.parametrize("holds", [{"holds_pieces": 2}, {"holds_litres": 12_000}])
def test_a_full_place_is_not_suggested(shop, crate, holds):
    near = CellFactory(warehouse=warehouse_of(shop), code="A-01", **holds)
    stock(crate, near, 1)
    assert best(crate) == "A-01"
    stock(crate, near, 1)
    assert best(crate) is None
    CellFactory(warehouse=warehouse_of(shop), code="B-01")
    assert best(crate) == "B-01"


@pytest.mark.parametrize(("holds", "warned"), [(2, False), (1, True)])
def test_more_than_a_place_holds_is_put_there_with_a_warning(shop, crate, holds, warned):
    CellFactory(warehouse=warehouse_of(shop), code="A-01", holds_pieces=holds)
    stock(crate, CellFactory(warehouse=warehouse_of(shop), kind="door"), 2)
    olena = Worker(warehouse_of(shop).pk, "put_away", at=AT)
    for code in ("CRATE", "A-01", "QTY:2"):
        said = olena.scan(code)
    assert (said.verdict, "A-01 holds no more" in said.text) == ("ok", warned)
    assert Balance.everything.get(cell__code="A-01").on_hand == 2
