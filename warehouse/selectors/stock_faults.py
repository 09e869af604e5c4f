"""What is wrong with stock, as queries: balances, what is held of them, and what orders need."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from kernel.arrays import literal
from orders.states import BEFORE_SHIPPING
from warehouse.selectors.needs_sql import needs


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that differs. ``kind`` is on_hand, reserved, need or stray; ``subject`` its row."""

    kind: str
    subject: str
    offer_id: int
    found: int
    expected: int

    def as_kept(self) -> dict[str, Any]:
        """Return it as the proof keeps it."""
        return {
            "kind": self.kind,
            "subject": self.subject,
            "offer": self.offer_id,
            "is": self.found,
            "should_be": self.expected,
        }


def stock_faults(warehouse_id: int) -> tuple[int, list[Fault]]:
    """Return how many balances a warehouse has, and all that is wrong with its stock at one moment.

    One statement, so that all of it is seen at the same instant.
    """
    states = literal(sorted(BEFORE_SHIPPING))
    with connection.cursor() as cursor:
        cursor.execute(_FAULTS, [warehouse_id, states, *[warehouse_id] * 4])
        (checked, *_rest), *rows = cursor.fetchall()
    return int(checked), [_fault(row[1:]) for row in rows]


def _fault(row: Sequence[Any]) -> Fault:
    kind, subject, offer_id, found, expected = row
    return Fault(kind, subject, offer_id, int(found), int(expected))


_FAULTS = f"""
{needs("k.warehouse_id = %s")}
select count(*), '' as kind, '', 0::bigint, 0::bigint, 0::bigint from warehouse_balance
where warehouse_id = %s
union all
select 0, 'on_hand', b.id::text, b.offer_id, b.on_hand, coalesce(m.pieces, 0)
from warehouse_balance b left join lateral (
  select sum(delta) as pieces from warehouse_movement where balance_id = b.id) m on true
where b.warehouse_id = %s and b.on_hand <> coalesce(m.pieces, 0)
union all
select 0, 'reserved', b.id::text, b.offer_id, b.reserved, coalesce(r.pieces, 0)
from warehouse_balance b left join lateral (
  select sum(quantity) as pieces from warehouse_reservation where balance_id = b.id) r on true
where b.warehouse_id = %s and b.reserved <> coalesce(r.pieces, 0)
union all
select 0, 'need', order_id::text, offer_id, on_shelf + lacked, needed from needs
where needed <> on_shelf + lacked
union all
select 0, 'stray', r.order_id::text, b.offer_id, r.quantity, 0
from warehouse_reservation r join warehouse_balance b on b.id = r.balance_id
where b.warehouse_id = %s
  and not exists (select 1 from warehouse_orderstock k where k.order_id = r.order_id)
order by kind, 3, 4
"""  # noqa: S608
