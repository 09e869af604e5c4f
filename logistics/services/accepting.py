"""Note that a carrier has scanned what it signed for: from its events, or from its list (R-002-50)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from kernel import history
from kernel.arrays import literal
from kernel.deadlines.settling import settle_many
from kernel.history import SYSTEM
from logistics.services.releasing import release_claims
from logistics.states import ANSWER_CLOCK


@transaction.atomic
def accept_handover(handover_id: UUID, *, now: datetime) -> int:
    """Accept the lines of one handover that the carrier's events show it has."""
    return _accept(_HANDOVER, [handover_id], now)


@transaction.atomic
def accept_parcel(parcel_id: UUID, *, now: datetime) -> int:
    """Accept what one parcel on the road was on a manifest, once its carrier has it."""
    return _accept(_PARCEL, [parcel_id], now)


def _accept(found: str, values: list[UUID], now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(found + _UPDATE, values)
        accepted = [pk for (pk,) in cursor.fetchall()]
    close_found(accepted, now=now)
    return len(accepted)


def close_found(outbound_ids: Sequence[UUID], *, now: datetime) -> int:
    """Close our own open cases about parcels that the carrier has scanned after all.

    What the carrier itself claims stays: it may have scanned an empty box. What was judged stays too.
    """
    if not outbound_ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, [now, now, literal(outbound_ids)])
        closed = [pk for (pk,) in cursor.fetchall()]
    if closed:
        settle_many(subject_ids=closed, kinds=[ANSWER_CLOCK], at=now, now=now)
        release_claims(closed, at=now)
        history.write_many(
            history.Entry(
                subject=("claim", str(pk)), action="reject", actor=SYSTEM, at=now, reason="accepted"
            )
            for pk in closed
        )
    return len(closed)


_HANDOVER = """
with found as (
  select l.id, min(p.accepted_at) as at
  from logistics_manifestline l
  cross join lateral (values (l.code), (l.waybill)) as n(number)
  join logistics_waybill w on w.carrier_id = l.carrier_id and w.number = n.number
                          and w.shop_id = l.shop_id and w.direction = 'forward'
  join logistics_parcel p on p.id = w.parcel_id and p.accepted_at is not null
  where l.handover_id = %s and l.accepted_at is null and n.number <> ''
  group by l.id
)
"""
_PARCEL = """
with known as (
  select w.carrier_id, w.shop_id, w.number, p.accepted_at from logistics_parcel p
  join logistics_waybill w on w.parcel_id = p.id and w.direction = 'forward'
  where p.id = %s and p.accepted_at is not null
), found as (
  select l.id, min(k.accepted_at) as at
  from known k join logistics_manifestline l
    on l.carrier_id = k.carrier_id and l.shop_id = k.shop_id and l.accepted_at is null
   and (l.code = k.number or l.waybill = k.number)
  group by l.id
)
"""
_UPDATE = """
update logistics_manifestline m set accepted_at = found.at, accepted_by = 'poll'
from found where m.id = found.id and m.accepted_at is null
returning m.outbound_id
"""
_CLOSE = """
update logistics_claim set state = 'rejected', basis = 'accepted', decided_at = %s, closed_at = %s,
       version = version + 1
where outbound_id = any(%s::uuid[]) and state = 'open' and came = 'scan' and claimed_at is null
returning id
"""
