"""The only door into sellers/ for the apps above."""

from sellers.principals import Principal
from sellers.selectors import (
    Goods,
    OfferRef,
    Person,
    SellingShop,
    ShopProfile,
    offers_by_sku,
    offers_on_sale,
    people_of_platform,
    people_of_shop,
    principal_of,
    principal_of_token,
    profile_of,
    shop_by_slug,
    shop_profile,
    shops_at_work,
    shops_of,
    shops_on_calendar,
    shops_selling,
    token_by_secret,
)
from sellers.services.rehearsal_shop import NoRehearsalShop, rehearsal_shop
from sellers.services.suspend_shop import restore_shop, suspend_shop
from sellers.states import PLATFORM_ROLES, SHOP_ROLES, Role, TokenScope

__all__ = [
    "PLATFORM_ROLES",
    "SHOP_ROLES",
    "Goods",
    "NoRehearsalShop",
    "OfferRef",
    "Person",
    "Principal",
    "Role",
    "SellingShop",
    "ShopProfile",
    "TokenScope",
    "offers_by_sku",
    "offers_on_sale",
    "people_of_platform",
    "people_of_shop",
    "principal_of",
    "principal_of_token",
    "profile_of",
    "rehearsal_shop",
    "restore_shop",
    "shop_by_slug",
    "shop_profile",
    "shops_at_work",
    "shops_of",
    "shops_on_calendar",
    "shops_selling",
    "suspend_shop",
    "token_by_secret",
]
