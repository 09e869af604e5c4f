"""Whose goods are these? Found by the factory's barcode, by ours, or by SKU; and barcodes of our own."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, NotFound
from kernel.scope import Scope
from sellers.public import OfferGoods, goods_by_barcode, goods_by_sku, goods_of
from warehouse.models import ItemBarcode, Storage
from warehouse.rules.check_codes import with_check

ITEM = "IT"
BY_SKU = "SKU:"


class UnknownGoods(NotFound):
    """No goods here have this barcode."""

    code = "unknown_goods"


class SeveralGoods(Conflict):
    """More than one kind of goods has this barcode."""

    code = "several_goods"


def shops_kept(warehouse_id: int) -> Scope:
    """Return the scope of the shops whose goods a warehouse keeps."""
    rows = Storage.everything.filter(warehouse_id=warehouse_id)
    return Scope.shops(rows.values_list("shop_id", flat=True))


def goods_with(code: str, scope: Scope) -> list[OfferGoods]:
    """Return all goods of a scope that a code may mean, by id: our barcode, the factory's, else the SKU."""
    if code.startswith(BY_SKU):
        return goods_by_sku(scope, [code.removeprefix(BY_SKU)])
    known = ItemBarcode.objects.of(scope).filter(code=code).values_list("offer_id", flat=True)
    found = goods_of(scope, known) | {one.id: one for one in goods_by_barcode(scope, code)}
    return [found[pk] for pk in sorted(found)] or goods_by_sku(scope, [code])


def the_goods(code: str, scope: Scope, *, among: Collection[int] = ()) -> OfferGoods:
    """Return what a code means; of several, the one ``among`` those that lie where one stands.

    Raises UnknownGoods, SeveralGoods.
    """
    found = goods_with(code, scope)
    if not found:
        raise UnknownGoods(
            _("No goods here have the barcode %(code)s: scan our label, or call the lead.")
            % {"code": code}
        )
    here = [one for one in found if one.id in among] or found
    if len(here) > 1:
        raise SeveralGoods(
            _("Several goods have this barcode (%(skus)s): scan our own label on the piece.")
            % {"skus": ", ".join(one.sku for one in here[:4])}
        )
    return here[0]


def our_barcode(offer: OfferGoods, *, at: datetime) -> ItemBarcode:
    """Return the barcode that we gave these goods, making one that no other goods in the world have."""
    mine = ItemBarcode.objects.of(Scope.shop(offer.shop_id)).filter(offer_id=offer.id, is_ours=True)
    there: ItemBarcode | None = mine.order_by("pk").first()
    return there or ItemBarcode.everything.create(
        shop_id=offer.shop_id, offer_id=offer.id, code=_new_code(), is_ours=True, created_at=at
    )


def learn_barcode(offer: OfferGoods, code: str, *, at: datetime) -> None:
    """Know these goods by a factory's barcode that is not on their card. Raises SeveralGoods."""
    barcode, _new = ItemBarcode.everything.get_or_create(
        shop_id=offer.shop_id,
        code=code,
        defaults={"offer_id": offer.id, "created_at": at},
    )
    if barcode.offer_id != offer.id:
        raise SeveralGoods(_("This barcode belongs to other goods of the shop already."))


def _new_code() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select nextval('warehouse_item_code')")
        return with_check(ITEM, cursor.fetchone()[0])
