"""The carrier reported nothing in time: what it never scanned was lost by its fault (R-002-46)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from kernel.arrays import literal
from kernel.history import SYSTEM
from kernel.outbox.post import record_many
from logistics.events import ClaimJudged
from logistics.models import Carrier, ManifestLine
from logistics.rules.heard import Heard
from logistics.rules.liability import CARRIER
from logistics.services.accepting import accept_handover
from logistics.services.claim_opening import NewClaim, Opened, open_claims, window_end
from logistics.services.hearing import hear
from logistics.services.reconciling import claimed_among, unaccepted_lines
from logistics.states import ClaimBasis, ClaimCame, ClaimKind, ClaimState, Kind, Source


@transaction.atomic
def judge_silence(handover_id: UUID, *, now: datetime) -> int:
    """Call lost, carrier liable, each parcel that the carrier neither scanned nor claimed; return how many.

    Does nothing before the window has ended. The lines are locked first, so that whoever comes second finds
    the claims of the first; a claim that came in time and is read later opens the case again.
    """
    ends = window_end(handover_id)
    if ends is None or now < ends:
        return 0
    accept_handover(handover_id, now=now)
    lines = unaccepted_lines(handover_id)
    judged = _judge_open(handover_id, [line.outbound_id for line in lines], now)
    known = claimed_among(line.outbound_id for line in lines)
    unheard = [line for line in lines if line.outbound_id not in known]
    judged += open_claims([_lost(line, ends, now) for line in unheard], actor=SYSTEM)
    _tell(judged, now)
    _mark_lost(lines, {one.outbound_id for one in judged}, ends, now)
    return len(judged)


def _lost(line: ManifestLine, ends: datetime, now: datetime) -> NewClaim:
    return NewClaim(
        kind=ClaimKind.MISSING,
        came=ClaimCame.SILENCE,
        state=ClaimState.CARRIER_LIABLE,
        opened_at=now,
        shop_id=line.shop_id,
        handover_id=line.handover_id,
        outbound_id=line.outbound_id,
        carrier_id=line.carrier_id,
        window_ends_at=ends,
        barcode=line.waybill or line.code,
        basis=ClaimBasis.SILENCE,
        decided_at=now,
    )


def _judge_open(handover_id: UUID, outbound_ids: Sequence[UUID], now: datetime) -> list[Opened]:
    with connection.cursor() as cursor:
        cursor.execute(_JUDGE, [now, handover_id, literal(outbound_ids)])
        return [Opened(*row) for row in cursor.fetchall()]


def _tell(judged: Sequence[Opened], now: datetime) -> None:
    record_many(
        ClaimJudged(
            occurred_at=now,
            shop_id=one.shop_id,
            claim_id=one.id,
            liable=CARRIER,
            basis=ClaimBasis.SILENCE,
        )
        for one in judged
    )


def _mark_lost(
    lines: Iterable[ManifestLine], lost: set[UUID | None], at: datetime, now: datetime
) -> None:
    told: dict[int, list[Heard]] = {}
    for line in lines:
        if line.outbound_id in lost:
            event = lost_event(line, at)
            told.setdefault(line.carrier_id, []).append(event)
    for carrier in Carrier.objects.filter(pk__in=told):
        hear(carrier, told[carrier.pk], now=now)


def lost_event(line: ManifestLine, at: datetime, *, revokes: str = "") -> Heard:
    """Return our own word that a parcel was lost; with ``revokes`` the word that takes it back."""
    return Heard(
        number=line.waybill or line.code,
        kind=Kind.LOST if not revokes else Kind.INFO,
        at=at,
        code="silence" if not revokes else "silence_over",
        source=Source.OURS,
        revokes=revokes,
    )


_JUDGE = """
update logistics_claim set state = 'carrier_liable', basis = 'silence', decided_at = %s,
       version = version + 1
where handover_id = %s and outbound_id = any(%s::uuid[]) and state = 'open' and came = 'scan'
  and claimed_at is null
returning id, number, shop_id, outbound_id, kind, came
"""
