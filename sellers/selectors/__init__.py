"""Reads of sellers/: the first argument is whose."""

from sellers.selectors.calendars import calendar, calendars, calendars_for_orders
from sellers.selectors.goods import OfferGoods, goods_by_barcode, goods_by_sku, goods_of
from sellers.selectors.offers import (
    OfferNotFound,
    OfferRef,
    offer_counts,
    offer_of,
    offers_by_sku,
    offers_of,
    offers_on_sale,
    page_of_offers,
)
from sellers.selectors.people import (
    Person,
    people_of_platform,
    people_of_shop,
    principal_of,
    team_of,
)
from sellers.selectors.selling import Goods, SellingShop, feed_of, shops_at_work, shops_selling
from sellers.selectors.shelf import OfferOnShelf, alternatives_to, offers_on_shelf
from sellers.selectors.shops import (
    ShopProfile,
    profile_of,
    shop_by_slug,
    shop_of,
    shop_profile,
    shops_of,
    shops_on_calendar,
)
from sellers.selectors.tokens import principal_of_token, token_by_secret, tokens_of

__all__ = [
    "Goods",
    "OfferGoods",
    "OfferNotFound",
    "OfferOnShelf",
    "OfferRef",
    "Person",
    "SellingShop",
    "ShopProfile",
    "alternatives_to",
    "calendar",
    "calendars",
    "calendars_for_orders",
    "feed_of",
    "goods_by_barcode",
    "goods_by_sku",
    "goods_of",
    "offer_counts",
    "offer_of",
    "offers_by_sku",
    "offers_of",
    "offers_on_sale",
    "offers_on_shelf",
    "page_of_offers",
    "people_of_platform",
    "people_of_shop",
    "principal_of",
    "principal_of_token",
    "profile_of",
    "shop_by_slug",
    "shop_of",
    "shop_profile",
    "shops_at_work",
    "shops_of",
    "shops_on_calendar",
    "shops_selling",
    "team_of",
    "token_by_secret",
    "tokens_of",
]
