"""Rivals: the same act at the same moment from many threads, each on its own connection.

Who hangs fails the test and no more: nobody waits for its thread, at the end of the run neither.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from django.db import connection

PATIENCE = 20.0  # seconds; a race that hangs fails instead


def together(act: Callable[[int], Any], rivals: int) -> list[Any]:
    """Run ``act(0)`` to ``act(rivals - 1)`` at once; return what each returned or raised, in that order."""
    barrier = threading.Barrier(rivals)

    def run(number: int) -> Any:
        try:
            barrier.wait(PATIENCE)
            return act(number)
        except Exception as error:
            return error

    waiting = [_started(lambda number=number: run(number))[0] for number in range(rivals)]
    until = time.monotonic() + 2 * PATIENCE
    return [one.result(max(0, until - time.monotonic())) for one in waiting]


def in_thread(act: Callable[[], Any]) -> tuple[Callable[[], Any], threading.Event]:
    """Start ``act`` on a connection of its own; return how to wait for its result, and when it began."""
    future, began = _started(act)
    return lambda: future.result(PATIENCE), began


def _started(act: Callable[[], Any]) -> tuple[Future[Any], threading.Event]:
    future, began = Future[Any](), threading.Event()

    def run() -> None:
        try:
            connection.ensure_connection()
            began.set()
            done, broke = act(), None
        except BaseException as error:
            done, broke = None, error
        finally:
            connection.close()
        future.set_exception(broke) if broke else future.set_result(done)

    threading.Thread(target=run, daemon=True).start()
    return future, began


def blocked_by_us(cursor: Any) -> int:
    """Return how many sessions wait for a lock that this cursor's session holds."""
    cursor.execute(
        "select count(distinct pid) from pg_locks"
        " where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))"
    )
    return int(cursor.fetchone()[0])
