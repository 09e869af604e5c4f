"""Goods as the warehouse asks for them, and jewellery, which nobody may offer (R-001-25)."""

import pytest

from kernel.history import SYSTEM
from kernel.scope import PLATFORM, Scope
from sellers.models import Offer
from sellers.rules.offers import OfferCard
from sellers.selectors import goods_by_barcode, goods_by_sku, goods_of
from sellers.services.create_offer import create_offer
from sellers.services.offer_cards import OfferRefused
from tests.factories.sellers import NOW, OfferFactory, ShopFactory

pytestmark = pytest.mark.django_db


def test_jewellery_is_refused_at_product_creation():
    """R-001-25: the refusal is on the category, and no offer comes into being."""
    card = OfferCard(name="Ring", price_minor=1, currency="UAH", category="Jewellery")
    with pytest.raises(OfferRefused) as refused:
        create_offer(shop_id=ShopFactory().pk, sku="RING", card=card, actor=SYSTEM, at=NOW)
    assert (refused.value.field, refused.value.details) == ("category", {"reason": "jewellery"})
    assert not Offer.objects.of(PLATFORM).exists()


def test_goods_are_found_by_id_sku_and_barcode_within_the_scope():
    sides = {"length_mm": 10, "width_mm": 20, "height_mm": 30}
    lamp = OfferFactory(sku="LMP", barcode="4820000000017", **sides)
    other = OfferFactory(sku="LMP", barcode="4820000000017")
    mine = Scope.shop(lamp.shop_id)
    assert goods_of(mine, [lamp.pk, other.pk])[lamp.pk].size == (10, 20, 30)
    assert [list(goods_of(mine, [lamp.pk, other.pk]))] == [[lamp.pk]]
    assert [one.id for one in goods_by_sku(mine, ["LMP"])] == [lamp.pk]
    assert [one.id for one in goods_by_barcode(PLATFORM, lamp.barcode)] == [lamp.pk, other.pk]
    assert (goods_by_barcode(PLATFORM, ""), goods_of(mine, [other.pk])) == ([], {})
    assert goods_by_sku(PLATFORM, ["LMP"])[1].size is None
