"""Offers: what a shop sells."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from kernel.arrays import literal
from kernel.errors import NotFound
from kernel.scope import Scope
from sellers.models import Offer


class OfferNotFound(NotFound):
    """The shop has no such offer."""

    code = "offer_not_found"


@dataclass(frozen=True, slots=True)
class OfferRef:
    """What an order needs to know of an offer."""

    id: int
    sku: str
    name: str
    price_minor: int
    paused: bool
    handling_days: int | None = None
    currency: str = ""


def offers_of(
    scope: Scope, *, sku: str = "", q: str = "", on_sale: bool | None = None
) -> QuerySet[Offer]:
    """Return the offers of a scope by SKU: exactly ``sku``, with ``q`` in their words, on sale or paused."""
    rows: QuerySet[Offer] = Offer.objects.of(scope)
    if sku:
        rows = rows.filter(sku=sku)
    if q:
        rows = rows.filter(Q(sku__icontains=q) | Q(name__icontains=q) | Q(barcode__icontains=q))
    if on_sale is not None:
        rows = rows.filter(paused_at__isnull=on_sale)
    return rows.order_by("sku", "id")


def page_of_offers(offers: QuerySet[Offer], *, after: str, limit: int) -> list[Offer]:
    """Return up to ``limit`` of one shop's offers whose SKU follows ``after``."""
    return list(offers.filter(sku__gt=after)[:limit])


def offer_counts(scope: Scope) -> dict[str, int]:
    """Return how many offers a scope has: ``on`` sale and ``paused``."""
    rows: QuerySet[Offer] = Offer.objects.of(scope)
    return rows.aggregate(
        on=Count("pk", filter=Q(paused_at=None)), paused=Count("pk", filter=~Q(paused_at=None))
    )


def offer_of(scope: Scope, **key: object) -> Offer:
    """Return the offer of that ``pk`` or ``sku``. Raises OfferNotFound."""
    offer: Offer | None = Offer.objects.of(scope).filter(**key).first()
    if offer is None:
        raise OfferNotFound(_("The shop has no such offer."))
    return offer


def offers_on_sale(shop_id: int, most: int = 200) -> list[OfferRef]:
    """Return up to ``most`` of a shop's offers that can be bought now, by SKU."""
    rows = offers_of(Scope.shop(shop_id), on_sale=True)[:most]
    return [
        OfferRef(o.pk, o.sku, o.name, o.price_minor, False, o.handling_days, o.currency)
        for o in rows
    ]


def offers_by_sku(shop_id: int, skus: Iterable[str]) -> dict[str, OfferRef]:
    """Return a shop's offers among ``skus``, in one query; by hand, for every intake asks (W1)."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_SKU, [shop_id, literal(list(set(skus)))])
        return {row[1]: OfferRef(*row) for row in cursor.fetchall()}


_BY_SKU = """
select id, sku, name, price_minor, paused_at is not null, handling_days, currency
from sellers_offer
where shop_id = %s and sku = any(%s::text[])
"""
