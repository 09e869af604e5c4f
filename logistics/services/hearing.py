"""Take in what carriers tell, however often, and bring the parcels to where it leaves them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import connection, transaction

from kernel.arrays import columns
from logistics.models import Carrier
from logistics.rules.heard import Heard
from logistics.services.alerting import raise_alerts
from logistics.services.relaying import relay_events
from logistics.services.settling import parcels_of_numbers, settle_parcels
from logistics.states import REASON_MISSING, WITH_REASON

TOGETHER = 1000
WORDS, PLACE, CODE = 500, 200, 60


def hear(carrier: Carrier, heard: Iterable[Heard], *, now: datetime, told_by: str = "") -> int:
    """Keep what a carrier told and follow it; return how many events were new (R-002-51).

    What was told before is passed by. A code that nobody knows is kept and moves nothing (R-004-16b). What is
    told of a number that nobody entered yet is kept until somebody does. Codes that nobody knows and failures
    without a reason are shown to staff (R-002-68); a trade partner whose parcel it is is told, unless it was
    ``told_by`` that partner itself (R-002-51).
    """
    new, group = 0, [_with_reason(one) for one in heard]
    for start in range(0, len(group), TOGETHER):
        new += _hear(carrier, group[start : start + TOGETHER], now, told_by)
    return new


@transaction.atomic
def _hear(carrier: Carrier, heard: Sequence[Heard], now: datetime, told_by: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [carrier.pk, now, *columns([_row(one) for one in heard], 14)])
        new = {(number, key) for number, key in cursor.fetchall()}
    if not new:
        return 0
    fresh = list(
        {(one.number, one.key): one for one in heard if (one.number, one.key) in new}.values()
    )
    raise_alerts(carrier, fresh, now=now)
    relay_events(carrier, fresh, told_by=told_by, now=now)
    numbers = sorted({number for number, _key in new})
    settle_parcels(parcels_of_numbers({carrier.pk: numbers}), now=now)
    return len(new)


def _with_reason(one: Heard) -> Heard:
    """Mark a failure whose reason was not told (R-002-68)."""
    if one.kind in WITH_REASON and not one.reason:
        return replace(one, reason=REASON_MISSING)
    return one


def _row(one: Heard) -> tuple[object, ...]:
    return (
        one.number,
        one.key,
        one.kind,
        one.at,
        one.source,
        one.code[:CODE],
        one.sub_code[:CODE],
        one.text[:WORDS],
        one.reason[:PLACE],
        one.place[:PLACE],
        one.raw_at[:CODE],
        one.zone,
        one.goes_back,
        one.revokes,
    )


_INSERT = """
insert into logistics_trackingevent (carrier_id, number, key, kind, at, source, code, sub_code, text, reason,
                                     place, raw_at, zone, goes_back, revokes, received_at)
select %s, t.* , %s from (
  select distinct on (number, key) * from unnest(
    %s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::text[], %s::text[], %s::text[], %s::text[],
    %s::text[], %s::text[], %s::text[], %s::text[], %s::bool[], %s::text[])
  as h(number, key, kind, at, source, code, sub_code, text, reason, place, raw_at, zone, goes_back, revokes)
  order by number, key) t
on conflict (carrier_id, number, key) do nothing
returning number, key
"""
