"""Carry goods that an order holds from place to place: stock moves, and what it holds moves along."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from kernel.arrays import literal
from kernel.errors import Conflict
from warehouse.models import Balance
from warehouse.services.booking import Booking, NotEnoughStock, book


class NotHeldAnyMore(Conflict):
    """The order holds these pieces no more: it was changed or cancelled this moment."""

    code = "not_held_any_more"


def carry(
    *,
    order_id: UUID,
    balance: Balance,
    to_cell_id: int,
    pieces: int,
    kind: str,
    who: str,
    at: datetime,
    subject: tuple[str, object],
    keep: bool = True,
    condition: str | None = None,
) -> None:
    """Book ``pieces`` that the order holds of ``balance`` to another cell, in the caller's transaction.

    They stay the order's there unless ``keep`` is False: then they are free, for a shelf, or in another
    ``condition``. Locks the order's row in stock, then balances. Raises NotHeldAnyMore, nothing changed.
    """
    lock_in_stock([order_id])
    arrives = condition or balance.condition
    try:
        booked = book(
            [
                _booking(balance, balance.cell_id, balance.condition, -pieces, -pieces),
                _booking(balance, to_cell_id, arrives, pieces, pieces if keep else 0),
            ],
            warehouse_id=balance.warehouse_id,
            kind=kind,
            who=who,
            at=at,
            subject=subject,
        )
    except NotEnoughStock as missing:
        raise _gone() from missing
    arrived = booked[balance.offer_id, to_cell_id, balance.lot_id, arrives]
    _hand_on(order_id, balance.pk, arrived if keep else None, pieces, at)


def let_go(*, order_id: UUID, balance_id: int, pieces: int, at: datetime) -> None:
    """Write that the order holds so many pieces of a balance no more; the caller books it.

    Raises NotHeldAnyMore.
    """
    _hand_on(order_id, balance_id, None, pieces, at)


def lock_in_stock(order_ids: Iterable[UUID]) -> None:
    """Hold the rows of orders in stock: whoever changes what they hold waits."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [literal(sorted(order_ids))])


def _booking(balance: Balance, cell_id: int, condition: str, delta: int, reserved: int) -> Booking:
    return Booking(
        shop_id=balance.shop_id,
        offer_id=balance.offer_id,
        cell_id=cell_id,
        lot_id=balance.lot_id,
        condition=condition,
        delta=delta,
        reserved=reserved,
    )


def _hand_on(
    order_id: UUID, balance_id: int, to_balance_id: int | None, pieces: int, at: datetime
) -> None:
    held: dict[str, Any] = {
        "order": order_id,
        "from": balance_id,
        "to": to_balance_id,
        "n": pieces,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_HAND_ON, held)
        [(taken,)] = cursor.fetchall()
    if not taken:
        raise _gone()


def _gone() -> NotHeldAnyMore:
    return NotHeldAnyMore(
        _("The order was changed this moment. Leave the goods where they are and scan again.")
    )


_LOCK = """
select order_id from warehouse_orderstock where order_id = any(%s::uuid[])
order by order_id for no key update
"""
_HAND_ON = """
with held as (
  select id, shop_id, quantity from warehouse_reservation
  where order_id = %(order)s and balance_id = %(from)s and quantity >= %(n)s
), ended as (
  delete from warehouse_reservation r using held h where r.id = h.id and h.quantity = %(n)s
), less as (
  update warehouse_reservation r set quantity = r.quantity - %(n)s
  from held h where r.id = h.id and h.quantity > %(n)s
), moved as (
  insert into warehouse_reservation (shop_id, order_id, balance_id, quantity, at)
  select shop_id, %(order)s, %(to)s, %(n)s, %(at)s from held where %(to)s::bigint is not null
  on conflict (order_id, balance_id)
    do update set quantity = warehouse_reservation.quantity + excluded.quantity
)
select count(*) from held
"""
