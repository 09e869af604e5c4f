"""What is printed at the receiving door: labels for goods without a barcode (R-001-22)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from kernel.scope import PLATFORM
from warehouse.models import ItemBarcode, Storage, Warehouse
from warehouse.papers.item_label import MOST, ItemLabel, item_labels


def show_item_labels(request: Any, warehouse: str, barcode_id: int, copies: int) -> HttpResponse:
    """Return so many labels of goods whose shop keeps them here, as a PDF."""
    place = get_object_or_404(Warehouse, code=warehouse)
    kept = Storage.objects.of(PLATFORM).filter(warehouse=place).values("shop_id")
    rows = ItemBarcode.objects.of(PLATFORM).select_related("offer", "shop")
    barcode = get_object_or_404(rows, pk=barcode_id, is_ours=True, shop_id__in=kept)
    if not 0 < copies <= MOST:
        raise Http404
    label = ItemLabel(
        code=barcode.code,
        sku=barcode.offer.sku,
        name=barcode.offer.name,
        shop=barcode.shop.name,
    )
    return HttpResponse(item_labels(label, copies), content_type="application/pdf")
