"""What is on sale: one shop's feed, and who else sells the same goods."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from kernel.arrays import columns
from kernel.deadlines.models import OwnClock
from kernel.scope import Scope
from sellers.models import Offer, Shop
from sellers.selectors.shops import ShopProfile, profile_of


@dataclass(frozen=True, slots=True)
class Goods:
    """So many of one thing, known by its barcode or, without one, by its SKU."""

    sku: str
    barcode: str
    quantity: int


@dataclass(frozen=True, slots=True)
class SellingShop:
    """A shop that sells all of some goods; ``skus`` is their SKU -> the shop's own."""

    id: int
    slug: str
    name: str
    skus: dict[str, str]


def feed_of(scope: Scope) -> QuerySet[Offer]:
    """Return what can be bought now, by SKU: not paused, of a shop that is not suspended (R-004-34, -37).

    Each has ``dispatched_in``, the working days promised by the offer or else by its shop (R-003-10).
    """
    rows: QuerySet[Offer] = Offer.objects.of(scope).filter(paused_at=None, shop__suspended_at=None)
    days = Coalesce(F("handling_days"), F("shop__handling_days"))
    return rows.annotate(dispatched_in=days).order_by("sku", "id")


def shops_at_work() -> list[ShopProfile]:
    """Return every shop but those for rehearsals."""
    rehearsals = OwnClock.objects.values("shop_id")
    return [profile_of(shop) for shop in Shop.objects.exclude(pk__in=rehearsals).order_by("id")]


def shops_selling(goods: Sequence[Goods], *, besides: int, currency: str = "") -> list[SellingShop]:
    """Return the shops, ``besides`` one, that have all of ``goods`` on sale now, by name (R-004-29).

    The same goods have the same barcode; where one of the two has none, the same SKU. Suspended shops, paused
    offers and stock that is said to be too small do not count.
    """
    rows = [(one.sku, one.barcode, one.quantity) for one in goods]
    if not rows:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_SELLING, [*columns(rows), besides, currency, currency, len(rows)])
        return [
            SellingShop(pk, slug, name, dict(zip(wanted, theirs, strict=True)))
            for pk, slug, name, wanted, theirs in cursor.fetchall()
        ]


_SELLING = """
with wanted as (
  select * from unnest(%s::text[], %s::text[], %s::int[]) as w(sku, barcode, quantity)
), found as (
  select distinct on (o.shop_id, w.sku) o.shop_id, w.sku as wanted, o.sku as theirs
  from wanted w
  join sellers_offer o on (w.barcode <> '' and o.barcode = w.barcode)
    or (o.sku = w.sku and (w.barcode = '' or o.barcode = ''))
  join sellers_shop s on s.id = o.shop_id
  where o.shop_id <> %s and o.paused_at is null and s.suspended_at is null
    and (%s = '' or o.currency = %s)
    and (o.stock_said is null or o.stock_said >= w.quantity)
    and not exists (select from kernel_ownclock c where c.shop_id = o.shop_id)
  order by o.shop_id, w.sku, (o.barcode = w.barcode) desc, o.id
)
select s.id, s.slug, s.name, array_agg(wanted order by wanted), array_agg(theirs order by wanted)
from found join sellers_shop s on s.id = found.shop_id
group by s.id having count(*) = %s order by s.name, s.id
"""
