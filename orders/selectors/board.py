"""Today's board: what is due when, read from the open clocks of a shop."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from kernel.deadlines.reading import board
from kernel.scope import Scope
from orders.selectors.listing import Filters, page_of
from orders.states import LATE_IN

SHOWN = 40
KINDS = tuple(LATE_IN)


@dataclass(slots=True)
class Bucket:
    """One column of the board: its first rows by due time, each with its ``clock``, and how many in all."""

    name: str
    total: int
    rows: list[dict[str, Any]] = field(default_factory=list)


def board_of(scope: Scope, *, now: datetime, zone: str) -> list[Bucket]:
    """Return the columns late, within the hour, today, tomorrow, later, in a constant number of queries.

    An order stands once, by its nearest open clock (C-05).
    """
    clocks = board(scope, now=now, zone=zone, kinds=KINDS, most=SHOWN)
    ids = [clock.subject_id for bucket in clocks.buckets for clock in bucket.clocks]
    page = page_of(scope, Filters(ids=ids), size=max(1, len(ids)))
    rows = {row["id"]: row for row in page.rows}
    return [
        Bucket(
            bucket.name,
            bucket.count,
            [
                {**rows[clock.subject_id], "clock": clock}
                for clock in bucket.clocks
                if clock.subject_id in rows
            ],
        )
        for bucket in clocks.buckets
    ]


def kept_and_missed(scope: Scope, *, since: datetime) -> dict[str, int]:
    """Return how many promises were kept within the excellent band, kept, and missed since then."""
    with connection.cursor() as reader:
        reader.execute(
            _ENDED, {"shops": list(scope.shop_ids or ()), "since": since, "kinds": list(KINDS)}
        )
        return dict(zip(("good", "kept", "missed"), reader.fetchone(), strict=True))


def load_by_hour(scope: Scope, *, now: datetime) -> list[int]:
    """Return how many orders were paid in each of the last 24 hours, the oldest first."""
    with connection.cursor() as reader:
        reader.execute(
            _LOAD,
            {
                "shops": list(scope.shop_ids or ()),
                "since": now - timedelta(hours=24),
                "now": now,
            },
        )
        found = dict(reader.fetchall())
    return [found.get(hours, 0) for hours in range(23, -1, -1)]


_ENDED = """
select count(*) filter (where ended_at <= good_at), count(*), (
  select count(*) from kernel_deadline
  where shop_id = any(%(shops)s::bigint[]) and state = 'missed' and due_at >= %(since)s
    and kind = any(%(kinds)s::text[]))
from kernel_deadline
where shop_id = any(%(shops)s::bigint[]) and state = 'kept' and ended_at >= %(since)s
  and kind = any(%(kinds)s::text[])
"""
_LOAD = """
select floor(extract(epoch from %(now)s::timestamptz - paid_at) / 3600)::int, count(*)
from orders_order
where shop_id = any(%(shops)s::bigint[]) and paid_at > %(since)s and paid_at <= %(now)s
group by 1
"""
