"""The promises between us and carriers that ship, as rows (C-13, C-14); a contract overrides them."""

from datetime import UTC, datetime

from kernel.deadlines.policies import ensure_policies
from logistics.states import ACCEPTANCE_CLOCK, ANSWER_CLOCK, DECISION_CLOCK, WINDOW_CLOCK

SINCE = datetime(2000, 1, 1, tzinfo=UTC)
CLAIMS = "claims-ru"
# Each carrier that claims by this contract has rows under its own code; for the others there is no window.
POLICIES: list[dict[str, object]] = [
    # R-002-43, C-13: the day of handover is day 0; our outages move nothing between two companies.
    {"kind": WINDOW_CLOCK, "channel": "cainiao", "days": 3, "calendar": CLAIMS,
     "credits_outages": False},
    # R-002-50, C-14: scanned by the end of the day on which it was picked up.
    {"kind": ACCEPTANCE_CLOCK, "channel": "cainiao", "days": 0, "calendar": "cainiao-pickup",
     "credits_outages": False},
    # Ours: evidence is shown by the end of the next working day, a person decides within two.
    {"kind": ANSWER_CLOCK, "days": 1, "calendar": CLAIMS},
    {"kind": DECISION_CLOCK, "days": 2, "calendar": CLAIMS},
]  # fmt: skip


def ensure_claim_policies() -> None:
    """Add what ships and is not there yet; what people have changed stays as they left it."""
    ensure_policies(POLICIES, SINCE)
