"""Rivals: the same act at the same moment from many threads, each on its own connection."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

PATIENCE = 20.0  # seconds; a race that hangs fails instead


def together(act: Callable[[int], Any], rivals: int) -> list[Any]:
    """Run ``act(0)`` to ``act(rivals - 1)`` at once; return what each returned or raised, in that order."""
    barrier = threading.Barrier(rivals)

    def run(number: int) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait(PATIENCE)
            return act(number)
        except Exception as error:
            return error
        finally:
            connection.close()

    pool = ThreadPoolExecutor(rivals)
    try:
        return list(pool.map(run, range(rivals), timeout=PATIENCE * 2))
    finally:
        pool.shutdown(wait=False)  # who hangs is not waited for: the race has failed


def in_thread(act: Callable[[], Any]) -> tuple[Callable[[], Any], threading.Event]:
    """Start ``act`` on a connection of its own; return how to wait for its result, and when it began."""
    began = threading.Event()

    def run() -> Any:
        try:
            connection.ensure_connection()
            began.set()
            return act()
        finally:
            connection.close()

    pool = ThreadPoolExecutor(1)
    future = pool.submit(run)
    pool.shutdown(wait=False)
    return lambda: future.result(PATIENCE), began


def blocked_by_us(cursor: Any) -> int:
    """Return how many sessions wait for a lock that this cursor's session holds."""
    cursor.execute(
        "select count(distinct pid) from pg_locks"
        " where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))"
    )
    return int(cursor.fetchone()[0])
