"""Writes that no call waits for the disk for: slots and tallies, which a crash of the server may forget.

Slots come free by themselves, and a tally a fraction of a second short opens no breaker wrongly.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction


def write(statement: str, values: Sequence[Any]) -> list[int]:
    """Execute, without waiting for the disk unless a transaction is open; return the first column."""
    alone = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if alone:
            cursor.execute("set local synchronous_commit = off")
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()] if cursor.description else []
