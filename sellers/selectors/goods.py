"""Offers as goods: what whoever holds them in the hand, or moves them, needs to know of each."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from kernel.scope import Scope
from sellers.models import Offer


@dataclass(frozen=True, slots=True)
class OfferGoods:
    """One kind of goods; measures in millimetres and grams, None where nobody said."""

    id: int
    shop_id: int
    sku: str
    name: str
    barcode: str
    category: str
    flags: tuple[str, ...]
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    weight_g: int | None

    @property
    def size(self) -> tuple[int, int, int] | None:
        """Return the three sides, or None where one of them is not known."""
        if self.length_mm and self.width_mm and self.height_mm:
            return (self.length_mm, self.width_mm, self.height_mm)
        return None


def goods_of(scope: Scope, offer_ids: Iterable[int]) -> dict[int, OfferGoods]:
    """Return these offers of a scope by id, paused ones too, in one query."""
    return {one.id: one for one in _seen(Offer.objects.of(scope).filter(pk__in=list(offer_ids)))}


def goods_by_sku(scope: Scope, skus: Iterable[str]) -> list[OfferGoods]:
    """Return the offers of a scope with these SKUs, by id, in one query."""
    return _seen(Offer.objects.of(scope).filter(sku__in=list(skus)))


def goods_by_barcode(scope: Scope, barcode: str) -> list[OfferGoods]:
    """Return the offers of a scope on whose card this factory barcode stands, by id."""
    return _seen(Offer.objects.of(scope).filter(barcode=barcode)) if barcode else []


def _seen(rows: QuerySet[Offer]) -> list[OfferGoods]:
    return [
        OfferGoods(
            id=offer.pk,
            shop_id=offer.shop_id,
            sku=offer.sku,
            name=offer.name,
            barcode=offer.barcode,
            category=offer.category,
            flags=tuple(offer.flags),
            length_mm=offer.length_mm,
            width_mm=offer.width_mm,
            height_mm=offer.height_mm,
            weight_g=offer.weight_g,
        )
        for offer in rows.order_by("pk")
    ]
