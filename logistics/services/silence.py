"""Parcels of which nothing is heard: found and forgotten by one sweep, set-based (R-003-30)."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from kernel.arrays import columns
from kernel.deadlines.opening import open_many
from kernel.deadlines.settling import void_many
from kernel.ids import new_id
from kernel.outbox.post import record_many
from logistics.events import ProblemOpened
from logistics.rules.last_mile_words import ProblemKind
from logistics.services.problems import opening, owner_of

MOST = 1000
Quiet = tuple[UUID, int, datetime]


@transaction.atomic
def note_silence(*, now: datetime) -> int:
    """Open a problem for each parcel quiet for longer than its carrier may be; close those that moved.

    Returns how many are new. A bounded number of statements for up to a thousand parcels.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HEARD_OF, [now, ProblemKind.STUCK])
        void_many(subject_ids=[pk for (pk,) in cursor.fetchall()], at=now, now=now)
        cursor.execute(_QUIET, [now, ProblemKind.STUCK, ProblemKind.STUCK, MOST])
        quiet: list[Quiet] = cursor.fetchall()
    return _open(quiet, now) if quiet else 0


def _open(quiet: list[Quiet], now: datetime) -> int:
    owners = {shop_id: owner_of(shop_id) for _parcel, shop_id, _since in quiet}
    rows = [
        (new_id(), shop_id, parcel_id, since, owners[shop_id])
        for parcel_id, shop_id, since in quiet
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [ProblemKind.STUCK, now, *columns(rows)])
        made = cursor.fetchall()
    open_many(opening(pk, ProblemKind.STUCK, shop_id, now, now) for pk, shop_id in made)
    record_many(
        ProblemOpened(occurred_at=now, shop_id=shop_id, problem_id=pk, kind=ProblemKind.STUCK.value)
        for pk, shop_id in made
    )
    return len(made)


# Quiet since the last scan that led on, the dispatch, or since we know of it. What waits at a point, goes
# back, or is held up has a row of its own.
_SINCE = "coalesce(p.state_since, p.dispatched_at, p.created_at)"
_MAY_BE_STUCK = (
    "p.phase in (1, 2) and p.state not in ('at_point', 'failed_attempt', 'problem', 'customs')"
)
_QUIET = f"""
select p.id, p.shop_id, {_SINCE}
  from logistics_parcel p
  join logistics_waybill w on w.parcel_id = p.id and w.direction = 'forward'
  join logistics_carrier c on c.id = w.carrier_id
 where {_MAY_BE_STUCK} and {_SINCE} < %s - make_interval(days => c.stuck_days)
   and not exists (select 1 from logistics_problem q
                    where q.parcel_id = p.id and q.kind = %s and q.closed_at is null)
   and not exists (select 1 from logistics_problem q
                    where q.parcel_id = p.id and q.kind = %s and q.since >= {_SINCE}
                      and q.closed_because <> 'passed' and q.closed_at is not null)
 group by p.id order by p.id limit %s
"""  # noqa: S608
_HEARD_OF = f"""
update logistics_problem q set closed_at = %s, closed_because = 'passed'
  from logistics_parcel p
 where p.id = q.parcel_id and q.kind = %s and q.closed_at is null
   and (not ({_MAY_BE_STUCK}) or {_SINCE} > q.since)
returning q.id
"""  # noqa: S608
_INSERT = """
insert into logistics_problem (id, shop_id, parcel_id, kind, since, detail, opened_at, owner_id,
                               closed_because, closed_by, comment)
select id, shop, parcel, %s, since, '', %s, owner, '', '', ''
  from unnest(%s::uuid[], %s::bigint[], %s::uuid[], %s::timestamptz[], %s::bigint[])
       as t(id, shop, parcel, since, owner)
on conflict (parcel_id, kind) where closed_at is null do nothing
returning id, shop_id
"""
