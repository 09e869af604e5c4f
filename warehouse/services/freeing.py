"""Let orders go of pieces that are not there: the newest reservation first."""

from uuid import UUID

from django.db import connection

from warehouse.models import Balance


def lock_with_orders(balance_id: int) -> Balance | None:
    """Hold the orders that hold anything of a balance, then the balance itself; return it."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_ORDERS, [balance_id])
        cursor.fetchall()
    held = Balance.everything.select_for_update(no_key=True).filter(pk=balance_id)
    found: Balance | None = held.select_related(None).first()
    return found


def drop_reservations(balance_id: int, *, keep: int) -> tuple[int, list[UUID]]:
    """Remove rows of reservation of a held balance until ``keep`` pieces are left, the newest first.

    The caller books the balance's ``reserved`` down by what is returned first, and then settles the orders
    that are returned second: they get other pieces, or lack them.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DROP, [balance_id, keep])
        rows = cursor.fetchall()
    return sum(pieces for _order, pieces in rows), sorted({order for order, _pieces in rows})


_LOCK_ORDERS = """
select order_id from warehouse_orderstock
where order_id in (select order_id from warehouse_reservation where balance_id = %s)
order by order_id for no key update
"""
_DROP = """
with lined as (
  select id, order_id, quantity, sum(quantity) over (order by at, id) as ends
  from warehouse_reservation where balance_id = %s
), going as (
  select id, order_id, quantity, least(quantity, ends - given.keep)::int as pieces
  from lined, (select %s::int as keep) given where ends > given.keep
), gone as (
  delete from warehouse_reservation r using going g where r.id = g.id and g.pieces = g.quantity
), eased as (
  update warehouse_reservation r set quantity = r.quantity - g.pieces
  from going g where r.id = g.id and g.pieces < g.quantity
)
select order_id, pieces from going
"""
