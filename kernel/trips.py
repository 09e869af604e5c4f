"""Several set-based writes in one round trip: each is a part of one statement (W1a).

Within `one_trip` what `write` is given waits, and goes at the end of the block as one statement. Only
writes that do not look at each other's rows may share a trip: they all see the table as it was.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import connection

Then = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class _Write:
    sql: str
    values: Sequence[Any]
    then: Then | None


_waiting: ContextVar[list[_Write] | None] = ContextVar("trip", default=None)


def write(sql: str, values: Sequence[Any], then: Then | None = None) -> None:
    """Execute an INSERT or UPDATE without RETURNING, now or at the end of the trip.

    ``then`` is called with how many rows it wrote.
    """
    waiting = _waiting.get()
    if waiting is not None:
        waiting.append(_Write(sql, values, then))
        return
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        if then is not None:
            then(int(cursor.rowcount))


@contextmanager
def one_trip() -> Iterator[None]:
    """Send what is written within the block as one statement at its end; nothing if it raises."""
    if _waiting.get() is not None:
        yield
        return
    token = _waiting.set([])
    try:
        yield
        waiting = _waiting.get() or []
    finally:
        _waiting.reset(token)
    _send(waiting)


def _send(waiting: list[_Write]) -> None:
    if len(waiting) < 2:
        for one in waiting:
            write(one.sql, one.values, one.then)
        return
    parts = ", ".join(f"w{n} as ({one.sql} returning 1)" for n, one in enumerate(waiting))
    counts = ", ".join(f"(select count(*) from w{n})" for n in range(len(waiting)))  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"with {parts} select {counts}", [v for one in waiting for v in one.values])
        written = cursor.fetchone()
    for one, count in zip(waiting, written, strict=True):
        if one.then is not None:
            one.then(int(count))
