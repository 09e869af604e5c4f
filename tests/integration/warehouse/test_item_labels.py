"""Labels for goods without a barcode: one a page, each readable (R-001-22)."""

import pytest

from tests.factories.sellers import OfferFactory, member
from tests.factories.warehouse import shop_in_storage, warehouse_of
from warehouse.models import ItemBarcode
from warehouse.papers.item_label import ItemLabel, item_labels

pytestmark = pytest.mark.django_db


def test_r_001_22_so_many_labels_as_pieces_are_printed(client):
    shop = shop_in_storage()
    barcode = ItemBarcode.everything.create(
        shop=shop, offer=OfferFactory(shop=shop, name="Ваза «Їжак» 花瓶"), code="IT000000042A",
        is_ours=True, created_at="2026-02-03T10:00:00Z",
    )  # fmt: skip
    client.force_login(member(role="warehouse_operator"))
    base = f"/floor/{warehouse_of(shop).code}/items/{barcode.pk}/labels"
    answer = client.get(f"{base}/3/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert [client.get(f"{base}/{n}/").status_code for n in (0, 501)] == [404, 404]


@pytest.mark.parametrize("copies", [1, 3])
def test_each_label_is_a_page(copies):
    label = ItemLabel(code="IT000000042A", sku="VASE-1", name="Ваза", shop="Крамниця")
    pdf = item_labels(label, copies)
    assert pdf.startswith(b"%PDF") and f"/Count {copies}".encode() in pdf
