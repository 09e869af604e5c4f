"""W3b: 10,000 due of 1,000,000 running deadlines, facts included, beside one set-based statement by hand.

The limit marks and records all 10,000 in one statement and one transaction; ours does it in transactions of
1,000, passes by what others hold, knows warnings, outages and other clocks. Both tell the same subscribers.
The rows stand in 2001, so that nothing else in the database is due. Run alone: ``python -m bench.sweep``.
"""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import median
from typing import Any

RUNNING, DUE, ROUNDS = 1_000_000, 10_000, 5
KIND = "bench.sweep"
BEGINS = datetime(2001, 1, 1, tzinfo=UTC)
STEP = timedelta(hours=1)
FIND_MS = 3.0
LEAST = 0.7


def main() -> list[dict[str, Any]]:
    """Measure and return one row for each line of W3b in the goals."""
    _fill()
    try:
        pace, finds = _race()
    finally:
        _clear()
    ours, limit = (DUE / median(times) for times in pace)
    ratio = median(theirs / mine for mine, theirs in zip(*pace, strict=True))
    find_ms = 1000 * median(finds)
    return [
        {
            "workload": "W3b",
            "name": "sweep of 10,000 due among 1,000,000",
            "ops_per_s": round(ours),
            "limit_name": "one set-based statement by hand, one transaction",
            "limit_ops_per_s": round(limit),
            "ratio": round(ratio, 2),
            "goal": f">= {LEAST:.0%} of the limit",
            "met": ratio >= LEAST,
        },
        {
            "workload": "W3b",
            "name": "find them by index",
            "ops_per_s": round(DUE / (find_ms / 1000)),
            "limit_name": f"{FIND_MS:g} ms for {DUE:,}",
            "limit_ops_per_s": round(DUE / (FIND_MS / 1000)),
            "ratio": round(FIND_MS / find_ms, 2),
            "goal": f"<= {FIND_MS:g} ms",
            "met": find_ms <= FIND_MS,
        },
    ]


def _race() -> tuple[tuple[list[float], list[float]], list[float]]:
    """Run both in turns, each time on rows that fell due that hour."""
    ours: list[float] = []
    by_hand: list[float] = []
    finds: list[float] = []
    for number in range(ROUNDS):
        for place, (times, act) in enumerate(((ours, _sweep), (by_hand, _one_statement))):
            hour = BEGINS + STEP * (2 * number + place + 1) - timedelta(seconds=1)
            finds.append(_seconds(partial(_find, hour)))
            times.append(_seconds(partial(act, hour)))
            _tidy()
    return (ours, by_hand), finds


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _sweep(now: datetime) -> None:
    from kernel.deadlines.sweeping import sweep

    total = 0
    while looked := sweep(now=now):
        total += looked
    _expect(total)


def _one_statement(now: datetime) -> None:
    from django.db import connection, transaction

    from kernel.deadlines.events import DeadlineMissed
    from kernel.outbox.registry import handler_names

    values: dict[str, Any] = {
        "now": now,
        "topic": DeadlineMissed.topic,
        "handlers": handler_names(DeadlineMissed.topic),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_BY_HAND, values)
        _expect(cursor.fetchone()[0])


def _find(now: datetime) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from kernel_deadline where state = 'running' and next_look_at <= %s",
            [now],
        )
        _expect(cursor.fetchone()[0])


def _expect(found: int) -> None:
    if found != DUE:
        raise AssertionError(f"{found} were due, not {DUE}.")


def _fill() -> None:
    """Write the rows: 10,000 due in each of the first hours, the others years later."""
    from django.db import connection

    _clear()
    values: dict[str, Any] = {
        "kind": KIND,
        "begins": BEGINS,
        "running": RUNNING,
        "due": DUE,
        "hours": 2 * ROUNDS,
        "shops": 200,
    }
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0")
        cursor.execute(_FILL, values)
    _tidy()


def _clear() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0")
        cursor.execute("delete from kernel_deadline where kind = %s", [KIND])
        cursor.execute("delete from kernel_delivery where payload ->> 'kind' = %s", [KIND])


def _tidy() -> None:
    """Let every run meet the same tables."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0")
        cursor.execute("vacuum (analyze) kernel_deadline")
        cursor.execute("vacuum (analyze) kernel_delivery")
        cursor.execute("checkpoint")


_FILL = """
insert into kernel_deadline (kind, subject_id, shop_id, state, opened_at, allowance_s, credited_s,
    calendar, calendar_version, due_at, levels, looks, warned, next_look_at, explanation)
select %(kind)s, gen_random_uuid(), n %% %(shops)s::int, 'running', %(begins)s, 10800, 0,
    'ua-orders', 1, due, array[50, 80]::smallint[], array[due - interval '2 h', due - interval '1 h'],
    80, due, '[[1, 2, 1]]'
from generate_series(0, %(running)s::int - 1) as n, lateral (
    select %(begins)s::timestamptz + case when n < %(due)s::int * %(hours)s::int
        then (n / %(due)s::int) * interval '1 h' + (n %% %(due)s::int) * interval '0.3 s'
        else interval '900 days' + n * interval '1 s' end as due) as d
"""
_BY_HAND = """
with looked as (
  update kernel_deadline set state = 'missed', ended_at = due_at, noticed_at = %(now)s
  where state = 'running' and next_look_at <= %(now)s
  returning id, kind, subject_id, shop_id, due_at, noticed_at
), told as (
  insert into kernel_delivery (topic, handler, payload, occurred_at, next_try_at, state, attempts,
                               last_error)
  select %(topic)s, handler, jsonb_build_object(
      'occurred_at', d.due_at, 'deadline_id', d.id, 'kind', d.kind, 'subject_id', d.subject_id,
      'shop_id', d.shop_id, 'due_at', d.due_at, 'noticed_at', d.noticed_at),
    d.due_at, statement_timestamp(), 'pending', 0, ''
  from looked d cross join unnest(%(handlers)s::text[]) as handler
)
select count(*) from looked
"""

if __name__ == "__main__":
    import django

    django.setup()
    for line in main():
        print(json.dumps(line))
