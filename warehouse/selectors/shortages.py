"""What an order lacks, and how many pieces all orders lack of the same goods (R-003-04)."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class Lacking:
    """One kind of goods of an order; ``task_id`` is the replenishment that asks for them.

    ``in_all`` pieces are missing for ``orders`` orders together.
    """

    sku: str
    name: str
    missing: int
    task_id: int
    in_all: int
    orders: int


def lacking_of(order_id: UUID) -> list[Lacking]:
    """Return what an order lacks at this moment, by SKU; nothing when it goes on."""
    with connection.cursor() as cursor:
        cursor.execute(_LACKING, [order_id])
        return [Lacking(*row) for row in cursor.fetchall()]


_LACKING = """
select f.sku, f.name, s.quantity, s.replenishment_id, a.pieces::int, a.orders::int
from warehouse_shortage s join sellers_offer f on f.id = s.offer_id,
  lateral (select sum(quantity) as pieces, count(*) as orders from warehouse_shortage
           where replenishment_id = s.replenishment_id) a
where s.order_id = %s order by f.sku
"""
