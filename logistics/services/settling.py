"""Bring parcels to where their events leave them, whatever came in and in whatever order."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from kernel.arrays import among, columns, literal
from kernel.outbox.post import record_many
from logistics.events import ParcelConcerns, ParcelMoved
from logistics.models import Parcel
from logistics.rules.last_mile import concerns
from logistics.rules.tracking import Standing, Told, standing
from logistics.states import PHASES, Direction, Kind, Source


@transaction.atomic
def settle_parcels(parcel_ids: Iterable[UUID], *, now: datetime) -> int:
    """Tell each parcel's state from its events anew; return how many changed (R-002-51).

    A parcel's row is locked before its events are read: of two that heard something at once the later sees
    both. Four statements, however many parcels.
    """
    parcels = _locked(parcel_ids)
    told = told_of(parcels)
    changed, concerned = [], []
    for parcel in parcels:
        stands = standing(told[parcel.pk])
        if concerns(parcel.state) or concerns(stands.state) or stands.failed_attempts:
            concerned.append(parcel)
        if _as_known(parcel) != _as_told(stands):
            changed.append((parcel, stands))
    if changed:
        _write(changed)
        _stop_asking([parcel.pk for parcel, stands in changed if stands.over_at])
        record_many(
            ParcelMoved(
                occurred_at=now,
                shop_id=parcel.shop_id,
                parcel_id=parcel.pk,
                before=parcel.state,
                after=stands.state,
                since=stands.since or now,
                reason=stands.reason,
            )
            for parcel, stands in changed
            if parcel.state != stands.state
        )
    record_many(
        ParcelConcerns(occurred_at=now, shop_id=parcel.shop_id, parcel_id=parcel.pk)
        for parcel in concerned
    )
    return len(changed)


def told_of(parcels: Sequence[Parcel]) -> dict[UUID, list[Told]]:
    """Return all that is known of each parcel; one query."""
    told = _told([parcel.pk for parcel in parcels])
    return {parcel.pk: [*_ours(parcel), *told.get(parcel.pk, ())] for parcel in parcels}


def parcels_of_numbers(numbers: Mapping[int, Sequence[str]]) -> list[UUID]:
    """Return the parcels that go under these numbers, by carrier."""
    pairs = [(carrier, number) for carrier, some in numbers.items() for number in some]
    with connection.cursor() as cursor:
        cursor.execute(_PARCELS, columns(pairs, 2))
        return [pk for (pk,) in cursor.fetchall()]


def _locked(parcel_ids: Iterable[UUID]) -> list[Parcel]:
    rows = Parcel.everything.filter(pk__in=among(list(parcel_ids), "uuid")).order_by("pk")
    return list(rows.select_for_update(no_key=True))


def _ours(parcel: Parcel) -> list[Told]:
    """Return what we know by ourselves: that it left us."""
    if parcel.dispatched_at is None:
        return []
    return [Told("ours", Kind.DISPATCHED, parcel.dispatched_at, source=Source.OURS)]


def _told(parcel_ids: Sequence[UUID]) -> dict[UUID, list[Told]]:
    found: dict[UUID, list[Told]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, [literal(parcel_ids)])
        for (
            parcel_id,
            number,
            key,
            kind,
            at,
            way,
            source,
            revokes,
            reason,
            place,
        ) in cursor.fetchall():
            back = Direction.RETURN if way else Direction.FORWARD
            found[parcel_id].append(
                Told(
                    key=f"{number}:{key}",
                    kind=kind,
                    at=at,
                    direction=back,
                    source=source,
                    revokes=f"{number}:{revokes}" if revokes else "",
                    reason=reason,
                    place=place,
                )
            )
    return found


def _as_known(parcel: Parcel) -> tuple[object, ...]:
    return tuple(getattr(parcel, name) for name in _COLUMNS)


def _as_told(stands: Standing) -> tuple[object, ...]:
    return (
        stands.state,
        int(PHASES[stands.state]),
        stands.since,
        stands.reason,
        stands.place,
        stands.accepted_at,
        stands.first_failed_at,
        stands.first_attempt_at,
        stands.failed_attempts,
        stands.at_point_since,
        stands.over_at,
        stands.turned_back,
    )


def _write(changed: Sequence[tuple[Parcel, Standing]]) -> None:
    rows = [(parcel.pk, *_as_told(stands)) for parcel, stands in changed]
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, columns(rows))


def _stop_asking(parcel_ids: Sequence[UUID]) -> None:
    if parcel_ids:
        with connection.cursor() as cursor:
            cursor.execute(_STOP, [literal(parcel_ids)])


_COLUMNS = (
    "state",
    "phase",
    "state_since",
    "reason",
    "whereabouts",
    "accepted_at",
    "first_failed_at",
    "first_attempt_at",
    "failed_attempts",
    "at_point_since",
    "over_at",
    "turned_back",
)
_PARCELS = """
select distinct w.parcel_id from unnest(%s::bigint[], %s::text[]) as n(carrier, number)
  join logistics_waybill w on w.carrier_id = n.carrier and w.number = n.number
"""
_EVENTS = """
select w.parcel_id, e.number, e.key, e.kind, e.at, e.goes_back or w.direction = 'return', e.source,
       e.revokes, e.reason, e.place
  from logistics_waybill w
  join logistics_trackingevent e on e.carrier_id = w.carrier_id and e.number = w.number
 where w.parcel_id = any (%s::uuid[])
"""
_UPDATE = """
update logistics_parcel p
   set state = t.state, phase = t.phase, state_since = t.since, reason = t.reason,
       whereabouts = t.place, accepted_at = t.accepted, first_failed_at = t.failed,
       first_attempt_at = t.first_attempt, failed_attempts = t.attempts,
       at_point_since = t.at_point, over_at = t.over, turned_back = t.turned,
       version = p.version + 1
  from unnest(%s::uuid[], %s::text[], %s::int[], %s::timestamptz[], %s::text[], %s::text[],
              %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::int[],
              %s::timestamptz[], %s::timestamptz[],
              %s::text[])
       as t(id, state, phase, since, reason, place, accepted, failed, first_attempt,
            attempts, at_point, over, turned)
 where p.id = t.id
"""
_STOP = """
update logistics_waybill set next_poll_at = null
 where parcel_id = any (%s::uuid[]) and next_poll_at is not null
"""
