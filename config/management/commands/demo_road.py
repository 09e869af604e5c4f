"""``manage.py demo_road``: the demo shop has a past on the road, once it has a past at all."""

import time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from config.demo.road import furnish_road
from kernel.scope import Scope
from orders.models import Order
from sellers.public import shop_by_slug

WAITS, PAUSE = 60, 2.0  # times, seconds: until the life of the demo has begun


class Command(BaseCommand):
    """Adds parcels on the road and claims about them, once; says nothing where they are."""

    help = "Give the demo shop parcels on the road and claims about them."

    def handle(self, *args: Any, **options: Any) -> None:
        """Wait until the shop has its orders, then do it."""
        shop = shop_by_slug("demo-shop")
        if shop is None:
            return
        for _ in range(WAITS):
            if Order.objects.of(Scope.shop(shop.pk)).exists():
                furnish_road(shop, now=timezone.now())
                return
            time.sleep(PAUSE)
