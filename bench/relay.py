"""W7: facts from the outbox to a subscriber, beside a list in memory and beside a task a message.

The limit is what a queue that forgets everything can do: pushing the same payloads into a list of the
Redis-compatible server, a hundred a trip. Ours delivers durable rows, marks each, and calls its subscriber;
`.delay()` only sends. Run alone: ``python -m bench.relay`` on a migrated database.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

FACTS, SENT, TRIP, ROUNDS = 10_000, 500, 100, 5
KEY = "bench.relay"
TOPIC = "bench.box.moved.v1"
LEAST, TIMES_DELAY = 0.3, 20


def main() -> list[dict[str, Any]]:
    """Measure and return one row for each line of W7 in the goals."""
    event = _subscribed()
    _clear()
    try:
        times = [_round(event, number) for number in range(ROUNDS)]
    finally:
        _clear()
    ours, pushed, delayed = (median(column) for column in zip(*times, strict=True))
    ratio = median(mine / theirs for mine, theirs, _delay in times)
    over_delay = median(mine / delay for mine, _push, delay in times)
    return [
        _row(
            "facts delivered to a subscriber",
            ours,
            f"LPUSH, {TRIP} a trip",
            pushed,
            ratio,
            f">= {LEAST:.0%} of the limit",
            ratio >= LEAST,
        ),
        _row(
            "facts delivered, against a task a message",
            ours,
            ".delay()",
            delayed,
            over_delay,
            f"none (moonshot: {TIMES_DELAY} times as many)",
            True,
        ),
    ]


def _row(
    name: str, ours: float, limit: str, limit_rate: float, ratio: float, goal: str, met: bool
) -> dict[str, Any]:
    return {
        "workload": "W7",
        "name": name,
        "ops_per_s": round(ours),
        "limit_name": limit,
        "limit_ops_per_s": round(limit_rate),
        "ratio": round(ratio, 2),
        "goal": goal,
        "met": met,
    }


def _subscribed() -> type:
    """Return a fact that somebody hears."""
    from kernel.outbox.event import Event
    from kernel.outbox.registry import subscribe

    @dataclass(frozen=True, slots=True, kw_only=True)
    class BoxMoved(Event):
        topic = TOPIC
        number: int

    subscribe(BoxMoved)(heard)
    return BoxMoved


def heard(_fact: object) -> None:
    """Hear of it, and do nothing."""


def _round(event: type, number: int) -> tuple[float, float, float]:
    facts = [event(occurred_at=datetime.now(UTC), number=n) for n in range(FACTS)]
    _record(facts)
    ours = FACTS / _seconds(_deliver)
    pushed = FACTS / _seconds(lambda: _push(facts))
    delayed = SENT / _seconds(_delay)
    return ours, pushed, delayed


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _record(facts: list[Any]) -> None:
    from django.db import transaction

    from kernel.outbox.post import record_many

    with transaction.atomic():
        record_many(facts)
    _tidy()


def _deliver() -> None:
    from kernel.outbox.relay import deliver_due

    now, total = datetime.now(UTC) + timedelta(minutes=1), 0
    while done := deliver_due(now=now):
        total += done
    if total < FACTS:
        raise AssertionError(f"{total} facts were delivered, not {FACTS}.")


def _push(facts: list[Any]) -> None:
    from django.conf import settings
    from redis import Redis

    with Redis.from_url(settings.REDIS_URL) as redis:
        texts = [json.dumps(fact.payload()) for fact in facts]
        for start in range(0, FACTS, TRIP):
            with redis.pipeline(transaction=False) as trip:
                for text in texts[start : start + TRIP]:
                    trip.lpush(KEY, text)
                trip.execute()


def _delay() -> None:
    """Send one message a task, as one would without an outbox; nobody is there to take them."""
    from celery import current_app

    for number in range(SENT):
        current_app.send_task(KEY, kwargs={"number": number}, queue=KEY, ignore_result=True)


def _clear() -> None:
    from django.conf import settings
    from django.db import connection
    from redis import Redis

    with connection.cursor() as cursor:
        cursor.execute("delete from kernel_delivery where topic = %s", [TOPIC])
    with Redis.from_url(settings.REDIS_URL) as redis:
        redis.delete(KEY)


def _tidy() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("vacuum (analyze) kernel_delivery")
        cursor.execute("checkpoint")


if __name__ == "__main__":
    import django

    django.setup()
    for line in main():
        print(json.dumps(line))
