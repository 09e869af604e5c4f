"""What every page knows: the shop, the shops, and the way around."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone


def cabinet(request: HttpRequest) -> dict[str, Any]:
    """Return the shop in hand, the caller's shops, and the navigation."""
    from config.navigation import navigation
    from desk.public import banners_of as suspension_of
    from notifications.public import banners_of
    from sellers.cabinet.pages import tabs
    from sellers.public import shops_of
    from warehouse.public import keeps_goods_of

    principal = getattr(request, "principal", None)
    shop = getattr(request, "shop", None)
    known: dict[str, Any] = {
        "server_now": timezone.now(),
        "shop": shop,
        "principal": principal,
        "all_languages": settings.LANGUAGES,
    }
    if principal is not None and principal.user_id is not None:
        known["shops"] = shops_of(principal.user_id)
        known["nav"] = navigation(request)
    if shop is not None and principal is not None and principal.user_id is not None:
        known["banners"] = lambda: [*suspension_of(shop), *banners_of(shop)]
        known["tabs"] = partial(tabs, request)
        known["warehouse_sends"] = partial(keeps_goods_of, shop.id)
    return known
