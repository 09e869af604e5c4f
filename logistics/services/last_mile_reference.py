"""What of the last mile ships: its rules by carrier, and the limits of its promises (R-002-57..-63)."""

from datetime import UTC, datetime

from kernel.deadlines.policies import ensure_policies, minutes
from logistics.models import Carrier, LastMileRule
from logistics.rules.last_mile_words import (
    APPOINTMENT_CLOCK,
    CORRECTION_CLOCK,
    HOLD_CLOCK,
    PROBLEM_CLOCK,
    STORAGE_CLOCK,
    Delivery,
    HoldAt,
)

SINCE = datetime(2000, 1, 1, tzinfo=UTC)
IN_KYIV, IN_MOSCOW = "every-hour", "every-hour-ru"
# Whose parcels end their road in Russia, whatever zone they write their hours in.
RUSSIAN = ("cainiao", "iml", "cdek", "boxberry", "dpd", "pek", "dellin", "pochta")
A_DAY = minutes(24 * 60)
POLICIES: list[dict[str, object]] = [
    # C-07: the day of the first failed attempt is day 0, the last to collect it day 14.
    {"kind": HOLD_CLOCK, "days": 14, "calendar": IN_KYIV, "warnings": [80]},
    # C-09: the day it arrived is day 0; the carrier's message may say less.
    {"kind": STORAGE_CLOCK, "days": 3, "calendar": IN_KYIV, "warnings": [50]},
    # R-002-58; R-002-63, C-15: reminded when half of it is over.
    {"kind": APPOINTMENT_CLOCK, "allowance_s": A_DAY, "calendar": IN_KYIV},
    {"kind": CORRECTION_CLOCK, "allowance_s": A_DAY, "calendar": IN_KYIV, "warnings": [50]},
    # R-003-30
    {"kind": PROBLEM_CLOCK, "allowance_s": A_DAY, "calendar": IN_KYIV},
]


def ensure_last_mile() -> None:
    """Add the rules and policies that ship and are not there yet; what people have changed stays."""
    ensure_policies(POLICIES, SINCE)
    known = set(LastMileRule.objects.values_list("carrier__code", "delivery"))
    carriers = {carrier.code: carrier for carrier in Carrier.objects.filter(code__in=RUSSIAN)}
    LastMileRule.objects.bulk_create(
        [
            LastMileRule(
                carrier=carriers[code] if code else None,
                delivery=delivery,
                calendar=IN_MOSCOW if code else IN_KYIV,
                hold_at=HoldAt.TRANSIT if code else HoldAt.STATION,
            )
            for code in (None, *sorted(carriers))
            for delivery in Delivery.values
            if (code, delivery) not in known
        ],
        ignore_conflicts=True,
    )
