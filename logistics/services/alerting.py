"""Alerts about what carriers tell: one open for each carrier and code, however many parcels bear it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kernel.arrays import columns
from kernel.errors import NotFound
from logistics.models import Carrier, CarrierAlert
from logistics.rules.heard import Heard
from logistics.states import REASON_MISSING, AlertKind


class NoSuchAlert(NotFound):
    """There is no such alert."""

    code = "no_such_alert"


def raise_alerts(carrier: Carrier, heard: Iterable[Heard], *, now: datetime) -> int:
    """Have staff see codes that nobody knows (R-004-16b) and failures without a reason (R-002-68).

    One statement, none where there is nothing to say; return how many alerts were raised or counted on.
    """
    found: dict[tuple[str, str], Heard] = {}
    times: Counter[tuple[str, str]] = Counter()
    for one in heard:
        if kind := _wrong_with(one):
            found.setdefault((kind, one.code), one)
            times[kind, one.code] += 1
    rows = [
        (kind, code, found[kind, code].number, found[kind, code].text[:500], n)
        for (kind, code), n in sorted(times.items())
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_RAISE, [carrier.pk, now, now, *columns(rows)])
    return len(rows)


def _wrong_with(one: Heard) -> str:
    if one.is_unknown:
        return AlertKind.UNKNOWN
    return AlertKind.NO_REASON if one.reason == REASON_MISSING else ""


@transaction.atomic
def close_alerts(ids: Sequence[int], *, user_id: int | None, at: datetime) -> int:
    """Say that somebody has seen to these; should it be told again, a new one opens. Returns how many."""
    rows = CarrierAlert.objects.select_for_update().filter(pk__in=ids, closed_at=None)
    found = list(rows)
    if not found:
        raise NoSuchAlert(_("There is no such alert any more."))
    for alert in found:
        alert.closed_at, alert.closed_by_id = at, user_id
        alert.save(update_fields=["closed_at", "closed_by"])
    return len(found)


_RAISE = """
insert into logistics_carrieralert as a (carrier_id, kind, code, number, text, times, opened_at, last_at)
select %s, t.kind, t.code, t.number, t.words, t.times, %s, %s
  from unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::int[])
       as t(kind, code, number, words, times)
on conflict (carrier_id, kind, code) where closed_at is null
  do update set times = a.times + excluded.times, last_at = greatest(a.last_at, excluded.last_at)
"""
