"""The channels and deadline policies that ship; rows, so that a marketplace is data (R-004-20)."""

from datetime import UTC, datetime

from kernel.deadlines.policies import ensure_policies, minutes
from orders.models import Channel
from orders.states import (
    AGREEMENT_CLOCK,
    CALL_AGAIN_CLOCK,
    COLLECTION_CLOCK,
    DISPATCH_CLOCK,
    NEW_CLOCK,
    PICKING_CLOCK,
    SHIPPING_CLOCK,
    CancelUntil,
)

SINCE = datetime(2000, 1, 1, tzinfo=UTC)
PAID_TO_THE_MARKETPLACE = ["payment_terms", "discount_minor", "delivery_minor"]
CHANNELS: list[dict[str, object]] = [
    {"code": "native", "title": "Own site", "cancel_until": CancelUntil.RECEIVED,
     "phone_countries": ["UA"], "tells_buyer": True},
    {"code": "aliexpress", "title": "AliExpress", "cancel_until": CancelUntil.PACKED,
     "phone_countries": ["RU", "KZ", "BY"], "tells_buyer": False, "dispatch_days": 1,
     "settles": PAID_TO_THE_MARKETPLACE},
    {"code": "tmall", "title": "Tmall", "cancel_until": CancelUntil.PACKED,
     "phone_countries": ["RU", "CN"], "tells_buyer": False, "dispatch_days": 1,
     "settles": PAID_TO_THE_MARKETPLACE},
    {"code": "api", "title": "API", "cancel_until": CancelUntil.RECEIVED,
     "phone_countries": ["UA"], "tells_buyer": True},
]  # fmt: skip
SELLER = "ua-orders"  # a shop's own calendar takes its place
POLICIES: list[dict[str, object]] = [
    # R-004-26: 60 min excellent, 3 h acceptable.
    {"kind": NEW_CLOCK, "allowance_s": minutes(180), "good_s": minutes(60), "calendar": SELLER,
     "warnings": [50, 80]},
    # R-004-27: 60 min excellent, 6 h acceptable.
    {"kind": AGREEMENT_CLOCK, "allowance_s": minutes(360), "good_s": minutes(60),
     "calendar": SELLER, "warnings": [50, 80]},
    # R-004-28, C-23: no limit of their own; the dispatch deadline rules until the road begins.
    {"kind": PICKING_CLOCK, "calendar": SELLER},
    {"kind": SHIPPING_CLOCK, "calendar": SELLER},
    # R-003-09: three working days after the day of payment.
    {"kind": DISPATCH_CLOCK, "days": 3, "calendar": SELLER, "warnings": [80]},
    # R-002-11, C-03: the end of the day after payment, warehouse time, every day of the week.
    {"kind": DISPATCH_CLOCK, "channel": "aliexpress", "days": 1, "calendar": "warehouse",
     "warnings": [50, 80]},
    {"kind": DISPATCH_CLOCK, "channel": "tmall", "days": 1, "calendar": "warehouse",
     "warnings": [50, 80]},
    # R-004-50: call again in 15 to 30 minutes or an hour of work; R-004-55: three days at the shop's point.
    {"kind": CALL_AGAIN_CLOCK, "allowance_s": minutes(20), "calendar": SELLER},
    {"kind": COLLECTION_CLOCK, "allowance_s": minutes(3 * 24 * 60), "calendar": "every-hour"},
]  # fmt: skip


def ensure_reference() -> None:
    """Add what ships and is not there yet; what people have changed stays as they left it."""
    for position, values in enumerate(CHANNELS):
        defaults = {**values, "position": position}
        Channel.objects.get_or_create(code=defaults.pop("code"), defaults=defaults)
    ensure_policies(POLICIES, SINCE)
