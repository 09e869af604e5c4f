"""Record facts, in the transaction that makes them true."""

import json
from collections.abc import Iterable

from django.db import connection, transaction

from kernel import trips
from kernel.arrays import columns
from kernel.outbox import bell
from kernel.outbox.event import Event
from kernel.outbox.registry import handler_names


def record(event: Event) -> None:
    """Write one row for each subscriber of ``event``; raises RuntimeError outside of a transaction."""
    record_many([event])


def record_many(events: Iterable[Event]) -> None:
    """Write the rows of several facts in one statement."""
    if not connection.in_atomic_block:
        raise RuntimeError("A fact needs the transaction that makes it true.")
    rows = [
        (event.topic, handler, payload, event.occurred_at)
        for event in events
        if (handlers := handler_names(event.topic)) and (payload := json.dumps(event.payload()))
        for handler in handlers
    ]
    if not rows:
        return
    trips.write(_INSERT, columns(rows))
    transaction.on_commit(bell.ring)


# next_try_at is the server's clock: a fact is due as soon as it is committed.
_INSERT = """
insert into kernel_delivery (topic, handler, payload, occurred_at, next_try_at,
                             state, attempts, last_error)
select t, h, p, o, statement_timestamp(), 'pending', 0, ''
from unnest(%s::text[], %s::text[], %s::jsonb[], %s::timestamptz[]) as f(t, h, p, o)
"""
