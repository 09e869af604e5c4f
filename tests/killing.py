"""An act killed at each of its points in turn by a real SIGKILL, and a look at all that is left behind.

A point is before its first statement, before whatever comes after a statement that wrote, and right after
each commit. Between two points it only reads and thinks: a kill there leaves what one at the next point does.
"""

import contextlib
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from django.db import connection, transaction

from tests.processes import KILLED, child, wait

COMMITTED = "committed"
_WRITES = re.compile(r'(?:insert into|delete from|(?<!for )(?<!key )(?<!do )update) +"?(\w+)', re.I)


def killed_at(number: int, act: Callable[[], object]) -> str:
    """Run ``act`` in a child that is killed at its n-th point; return what it did last: the tables written.

    An act that has fewer points fails: it ended, and nothing of it was killed.
    """
    out, into = os.pipe()
    with os.fdopen(out) as told, child(lambda: _run(number, act, into)) as pid:
        os.close(into)
        assert wait(pid) == KILLED, f"it has no point {number}"
        return told.read()


def _run(number: int, act: Callable[[], object], into: int) -> None:
    points, commit, done = count(1), connection.commit, ["begun"]

    def reach() -> None:
        if done and next(points) == number:
            os.write(into, done[0].encode())
            os.kill(os.getpid(), signal.SIGKILL)
        done.clear()

    def send(execute: Any, sql: str, *given: Any) -> Any:
        reach()
        written = _WRITES.findall(" ".join(sql.split()))
        answer = execute(sql, *given)
        done.extend([" ".join(written)] if written else [])
        return answer

    def commit_between() -> None:
        reach()
        commit()
        done.append(COMMITTED)
        reach()

    connection.commit = commit_between  # type: ignore[method-assign]
    with connection.execute_wrapper(send):
        act()


@contextlib.contextmanager
def taken_back() -> Iterator[None]:
    """Let everything that is written in the block be as if it had not been, its last checks made."""
    with transaction.atomic():
        yield
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
        transaction.set_rollback(True)


def all_rows(*prefixes: str) -> dict[str, str]:
    """Return a fingerprint of each table whose name begins so."""
    one = "select '{0}', md5(string_agg(t::text, '' order by t::text)) from \"{0}\" t"
    with connection.cursor() as cursor:
        tables = [
            name
            for name in connection.introspection.table_names(cursor)
            if name.startswith(prefixes)
        ]
        cursor.execute(" union all ".join(one.format(name) for name in tables))
        return dict(cursor.fetchall())


def until_nobody_else(patience: float = 20.0) -> None:
    """Wait until the server knows that whoever was killed is gone, and holds nothing any more."""
    stop = time.monotonic() + patience
    while _sessions() > 1:
        assert time.monotonic() < stop, "the killed one's session lives on"
        time.sleep(0.005)


def _sessions() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity where datname = current_database()"
            " and backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])
