"""What changed stock, newest first, and how much there was on each of the last days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from kernel.scope import Scope

LARGEST_PAGE = 200
CHART_DAYS = 30


@dataclass(frozen=True, slots=True)
class MovementPage:
    """Rows of one page, and the id before which the next begins; None at the end."""

    rows: list[dict[str, Any]]
    before: int | None


def movements_of(
    scope: Scope, *, offer_id: int | None = None, before: int | None = None, size: int = 50
) -> MovementPage:
    """Return one page of movements of a scope, or of one offer in it; each says what, where, why and who.

    ``reason`` is what the lead wrote of goods that were written off.
    """
    size = min(size, LARGEST_PAGE)
    values: dict[str, Any] = {
        "shops": list(scope.shop_ids or ()),
        "everybody": scope.shop_ids is None,
        "offer": offer_id,
        "before": before,
        "limit": size + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PAGE, values)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    page = rows[:size]
    return MovementPage(page, page[-1]["id"] if len(rows) > size else None)


def levels_of(scope: Scope, offer_id: int, *, now: datetime, zone: str) -> list[tuple[date, int]]:
    """Return how many pieces there were at the end of each of the last days, in ``zone``, today last."""
    today = now.astimezone(ZoneInfo(zone)).date()
    values: dict[str, Any] = {"shops": list(scope.shop_ids or ()), "offer": offer_id, "zone": zone}
    values |= {"everybody": scope.shop_ids is None, "since": today - timedelta(days=CHART_DAYS)}
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, values)
        rows = cursor.fetchall()
    level = sum(delta for _day, delta in rows)
    by_day = {day: delta for day, delta in rows if day is not None}
    days = []
    for back in range(CHART_DAYS):
        day = today - timedelta(days=back)
        days.append((day, level))
        level -= by_day.get(day, 0)
    return days[::-1]


_PAGE = """
select m.id, m.act, m.at, m.kind, m.delta, m.actor_label as who, m.subject_kind, m.subject_id,
  f.id as offer, f.sku, f.name, c.code as cell, c.kind as place, b.condition,
  coalesce(l.code, '') as lot, l.expires_on, coalesce(h.comment, '') as reason
from (
  select m.* from warehouse_movement m
  where (m.shop_id = any(%(shops)s::bigint[]) or %(everybody)s)
    and (%(before)s::bigint is null or m.id < %(before)s)
    and (%(offer)s::bigint is null
         or m.balance_id in (select id from warehouse_balance where offer_id = %(offer)s))
  order by m.id desc limit %(limit)s
) m
join warehouse_balance b on b.id = m.balance_id join sellers_offer f on f.id = b.offer_id
join warehouse_cell c on c.id = b.cell_id left join warehouse_lot l on l.id = b.lot_id
left join kernel_history h on m.kind = 'write_off' and h.subject_kind = 'balance'
  and h.subject_id = b.id::text and h.action = 'write_off' and h.at = m.at
order by m.id desc
"""
# All that was before is one row without a day.
_DAYS = """
select day, sum(delta)::int from (
  select case when (m.at at time zone %(zone)s)::date > %(since)s
              then (m.at at time zone %(zone)s)::date end as day, m.delta
  from warehouse_movement m join warehouse_balance b on b.id = m.balance_id
  where b.offer_id = %(offer)s and (m.shop_id = any(%(shops)s::bigint[]) or %(everybody)s)
) d group by day
"""
