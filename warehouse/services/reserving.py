"""Hold goods for orders as they come in, and give what comes into stock to those that wait for it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from warehouse.services.reserving_at_once import give_whole
from warehouse.services.reserving_sql import Given, give_to_new, give_to_waiting
from warehouse.services.shortages import (
    end_replenishments,
    end_unwaited,
    let_go_on,
    open_shortages,
    tell_reserved,
)

AT_ONCE = 500


def reserve_orders(order_ids: Iterable[UUID], *, at: datetime) -> int:
    """Hold all lines of paid orders whose shop is in storage; return how many orders were taken up.

    The goods that expire first go first, then the nearest on the walk; only good ones on open shelves. What
    is not there becomes a shortage, and the order is held (R-003-04). An order is taken up once: asking
    again, or meanwhile, changes nothing. The number of statements does not grow with that of the orders; for
    those of which all is there it is one.
    """
    whole = give_whole(sorted(set(order_ids)), at=at)
    rest = [order_id for order_id, is_whole in whole.items() if not is_whole]
    return len(whole) - len(rest) + (_reserve_what_there_is(rest, at) if rest else 0)


@transaction.atomic(savepoint=False)
def _reserve_what_there_is(order_ids: Iterable[UUID], at: datetime) -> int:
    given = give_to_new(sorted(order_ids), at=at)
    lacking = [one for one in given if one.missing]
    open_shortages(lacking, at=at)
    short = {one.order_id for one in lacking}
    tell_reserved({g.order_id: g.shop_id for g in given if g.order_id not in short}, at=at)
    return len({one.order_id for one in given})


@transaction.atomic(savepoint=False)
def allocate_incoming(offer_ids: Sequence[int], *, at: datetime) -> int:
    """Give what is free on the shelves to orders that wait for these offers, the oldest first.

    Receipts, put-backs, transfers to a shelf and counts call it last of all in their transaction, after
    booking. It waits for nobody: what others hold at this moment `fill_shortages` gives within a minute.
    Orders that lack nothing any more go on, their replenishments end, and StockReserved is told. Returns
    how many pieces were given.
    """
    if not offer_ids:
        return 0
    given = give_to_waiting(offer_ids, at=at)
    got = [one for one in given if one.got]
    if got:
        _tell(got, at)
    return sum(one.got for one in got)


def _tell(got: Sequence[Given], at: datetime) -> None:
    whole = let_go_on({one.order_id: one.shop_id for one in got}, at=at)
    end_replenishments([one.offer_id for one in got], "fill", at=at)
    tell_reserved(whole, at=at)


def fill_shortages(*, now: datetime) -> int:
    """Give what is free to whoever waits for it, wherever; return how many pieces. Each minute.

    An order and a receipt that pass one another at the same moment see each other here.
    """
    given = 0
    with connection.cursor() as cursor:
        cursor.execute(_FREE_AND_WANTED)
        offers = [offer_id for (offer_id,) in cursor.fetchall()]
    for first in range(0, len(offers), AT_ONCE):
        given += allocate_incoming(offers[first : first + AT_ONCE], at=now)
    end_unwaited(at=now)
    return given


_FREE_AND_WANTED = """
select distinct s.offer_id from warehouse_shortage s
join warehouse_replenishment r on r.id = s.replenishment_id
join warehouse_balance b on b.warehouse_id = r.warehouse_id and b.offer_id = s.offer_id
  and b.condition = 'good' and b.on_hand > b.reserved
join warehouse_cell c on c.id = b.cell_id and c.kind = 'shelf' and not c.is_locked
order by s.offer_id
"""
