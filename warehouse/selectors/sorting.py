"""What lies in totes and waits for its slot of the wall, and what nobody will come for (R-002-17)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class Unsorted:
    """Pieces of one order that lie in a tote of many."""

    outbound_id: UUID
    number: str
    line_id: int
    balance_id: int
    tote: str
    slot: str
    sku: str
    name: str
    pieces: int


@dataclass(frozen=True, slots=True)
class Stray:
    """Pieces in a tote or on the wall that no order holds."""

    place: str
    sku: str
    name: str
    pieces: int


def unsorted_goods(
    warehouse_id: int, *, code: str | None = None, tote_id: Any = None
) -> list[Unsorted]:
    """Return goods of picked orders that lie in totes and go to the wall; those begun first.

    With ``code`` only what bears it: a barcode of goods, the offer's own, or its SKU.
    """
    known = {"warehouse": warehouse_id, "code": code, "tote": tote_id}
    with connection.cursor() as cursor:
        cursor.execute(_UNSORTED, known)
        return [Unsorted(*row) for row in cursor.fetchall()]


def stray_goods(warehouse_id: int) -> list[Stray]:
    """Return what lies in totes and slots although no order holds it: leftovers, to be put back."""
    with connection.cursor() as cursor:
        cursor.execute(_STRAY, [warehouse_id])
        return [Stray(*row) for row in cursor.fetchall()]


_UNSORTED = """
select o.id, r.number, l.id, b.id, c.code, coalesce(slot.code, ''), l.sku, l.name, h.quantity
from warehouse_outbound o join warehouse_outboundline l on l.outbound_id = o.id
join orders_order r on r.id = o.order_id
join warehouse_reservation h on h.order_id = l.order_id
join warehouse_balance b on b.id = h.balance_id and b.offer_id = l.offer_id
join warehouse_cell c on c.id = b.cell_id and c.kind = 'tote'
join sellers_offer f on f.id = l.offer_id
left join warehouse_cell slot on slot.id = o.tote_id
where o.warehouse_id = %(warehouse)s and o.state = 'picked'
  and (o.tote_id is null or slot.kind = 'wall')
  and (%(tote)s::bigint is null or c.id = %(tote)s)
  and (%(code)s::text is null or f.barcode = %(code)s or f.sku = %(code)s
       or exists (select from warehouse_itembarcode i where i.code = %(code)s and i.offer_id = f.id))
order by (slot.id is null), o.picked_at, o.id, l.id, b.id
"""
_STRAY = """
select c.code, f.sku, f.name, b.on_hand - b.reserved
from warehouse_balance b join warehouse_cell c on c.id = b.cell_id and c.kind in ('tote', 'wall')
join sellers_offer f on f.id = b.offer_id
where b.warehouse_id = %s and b.on_hand > b.reserved
  and not exists (select from warehouse_outbound o where o.tote_id = c.id and o.state = 'put_back')
order by c.code, f.sku
"""
