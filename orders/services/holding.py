"""Hold orders that wait for something, and let them go on: set-based, whatever their number (R-003-04)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from kernel import history
from kernel.arrays import literal
from kernel.history import SYSTEM, Entry
from orders.states import BEFORE_SHIPPING


def hold_order(order_id: UUID, reason: str, at: datetime) -> bool:
    """Keep an order from being made ready; tell whether that changed anything. See `hold_orders`."""
    return bool(hold_orders([order_id], reason, at))


def release_hold(order_id: UUID, reason: str, at: datetime) -> bool:
    """Let an order go on that was held for ``reason``; tell whether that changed anything."""
    return bool(release_holds([order_id], reason, at))


@transaction.atomic
def hold_orders(order_ids: Iterable[UUID], reason: str, at: datetime) -> list[UUID]:
    """Keep these orders from being made ready for a ``HoldReason``; return those that were not held.

    Rows are locked by primary key. An order that is held, has left or was cancelled stays as it is.
    """
    return _turn(_HOLD, [reason, at], order_ids, "hold", ("", reason), at)


@transaction.atomic
def release_holds(order_ids: Iterable[UUID], reason: str, at: datetime) -> list[UUID]:
    """Let those of these orders go on that are held for ``reason``; return them."""
    return _turn(_RELEASE, [reason], order_ids, "release_hold", (reason, ""), at)


def _turn(
    sql: str,
    values: Sequence[Any],
    order_ids: Iterable[UUID],
    action: str,
    change: tuple[str, str],
    at: datetime,
) -> list[UUID]:
    ids = literal(sorted(set(order_ids)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [ids, literal(sorted(BEFORE_SHIPPING)), *values])
        turned = cursor.fetchall()
    history.write_many(
        Entry(
            subject=("order", str(pk)),
            shop_id=shop_id,
            action=action,
            actor=SYSTEM,
            at=at,
            changes={"held_reason": change},
            comment="automatic",
            version=version,
        )
        for pk, shop_id, version in turned
    )
    return [pk for pk, _shop, _version in turned]


_HELD = """
with held as (
  select id from orders_order where id = any(%s::uuid[]) order by id for no key update
)
update orders_order o
"""
_HOLD = f"""{_HELD}
set held_reason = given.reason, held_since = given.at, version = o.version + 1
from held, (select %s::text[] as states, %s::text as reason, %s::timestamptz as at) given
where o.id = held.id and o.held_reason = '' and o.state = any(given.states)
returning o.id, o.shop_id, o.version
"""
_RELEASE = f"""{_HELD}
set held_reason = '', held_since = null, version = o.version + 1
from held, (select %s::text[] as states, %s::text as reason) given
where o.id = held.id and o.held_reason = given.reason and o.state = any(given.states)
returning o.id, o.shop_id, o.version
"""
