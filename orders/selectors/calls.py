"""Whom to call: the tries of one order, and the calls of a shop that are due."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from kernel.scope import Scope
from orders.models import ContactAttempt
from orders.rules.calls import friday_evening
from orders.states import CALL_AGAIN_CLOCK, COLLECTION_CLOCK

SHOWN = 30
AGAIN, UNCOLLECTED, WEEKEND = "again", "uncollected", "weekend"


@dataclass(frozen=True, slots=True)
class CallToMake:
    """One order whose buyer is to be called: ``why`` is again, uncollected or weekend.

    ``at`` is when the call is due, when the third day ended, or when the order was placed.
    """

    why: str
    order_id: UUID
    number: str
    state: str
    buyer_name: str
    currency: str
    total_minor: int
    at: datetime
    tries: int


def attempts_of(scope: Scope, order_id: UUID) -> list[ContactAttempt]:
    """Return the tries to reach the buyer of one order, oldest first."""
    return list(ContactAttempt.objects.of(scope).filter(order_id=order_id).order_by("id"))


def calls_to_make(scope: Scope, *, now: datetime, zone: str) -> dict[str, list[CallToMake]]:
    """Return the calls of a shop by why they are due, in one query (R-004-24, R-004-50, R-004-55)."""
    begins, ends = friday_evening(now, zone) or (None, None)
    values: dict[str, Any] = {
        "shops": list(scope.shop_ids or ()),
        "again": CALL_AGAIN_CLOCK,
        "collection": COLLECTION_CLOCK,
        "begins": begins,
        "ends": ends,
        "now": now,
        "most": SHOWN,
    }
    with connection.cursor() as reader:
        reader.execute(_CALLS, values)
        rows = [CallToMake(*row) for row in reader.fetchall()]
    found: dict[str, list[CallToMake]] = {AGAIN: [], UNCOLLECTED: [], WEEKEND: []}
    for row in rows:
        found[row.why].append(row)
    return found


_CALLS = """
with due as (
  (select 'again' as why, subject_id as id, due_at as at from kernel_deadline
   where shop_id = any(%(shops)s::bigint[]) and closed_at is null and kind = %(again)s
   order by due_at limit %(most)s)
  union all
  (select 'uncollected', subject_id, due_at from kernel_deadline
   where shop_id = any(%(shops)s::bigint[]) and closed_at is null and kind = %(collection)s
     and due_at < %(now)s
   order by due_at limit %(most)s)
  union all
  (select 'weekend', o.id, o.placed_at from orders_order o
   where %(begins)s::timestamptz is not null and o.shop_id = any(%(shops)s::bigint[])
     and o.state in ('new', 'needs_agreement') and o.paid_at is not null
     and o.placed_at >= %(begins)s and o.placed_at < %(ends)s
     and not exists (select from orders_contactattempt a where a.order_id = o.id)
   order by o.id limit %(most)s)
)
select due.why, o.id, o.number, o.state, coalesce(c.name, ''), o.currency, o.total_minor, due.at,
       (select count(*) from orders_contactattempt a where a.order_id = o.id)
from due join orders_order o using (id) left join orders_ordercontact c on c.order_id = o.id
order by due.why, due.at, o.id
"""
