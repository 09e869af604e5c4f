"""The rows that ship: the grace before reassignment, and when a shop is to be called."""

from datetime import UTC, datetime

from desk.models import OverduePolicy
from desk.states import REASSIGN_CLOCK
from kernel.deadlines.policies import ensure_policies, minutes

SINCE = datetime(2000, 1, 1, tzinfo=UTC)
# R-004-29: two working hours of the shop's own calendar.
POLICIES: list[dict[str, object]] = [
    {"kind": REASSIGN_CLOCK, "allowance_s": minutes(120), "calendar": "ua-orders"}
]


def ensure_reference() -> None:
    """Add what ships and is not there yet; what people have changed stays as they left it."""
    ensure_policies(POLICIES, SINCE)
    OverduePolicy.objects.get_or_create()
