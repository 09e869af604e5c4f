"""Compare what was signed for with what the carrier scanned: each difference is a case (R-002-50..-53)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.history import SYSTEM, Actor
from logistics.models import Claim, ManifestLine
from logistics.services.accepting import accept_handover
from logistics.services.claim_opening import (
    NewClaim,
    Opened,
    open_answer_clock,
    open_claims,
    window_end,
)
from logistics.states import CLAIM_OVER, ClaimCame, ClaimKind


@transaction.atomic
def open_not_accepted(handover_id: UUID, *, at: datetime, actor: Actor = SYSTEM) -> int:
    """Open a case b for each parcel of a handover that the carrier has not scanned (R-002-53).

    Return how many are new. Again changes nothing: a parcel that has any claim is left to that.
    """
    accept_handover(handover_id, now=at)
    lines = unaccepted_lines(handover_id)
    known = claimed_among(line.outbound_id for line in lines)
    ends = window_end(handover_id)
    opened = open_claims(
        [
            NewClaim(
                kind=ClaimKind.NO_GOODS,
                came=ClaimCame.SCAN,
                opened_at=at,
                shop_id=line.shop_id,
                handover_id=handover_id,
                outbound_id=line.outbound_id,
                carrier_id=line.carrier_id,
                window_ends_at=ends,
                barcode=line.waybill or line.code,
            )
            for line in lines
            if line.outbound_id not in known
        ],
        actor=actor,
    )
    return len(opened)


def unaccepted_lines(handover_id: UUID) -> list[ManifestLine]:
    """Return the lines of a handover that the carrier has not scanned, under their locks."""
    rows = ManifestLine.everything.filter(handover_id=handover_id, accepted_at=None)
    return list(rows.select_for_update(no_key=True).order_by("pk"))


def claimed_among(outbound_ids: Iterable[UUID]) -> set[UUID]:
    """Return which of these parcels any claim was ever about, but for those that came to nothing."""
    rows = Claim.everything.filter(outbound_id__in=list(outbound_ids))
    return set(rows.exclude(basis="accepted").values_list("outbound_id", flat=True))


def open_unknown(
    barcodes: Iterable[str],
    *,
    carrier_id: int,
    handover_id: UUID | None,
    at: datetime,
    actor: Actor,
) -> list[Opened]:
    """Open a case a for each barcode that the carrier has and nobody here knows (R-002-52)."""
    ends = window_end(handover_id)
    opened = open_claims(
        [
            NewClaim(
                kind=ClaimKind.NO_DATA,
                came=ClaimCame.SCAN,
                opened_at=at,
                handover_id=handover_id,
                carrier_id=carrier_id,
                window_ends_at=ends,
                barcode=barcode,
            )
            for barcode in barcodes
        ],
        actor=actor,
    )
    open_answer_clock([one.id for one in opened], at=at)
    return opened


def is_running(outbound_id: UUID) -> bool:
    """Tell whether a claim about the parcel still runs."""
    rows = Claim.everything.filter(outbound_id=outbound_id)
    return rows.exclude(state__in=CLAIM_OVER).exists()
