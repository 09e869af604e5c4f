"""Damage found on a parcel that came back can be the carrier's doing (R-002-73)."""

from datetime import datetime

from django.db import transaction

from kernel.history import SYSTEM
from logistics.models import ManifestLine
from logistics.services.claim_opening import NewClaim, open_claims, window_end
from logistics.services.judging import judge_claim
from logistics.services.reconciling import is_running
from logistics.states import ClaimCame, ClaimKind
from warehouse.public import returned_parcel


@transaction.atomic
def claim_return(return_id: int, *, now: datetime) -> bool:
    """Open a claim for damage on a parcel that came back by its carrier; a person judges it.

    Tell whether one is new. Nothing for what never left us, and for a parcel about which a claim runs.
    """
    back = returned_parcel(return_id)
    if back is None or is_running(back.outbound_id):
        return False
    line = (
        ManifestLine.everything.filter(outbound_id=back.outbound_id)
        .select_for_update(no_key=True)
        .first()
    )
    if line is None:
        return False
    opened = open_claims(
        [
            NewClaim(
                kind=ClaimKind.DAMAGED,
                came=ClaimCame.RETURN,
                opened_at=now,
                shop_id=line.shop_id,
                handover_id=line.handover_id,
                outbound_id=line.outbound_id,
                carrier_id=line.carrier_id,
                window_ends_at=window_end(line.handover_id),
                barcode=line.waybill or line.code,
            )
        ],
        actor=SYSTEM,
    )
    for one in opened:
        judge_claim(one.id, now=now, is_final=True)
    return bool(opened)
