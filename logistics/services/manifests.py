"""Keep what a carrier signed for, parcel by parcel, and open the window in which it may claim (R-002-24)."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from kernel.arrays import columns
from kernel.deadlines.opening import Opening, open_many
from logistics.models import Carrier
from logistics.services.accepting import accept_handover
from logistics.services.carriers import carriers_by_spelling, spelled
from logistics.states import ACCEPTANCE_CLOCK, WINDOW_CLOCK
from warehouse.public import SignedHandover, signed_handover


@transaction.atomic
def keep_manifest(handover_id: UUID, *, now: datetime) -> int:
    """Keep the parcels of a signed handover and open its clocks; return how many are new.

    Again changes nothing. A carrier that is not in the directory is expected to scan nothing, and one
    without a contract of claims has no clocks. A bounded number of statements, however many parcels.
    """
    handover = signed_handover(handover_id)
    carrier = _carrier(handover)
    if handover is None or carrier is None:
        return 0
    kept = _keep(handover, carrier)
    open_many(
        Opening(kind=kind, subject_id=handover.id, at=handover.signed_at, channel=carrier.code[:20])
        for kind in (WINDOW_CLOCK, ACCEPTANCE_CLOCK)
        if kept
    )
    accept_handover(handover.id, now=now)
    return kept


def _carrier(handover: SignedHandover | None) -> Carrier | None:
    name = spelled(handover.carrier) if handover else ""
    return carriers_by_spelling().get(name)


def _keep(handover: SignedHandover, carrier: Carrier) -> int:
    rows = [
        (one.shop_id, handover.id, one.outbound_id, carrier.pk, one.code, one.waybill)
        for one in handover.parcels
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [handover.signed_at, *columns(rows, 6)])
        return int(cursor.rowcount)


_INSERT = """
insert into logistics_manifestline (handed_at, accepted_by, shop_id, handover_id, outbound_id, carrier_id,
                                    code, waybill)
select %s, '', t.* from unnest(%s::bigint[], %s::uuid[], %s::uuid[], %s::bigint[], %s::text[], %s::text[]) t
on conflict (outbound_id) do nothing
"""
