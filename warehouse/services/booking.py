"""The one way stock changes: balances and the movements they are the sum of, in the same statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from kernel.arrays import columns
from kernel.errors import Conflict
from kernel.ids import new_id
from warehouse.states import Condition


class NotEnoughStock(Conflict):
    """The place does not hold that many pieces that nobody else has a claim on."""

    code = "not_enough_stock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A change of one place by ``delta`` pieces; ``reserved`` of what orders hold there."""

    shop_id: int
    offer_id: int
    cell_id: int
    delta: int
    reserved: int = 0
    lot_id: int | None = None
    condition: str = Condition.GOOD


def book(
    bookings: Sequence[Booking],
    *,
    warehouse_id: int,
    kind: str,
    who: str,
    at: datetime,
    subject: tuple[str, object] = ("", ""),
) -> dict[tuple[int, int, int | None, str], int]:
    """Change balances and write the movements, in the caller's transaction.

    Places that hold nothing yet come into being. Rows are locked by primary key. Returns the balance ids by
    (offer, cell, lot, condition). Raises NotEnoughStock, having changed nothing that the caller's
    transaction does not take back.
    """
    given = _together(bookings)
    _ensure_places([b for b in given if b.delta > 0], warehouse_id)
    values = columns(
        [(b.offer_id, b.cell_id, b.lot_id, b.condition, b.delta, b.reserved) for b in given]
    )
    act, (subject_kind, subject_id) = new_id(), subject
    with connection.cursor() as cursor:
        cursor.execute(_BOOK, [*values, act, kind, subject_kind, str(subject_id), who, at])
        rows = cursor.fetchall()
    if len(rows) < len(given):
        raise NotEnoughStock(
            _("There are not that many free pieces in this place: look at the cell and count it.")
        )
    return {(offer, cell, lot, condition): pk for pk, offer, cell, lot, condition in rows}


def _together(bookings: Sequence[Booking]) -> list[Booking]:
    """Return one booking for each place: a statement changes a row once."""
    sums: dict[tuple[int, int, int, int | None, str], list[int]] = {}
    for b in bookings:
        place = (b.shop_id, b.offer_id, b.cell_id, b.lot_id, b.condition)
        total = sums.setdefault(place, [0, 0])
        total[0] += b.delta
        total[1] += b.reserved
    return [
        Booking(
            shop_id=shop,
            offer_id=offer,
            cell_id=cell,
            lot_id=lot,
            condition=condition,
            delta=delta,
            reserved=reserved,
        )
        for (shop, offer, cell, lot, condition), (delta, reserved) in sums.items()
    ]


def _ensure_places(given: list[Booking], warehouse_id: int) -> None:
    if not given:
        return
    values = columns([(b.shop_id, b.offer_id, b.cell_id, b.lot_id, b.condition) for b in given])
    with connection.cursor() as cursor:
        cursor.execute(_ENSURE, [warehouse_id, *values])


_ENSURE = """
insert into warehouse_balance (warehouse_id, shop_id, offer_id, cell_id, lot_id, condition, on_hand, reserved)
select %s, g.shop, g.offer, g.cell, g.lot, g.condition, 0, 0
from unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[])
     as g(shop, offer, cell, lot, condition)
order by g.offer, g.cell, g.lot
on conflict (offer_id, cell_id, lot_id, condition) do nothing
"""
_BOOK = """
with given as (
  select * from unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::int[], %s::int[])
    as g(offer, cell, lot, condition, delta, reserved)
), held as (
  select b.id, g.delta, g.reserved from warehouse_balance b join given g
    on b.offer_id = g.offer and b.cell_id = g.cell and b.lot_id is not distinct from g.lot
       and b.condition = g.condition
  order by b.id for no key update of b
), changed as (
  update warehouse_balance b set on_hand = b.on_hand + held.delta, reserved = b.reserved + held.reserved
  from held where b.id = held.id
    and b.reserved + held.reserved between 0 and b.on_hand + held.delta
  returning b.id, b.shop_id, b.offer_id, b.cell_id, b.lot_id, b.condition, held.delta
), written as (
  insert into warehouse_movement
    (act, shop_id, balance_id, delta, kind, subject_kind, subject_id, actor_label, at)
  select %s, shop_id, id, delta, %s, %s, %s, %s, %s from changed where delta <> 0
)
select id, offer_id, cell_id, lot_id, condition from changed
"""
