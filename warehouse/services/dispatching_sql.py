"""What the dispatch scan asks and writes: one statement each, whatever the number of parcels (W4).

The first finds by barcode, parcel code or the carrier's label, and locks: the parcels of the orders that
were hit, then the orders whose goods are in them, each by primary key.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db import connection

from kernel import trips
from kernel.arrays import columns, literal
from kernel.scope import Scope
from orders.public import OrderAtPacking, orders_at_packing


@dataclass(frozen=True, slots=True)
class AtDispatch:
    """A parcel as the statement found it; ``codes`` are those of the scanned barcodes that mean it."""

    id: UUID
    shop_id: int
    order_id: UUID
    place: int
    code: str
    state: str
    version: int
    weight_g: int | None
    dispatch_by: datetime | None
    dispatched_at: datetime | None
    stopped_at: datetime | None
    forced_reason: str
    codes: tuple[str, ...]
    order_ids: tuple[UUID, ...]
    zone: str
    cut_off: time


@dataclass(frozen=True, slots=True)
class Found:
    """All parcels of the orders that were hit, and the orders, under their locks."""

    parcels: dict[UUID, AtDispatch]
    orders: dict[UUID, OrderAtPacking]


def lock_by_barcodes(
    codes: Sequence[str], *, warehouse_id: int, scope: Scope, at: datetime
) -> Found:
    """Return the parcels that these barcodes mean, their siblings and their orders, locked. One statement."""
    shops = None if scope.shop_ids is None else literal(scope.shop_ids)
    wanted = literal(list(codes))
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [wanted, warehouse_id, wanted, warehouse_id, shops, shops, at])
        rows = cursor.fetchall()
    parcels = {row[0]: _parcel(row) for row in rows}
    orders = {row[16]: OrderAtPacking(*row[16:]) for row in rows}
    return Found(parcels, orders)


def write_dispatched(parcel_ids: Sequence[UUID], *, at: datetime) -> None:
    """Move weighed parcels on to packing finished; rides in a trip."""
    trips.write(_DISPATCH, [at, *columns([(pk,) for pk in parcel_ids])])


def _parcel(row: Sequence[Any]) -> AtDispatch:
    together = (*row[:12], tuple(row[12] or ()), tuple(row[13] or ()), *row[14:16])
    return AtDispatch(*together)


# A sibling is locked too: two parcels of one order scanned at once see each other, and one of them is last.
# Locks give rows as they are now; what is not locked here (lines, labels, scans) no longer changes by then.
# Arrays go through a subselect: how many are guessed is the same then for any, so one plan is kept for all.
_LOCK = f"""
with hit as (
  select o.id, o.order_id, o.code as scanned from warehouse_outbound o
  where o.code = any(array(select unnest(%s::text[]))) and o.warehouse_id = %s and o.state <> 'ended'
  union
  select o.id, o.order_id, l.code from warehouse_label l join warehouse_outbound o on o.id = l.outbound_id
  where l.code = any(array(select unnest(%s::text[]))) and l.replaced_at is null
    and o.warehouse_id = %s and o.state <> 'ended'
), family as (
  select o.id, o.shop_id, o.order_id, o.place, o.code, o.state, o.version, o.weight_g, o.dispatch_by,
         o.dispatched_at, o.stopped_at, o.forced_reason, o.warehouse_id
  from warehouse_outbound o
  where o.order_id in (select order_id from hit) and o.state <> 'ended'
    and (%s::bigint[] is null or o.shop_id = any(%s::bigint[]))
  order by o.id for no key update of o
), goods as (
  select f.id as outbound_id, f.order_id from family f
  union
  select l.outbound_id, l.order_id from warehouse_outboundline l join family f on f.id = l.outbound_id
), locked as ({orders_at_packing("goods")})
select f.id, f.shop_id, f.order_id, f.place, f.code, f.state, f.version, f.weight_g, f.dispatch_by,
       f.dispatched_at, f.stopped_at, f.forced_reason,
       (select array_agg(h.scanned) from hit h where h.id = f.id),
       (select array_agg(g.order_id) from goods g where g.outbound_id = f.id),
       w.zone, w.cut_off, locked.*
from family f join warehouse_warehouse w on w.id = f.warehouse_id
join goods on goods.outbound_id = f.id join locked on locked.id = goods.order_id
"""  # noqa: S608
_DISPATCH = """
update warehouse_outbound o set state = 'dispatched', dispatched_at = %s, version = o.version + 1
where o.id = any(array(select unnest(%s::uuid[]))) and o.state = 'weighed'
"""
