"""The notice in advance: what each parcel really weighs, and where its truck finds it (R-002-39).

Planned as a day is sealed, when the address is frozen and before the truck is asked for: once for each batch
that a parcel stands in. One that waits for a later truck is told of again if that comes elsewhere.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from kernel.arrays import columns
from kernel.remote import Done, Ended, plan_many
from logistics.clients.recipients import acts_of
from logistics.models import Consignment, DispatchDay, DispatchNotice
from logistics.models.dispatch_notice import AsnState
from logistics.services.consigning import order_payload
from logistics.states import Recipient

Row = tuple[Any, ...]


def announce_day(day: DispatchDay, *, now: datetime) -> int:
    """Plan the notices in advance of a day just sealed, in its transaction; return how many.

    Five statements, however many parcels.
    """
    with connection.cursor() as cursor:
        where = (day.warehouse_id, day.channel_id, day.on, day.pickup_address)
        cursor.execute(_TO_ANNOUNCE, where)
        return _announce(cursor.fetchall(), day, now)


def announce_again(day: DispatchDay, *, now: datetime) -> int:
    """Plan anew those of a day that were refused, with its address; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(_REFUSED, [day.pk])
        return _announce(cursor.fetchall(), day, now)


def _announce(rows: Iterable[Row], day: DispatchDay, now: datetime) -> int:
    acts = acts_of(Recipient.CAINIAO)
    measured = {order: row for order, *row in rows}
    if acts is None or acts.asn is None or not measured:
        return 0
    known = Consignment.everything.filter(pk__in=measured).select_related("link", "order__contact")
    wanted = {
        f"asn:{day.pk}:{measured[one.pk][0]}": _payload(one, day, *measured[one.pk][1:])
        for one in known.prefetch_related("order__lines")
    }
    plan_many(acts.asn, wanted, now=now)
    with connection.cursor() as cursor:
        cursor.execute(_PLANNED, columns([(row[0],) for row in measured.values()]))
    return len(wanted)


def _payload(one: Consignment, day: DispatchDay, *measures: int | None) -> dict[str, Any]:
    house = day.warehouse
    told = order_payload(one, (house.company, day.pickup_address, house.country))
    names = ("weight_g", "length_mm", "width_mm", "height_mm")
    measured = dict(zip(names, measures, strict=True))
    return {**told, **measured, "order_code": one.code, "pickup_address": day.pickup_address}


@transaction.atomic
def settle_asn(ended: Ended, *, at: datetime) -> bool:
    """Note the answer to a notice in advance; False where nobody waits for it."""
    pk = int(ended.call.about.rpartition(":")[2])
    notice = DispatchNotice.everything.select_for_update(no_key=True).filter(pk=pk).first()
    if notice is None or notice.asn != AsnState.PLANNED:
        return False
    match ended.answer:
        case Done():
            notice.asn, notice.asn_words = AsnState.ACCEPTED, ""
        case no:
            notice.asn, notice.asn_words = AsnState.REFUSED, (no.detail or no.why)[:300]
    notice.asn_at = at
    notice.save(update_fields=["asn", "asn_at", "asn_words"])
    return True


_TO_ANNOUNCE = """
select o.order_id, n.id, o.weight_g, o.length_mm, o.width_mm, o.height_mm
from logistics_dispatchnotice n
join logistics_dispatchday d on d.id = n.day_id
join warehouse_outbound o on o.id = n.outbound_id
join logistics_consignment c on c.order_id = o.order_id and c.link_id = n.link_id
where n.recipient = 'cainiao' and n.state <> 'refused' and n.pickup_id is null
  and o.state in ('dispatched', 'palletised', 'handed_over')
  and d.warehouse_id = %s and d.channel_id = %s and d."on" <= %s
  and (n.asn in ('', 'refused') or d.pickup_address <> %s)
order by n.id for no key update of n
"""
_REFUSED = """
select o.order_id, n.id, o.weight_g, o.length_mm, o.width_mm, o.height_mm
from logistics_dispatchnotice n
join logistics_dispatchday d on d.id = n.day_id
join warehouse_outbound o on o.id = n.outbound_id
join logistics_consignment c on c.order_id = o.order_id and c.link_id = n.link_id
where n.recipient = 'cainiao' and n.state <> 'refused' and n.pickup_id is null
  and o.state in ('dispatched', 'palletised', 'handed_over')
  and d.id = %s and n.asn = 'refused'
  and not exists (select 1 from kernel_remotecall r where r.partner = 'cainiao' and r.operation = 'asn'
                  and r.about = 'asn:' || d.id || ':' || n.id and r.state <> 'refused')
order by n.id for no key update of n
"""
_PLANNED = """
update logistics_dispatchnotice n set asn = 'planned', asn_at = null, asn_words = ''
from unnest(%s::bigint[]) as p (notice) where n.id = p.notice
"""
