"""Tell whoever fetches parcels that they were scanned out: one notice each (R-002-05, R-002-06, R-002-09)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from kernel.arrays import columns
from kernel.remote import plan_many
from logistics.clients.recipients import Acts, acts_of
from logistics.models import Link
from logistics.services.days import days_of
from logistics.states import Recipient
from warehouse.public import ScannedOut, scanned_out


@transaction.atomic
def notify_dispatch(outbound_ids: Iterable[UUID], *, now: datetime) -> int:
    """See to it that each of these parcels has its notice, planned where its channel is connected.

    Returns how many are new. Done again, or by two at once, nothing is told twice: the row of the notice is
    there before anything is planned. Nine statements, however many parcels.
    """
    fresh = _written(scanned_out(outbound_ids))
    links = links_of(parcel.shop_id for parcel in fresh)
    owed = [(parcel, links[_key(parcel)]) for parcel in fresh if _key(parcel) in links]
    plan_notices(owed, now=now)
    return len(fresh)


def links_of(shop_ids: Iterable[int]) -> dict[tuple[int, str], Link]:
    """Return how these shops' channels are connected. One query."""
    rows = Link.everything.filter(shop_id__in=sorted(set(shop_ids)))
    return {(link.shop_id, link.channel_id): link for link in rows}


def plan_notices(owed: Sequence[tuple[ScannedOut, Link]], *, now: datetime) -> None:
    """Plan the act of each notice at the recipient of its link, whose rows the caller has in hand."""
    if not owed:
        return
    days = days_of([parcel for parcel, _link in owed])
    calls = _planned(owed, now)
    rows = [
        (parcel.id, days[parcel.id], link.pk, link.recipient.value, calls[parcel.id], now)
        for parcel, link in owed
    ]
    with connection.cursor() as cursor:
        cursor.execute(_PLANNED, columns(rows))


def acts_for(recipient: str) -> Acts:
    """Return how a recipient is told. Raises LookupError: such a link must not be made."""
    acts = acts_of(recipient)
    if acts is None:
        raise LookupError(f"Nobody here speaks with {recipient}.")
    return acts


def _planned(owed: Sequence[tuple[ScannedOut, Link]], now: datetime) -> dict[UUID, UUID]:
    calls: dict[UUID, UUID] = {}
    for recipient in sorted({link.recipient for _parcel, link in owed}):
        wanted = {
            f"outbound:{parcel.id}": (parcel, link)
            for parcel, link in owed
            if link.recipient == recipient
        }
        payloads = {about: notice_payload(*pair) for about, pair in wanted.items()}
        made = plan_many(acts_for(recipient).notice, payloads, now=now)
        calls |= {wanted[about][0].id: call for about, call in made.items()}
    return calls


def notice_payload(parcel: ScannedOut, link: Link) -> Mapping[str, Any]:
    """Return what a recipient is told of a parcel: `clients.recipients`."""
    return {
        "link": link.pk,
        "partner_code": link.partner_code,
        "endpoint": link.endpoint,
        "warehouse": parcel.warehouse,
        "zone": parcel.zone,
        "parcel": parcel.code,
        "order": parcel.order,
        "external_id": parcel.external_id,
        "carrier": parcel.carrier,
        "tracking": parcel.tracking,
        "weight_g": parcel.weight_g,
        "length_mm": parcel.length_mm,
        "width_mm": parcel.width_mm,
        "height_mm": parcel.height_mm,
        "dispatched_at": parcel.dispatched_at.isoformat(),
    }


def _key(parcel: ScannedOut) -> tuple[int, str]:
    return parcel.shop_id, parcel.channel


def _written(parcels: Sequence[ScannedOut]) -> list[ScannedOut]:
    """Write a notice to nobody for each that has none; return those of them that are ours."""
    if not parcels:
        return []
    rows = [(one.id, one.shop_id, one.dispatched_at) for one in parcels]
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN, [Recipient.NOBODY.value, *columns(rows)])
        ours = {outbound for (outbound,) in cursor.fetchall()}
    return [one for one in parcels if one.id in ours]


def unnoticed(warehouse_id: int, channel: str, since: datetime, until: datetime) -> list[UUID]:
    """Return up to `MOST` parcels scanned out in that time, ``until`` not included, that have no notice."""
    with connection.cursor() as cursor:
        cursor.execute(_UNNOTICED, [warehouse_id, channel, since, until, MOST])
        return [pk for (pk,) in cursor.fetchall()]


def owed_since(shop_id: int, channel: str) -> list[UUID]:
    """Return the parcels still here that were told to nobody, under their notices' locks."""
    with connection.cursor() as cursor:
        cursor.execute(_OWED, [shop_id, channel])
        return [pk for (pk,) in cursor.fetchall()]


MOST = 2_000
_WRITTEN = """
insert into logistics_dispatchnotice (outbound_id, shop_id, dispatched_at, recipient, state, words)
select o.id, o.shop, o.at, %s, 'not_needed', ''
from unnest(%s::uuid[], %s::bigint[], %s::timestamptz[]) as o (id, shop, at) order by o.id
on conflict (outbound_id) do nothing returning outbound_id
"""
_PLANNED = """
update logistics_dispatchnotice n
set state = 'planned', day_id = p.day, link_id = p.link, recipient = p.recipient, call = p.call,
    planned_at = p.at, answered_at = null, words = ''
from unnest(%s::uuid[], %s::bigint[], %s::bigint[], %s::text[], %s::uuid[], %s::timestamptz[])
     as p (outbound, day, link, recipient, call, at)
where n.outbound_id = p.outbound
"""
_UNNOTICED = """
select o.id from warehouse_outbound o
left join logistics_dispatchnotice n on n.outbound_id = o.id
where o.warehouse_id = %s and o.channel = %s and o.dispatched_at >= %s and o.dispatched_at < %s
  and n.id is null order by o.id limit %s
"""
_OWED = """
select n.outbound_id from logistics_dispatchnotice n
join warehouse_outbound o on o.id = n.outbound_id
where n.shop_id = %s and o.channel = %s and n.state = 'not_needed'
  and o.state in ('dispatched', 'palletised') order by n.outbound_id for update of n
"""
