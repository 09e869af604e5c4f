"""Ask carriers where parcels are: claim, ask with no transaction open, take in what they say."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from kernel.arrays import columns
from logistics.clients import tracker_of
from logistics.clients.trackers import Clock, Tracker
from logistics.models import Carrier, Waybill
from logistics.rules.heard import Answered
from logistics.rules.pacing import SOON, pause_between
from logistics.services.hearing import hear

HOLD = timedelta(seconds=20)  # one run begins no more questions after it


def carriers_to_ask(*, now: datetime) -> list[str]:
    """Return the codes of the carriers for whose parcels it is time to ask."""
    due = Waybill.everything.filter(next_poll_at__lte=now)
    return sorted(set(due.values_list("carrier__code", flat=True)))


def ask_carrier(code: str, *, clock: Clock) -> int:
    """Ask one carrier for its parcels that are due; return how many numbers it answered.

    A number is put off before it is asked for, so two workers never ask for the same, and one whose worker
    was killed comes again. What gets no answer, or is left out of one, comes again soon.
    """
    carrier = Carrier.objects.get(code=code)
    tracker = tracker_of(carrier.adapter)
    if tracker is None:
        return 0
    answered, stop = 0, clock() + HOLD
    while clock() < stop:
        numbers = _claim(carrier, tracker, clock())
        told = tracker.ask(numbers, clock) if numbers else None
        if told is None:
            break
        answered += _take_in(carrier, told, clock())
    return answered


@transaction.atomic
def _claim(carrier: Carrier, tracker: Tracker, now: datetime) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [now + SOON, now, carrier.pk, now, tracker.batch])
        return sorted({number for (number,) in cursor.fetchall()})


@transaction.atomic
def _take_in(carrier: Carrier, told: Answered, now: datetime) -> int:
    """Keep what was told; return of how many numbers something was. Of the others nothing is known."""
    hear(carrier, told.heard, now=now)
    _enrol_returns(carrier, told, now)
    named = {one.number for one in told.heard} | set(told.unknown)
    _put_off(carrier, named, set(told.unknown), now)
    return len(named)


def _enrol_returns(carrier: Carrier, told: Answered, now: datetime) -> None:
    """Follow goods that come back under a number of their own; one statement for all of them."""
    if told.returns:
        again = now if carrier.adapter else None
        with connection.cursor() as cursor:
            cursor.execute(_RETURNS, [now, again, *columns(told.returns), carrier.pk])


def _put_off(carrier: Carrier, numbers: set[str], unknown: set[str], now: datetime) -> None:
    """Say when each is asked for again; a parcel whose road is over is asked for no more."""
    rows = Waybill.everything.filter(
        carrier=carrier, number__in=numbers, next_poll_at__isnull=False
    ).select_related("parcel")
    told = [
        (
            row.pk,
            now + pause_between(row.parcel.state, row.parcel.phase),
            (row.unknown_since or now) if row.number in unknown else None,
        )
        for row in rows
    ]
    if told:
        with connection.cursor() as cursor:
            cursor.execute(_PUT_OFF, columns(told))


_RETURNS = """
insert into logistics_waybill (shop_id, parcel_id, carrier_id, number, direction, entered_at, next_poll_at)
select distinct on (w.shop_id, b.back) w.shop_id, w.parcel_id, w.carrier_id, b.back, 'return',
       %s::timestamptz, %s::timestamptz
  from unnest(%s::text[], %s::text[]) as b(number, back)
  join logistics_waybill w on w.carrier_id = %s and w.number = b.number
 order by w.shop_id, b.back, w.id
on conflict (shop_id, carrier_id, number) do nothing
"""
_CLAIM = """
update logistics_waybill w set next_poll_at = %s, polled_at = %s
  from (select id from logistics_waybill where carrier_id = %s and next_poll_at <= %s
         order by next_poll_at limit %s for update skip locked) due
 where w.id = due.id
returning w.number
"""
_PUT_OFF = """
update logistics_waybill w set next_poll_at = t.at, unknown_since = t.unknown
  from unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) as t(id, at, unknown)
 where w.id = t.id and w.next_poll_at is not null
"""
