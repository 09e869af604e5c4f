"""What of a shop's offers a seller on the telephone looks at: stock, price, what else there is."""

from collections.abc import Iterable
from dataclasses import dataclass

from kernel.scope import Scope
from sellers.models import Offer


@dataclass(frozen=True, slots=True)
class OfferOnShelf:
    """An offer as one who talks to a buyer needs it; ``in_stock`` None was never said."""

    id: int
    sku: str
    name: str
    price_minor: int
    currency: str
    category: str
    in_stock: int | None
    paused: bool

    @property
    def can_be_sold(self) -> bool:
        """Whether it is on sale and not said to be gone."""
        return not self.paused and self.in_stock != 0


def offers_on_shelf(shop_id: int, offer_ids: Iterable[int]) -> dict[int, OfferOnShelf]:
    """Return these offers of a shop by id, in one query; another shop's are left out."""
    ids = set(offer_ids)
    rows = Offer.objects.of(Scope.shop(shop_id)).filter(pk__in=ids) if ids else ()
    return {offer.pk: _seen(offer) for offer in rows}


def alternatives_to(
    shop_id: int, offers: Iterable[OfferOnShelf], *, most: int = 5
) -> list[OfferOnShelf]:
    """Return what the same shop sells in the same categories, the nearest in price first (R-004-47)."""
    missing = list(offers)
    categories = {offer.category for offer in missing if offer.category}
    if not categories:
        return []
    rows = Offer.objects.of(Scope.shop(shop_id)).filter(category__in=categories, paused_at=None)
    rows = rows.exclude(pk__in=[offer.id for offer in missing]).exclude(stock_said=0)
    found = [_seen(offer) for offer in rows.order_by("pk")[:_LOOKED_AT]]
    return sorted(found, key=lambda offer: (_distance(offer, missing), offer.id))[:most]


_LOOKED_AT = 500


def _distance(offer: OfferOnShelf, missing: list[OfferOnShelf]) -> int:
    same = [gone for gone in missing if gone.category == offer.category]
    return min(abs(offer.price_minor - gone.price_minor) for gone in same)


def _seen(offer: Offer) -> OfferOnShelf:
    return OfferOnShelf(
        id=offer.pk,
        sku=offer.sku,
        name=offer.name,
        price_minor=offer.price_minor,
        currency=offer.currency,
        category=offer.category,
        in_stock=offer.stock_said,
        paused=offer.paused_at is not None,
    )
