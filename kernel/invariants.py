"""What must be true of the rows at every moment, as queries that return those of which it is not.

Each app names its own in ``selectors``; the roof runs them all (`./dev manage invariants`). A query returns
one row for each thing that is wrong: its id first, then what tells it. Several rows of one transaction are
changed together, so each query must be true between any two transactions.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Invariant:
    """A truth by its name, in words, and the query of those who break it."""

    name: str
    says: str
    sql: str


@dataclass(frozen=True, slots=True)
class Found:
    """How many rows break an invariant, and the first of them."""

    invariant: Invariant
    count: int
    rows: tuple[tuple[Any, ...], ...]


def check(invariants: Iterable[Invariant]) -> Iterator[Found]:
    """Run the queries, one after the other, and say what each found; nothing is locked or changed."""
    for invariant in invariants:
        with connection.cursor() as cursor:
            cursor.execute(invariant.sql)
            rows = cursor.fetchall()
        yield Found(invariant, len(rows), tuple(rows[:SHOWN]))
