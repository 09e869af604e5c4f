"""Orders for tests: drafts as channels tell them, and orders placed through the real service."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from kernel.history import SYSTEM, Actor
from kernel.scope import PLATFORM
from orders.models import Order
from orders.rules.intake import BuyerDraft, DeliveryDraft, LineDraft, OrderDraft
from orders.services.place_orders import place_orders
from sellers.models import Shop
from tests.factories.sellers import ShopFactory

TUESDAY_18 = datetime(2026, 2, 3, 16, tzinfo=UTC)
"""18:00 in Kyiv on a working Tuesday, the start of R-004-22."""
SELLER = Actor(kind="seller", label="Olena", user_id=None, source="cabinet")
_numbers = count(1)


def line_draft(**values: Any) -> LineDraft:
    """Return one line: two cups at 150.00."""
    known = {"sku": "CUP-1", "name": "Cup, white", "quantity": 2, "unit_price_minor": 15_000}
    return LineDraft(**{**known, **values})


def order_draft(**values: Any) -> OrderDraft:
    """Return a paid order with two lines; ``paid_at=None`` makes it await payment."""
    placed_at = values.get("placed_at", TUESDAY_18)
    known: dict[str, Any] = {
        "external_id": f"T-{next(_numbers):06}",
        "placed_at": placed_at,
        "paid_at": placed_at,
        "currency": "UAH",
        "lines": (
            line_draft(),
            line_draft(sku="PLATE-7", name="Plate", quantity=1, unit_price_minor=9_900),
        ),
        "buyer": BuyerDraft(
            name="Іван Ґудзь", phone="+380671234567", email="ivan@buyer.test", language="uk"
        ),
        "delivery": DeliveryDraft(
            method="carrier_point",
            country="UA",
            city="Київ",
            point_code="12",
            recipient="Іван Ґудзь",
        ),
    }
    return OrderDraft(**{**known, **values})


def place_order(
    shop: Shop | None = None,
    *,
    channel: str = "native",
    actor: Actor = SYSTEM,
    now: datetime | None = None,
    **draft: Any,
) -> Order:
    """Place one order through the real service and return it; ``now`` is the moment of payment."""
    shop = shop or ShopFactory()
    told = order_draft(**draft)
    now = now or (told.paid_at or told.placed_at) + timedelta(seconds=1)
    [verdict] = place_orders(shop_id=shop.pk, channel=channel, drafts=[told], actor=actor, now=now)
    assert verdict.outcome == "created", verdict
    return (
        Order.objects.of(PLATFORM)
        .select_related("contact", "shop", "channel")
        .get(pk=verdict.order_id)
    )


def place_many(number: int, shop: Shop | None = None, **draft: Any) -> list[Order]:
    """Place ``number`` like orders in one shop."""
    shop = shop or ShopFactory()
    return [place_order(shop, **draft) for _ in range(number)]
