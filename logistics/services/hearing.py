"""Take in what carriers tell, however often, and bring the parcels to where it leaves them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from operator import itemgetter

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
    once = {(one.number, one.key): one for one in heard}
    rows = [_row(one, key) for (_number, key), one in sorted(once.items(), key=itemgetter(0))]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [carrier.pk, now, *columns(rows, 14)])
        new = cursor.fetchall()
    if not new:
        return 0
    fresh = [once[event] for event in new]
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


def _row(one: Heard, key: str) -> tuple[object, ...]:
    return (
        one.number,
        key,
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
select %s, t.*, %s from unnest(
  %s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::text[], %s::text[], %s::text[], %s::text[],
  %s::text[], %s::text[], %s::text[], %s::text[], %s::bool[], %s::text[]) t
on conflict (carrier_id, number, key) do nothing
returning number, key
"""
