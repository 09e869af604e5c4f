"""Which goods a barcode is of."""

from collections.abc import Iterable

from django.db.models import Q

from kernel.scope import Scope
from warehouse.models import Balance, ItemBarcode


def offers_with(code: str, offer_ids: Iterable[int], scope: Scope) -> set[int]:
    """Return which of these offers bear this code: a barcode of goods, the offer's own, or its SKU."""
    ids = set(offer_ids)
    if not ids or not code:
        return set()
    ours = ItemBarcode.objects.of(scope).filter(code=code, offer_id__in=ids)
    own = Balance.objects.of(scope).filter(offer_id__in=ids)
    own = own.filter(Q(offer__barcode=code) | Q(offer__sku=code))
    return set(
        ours.values_list("offer_id", flat=True).union(own.values_list("offer_id", flat=True))
    )
