"""Let the evidence of claims go that are over (C-46)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from logistics.services.claim_opening import hold_reason
from warehouse.public import release_for_claim


def release_claims(claim_ids: Iterable[UUID], *, at: datetime) -> None:
    """End what these claims hold; their evidence goes when its own time is over."""
    for claim_id in claim_ids:
        release_for_claim(hold_reason(claim_id), at=at)
