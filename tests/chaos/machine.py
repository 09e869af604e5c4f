"""The processes, all real, and every way to hurt them."""

import contextlib
import os
import random
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import psycopg
import redis

from tests.chaos import copies
from tests.day.mishaps import cut_connections
from tests.day.stage import Stage, children_of
from tests.own_machine import Place

ASLEEP_S = (4.0, 16.0)  # the longer one outlasts the lease of a call
BACK_AFTER_S = 0.3


class Machine(Stage):
    """One Otgruz, started for each play on a copy of the ground; whoever is killed comes back soon."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.state, place.services, place.family)
        self.place, self.lasting = place, list(place.family.children)

    def tell(self, **more: str) -> None:
        """Have every process be told this, too."""
        self.stack = replace(self.stack, env={**self.stack.env, **more})

    def begin(self, name: str, **more: str) -> None:
        """Start everything on a copy of the ground that bears this name, told ``more``."""
        self.tell(**copies.made(self.place.services, name), **more)
        with redis.from_url(self.place.services["REDIS_URL"]) as broker:
            broker.flushall()
        (self.place.state / "sandbox.json").unlink(missing_ok=True)
        self.start()

    def end(self) -> None:
        """Stop what `begin` started."""
        self.family.end(*[one for one in self.family.children if one not in self.lasting])

    @property
    def harms(self) -> dict[str, Callable[[random.Random], bool]]:
        """Every kind of mishap and how it is done; each tells whether it could be."""
        return {
            "web worker": self.kill_web_worker,
            "task worker": self.kill_task_worker,
            "web server": self.kill_web_server,
            "task server": self.kill_task_server,
            "beat": lambda _chance: self._kill_all_of("beat"),
            "broker": lambda _chance: self._kill_all_of("valkey"),
            "database connection": _survive(cut_connections),
            "database crash": _survive(crash_database),
            "task worker asleep": self.freeze_task_worker,
        }

    def freeze_task_worker(self, chance: random.Random) -> bool:
        """Have one process that delivers facts sleep for a while, as a machine under load does, and go on."""
        child = self._child("worker")
        below = children_of(child.process.pid) if child.is_running else []
        if not below:
            return False
        pid = chance.choice(below)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
            waking = threading.Timer(chance.choice(ASLEEP_S), _wake, [pid])
            waking.daemon = True
            waking.start()
            return True
        return False

    def steadily(self) -> None:
        """Look after the processes once; nobody who died waits for long, however often it was."""
        soon = time.monotonic() + BACK_AFTER_S
        for child in self.family.children:
            child.failures = 0
            child.retry_at = min(child.retry_at, soon) if child.retry_at else None
        self.tick()


def crash_database(chance: random.Random) -> bool:
    """Kill -9 one connection's process of the database: all connections are lost and it recovers."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_CONNECTIONS)
        pids = [pid for (pid,) in cursor.fetchall()]
    if not pids:
        return False
    connection.close()
    with contextlib.suppress(ProcessLookupError):
        os.kill(chance.choice(pids), signal.SIGKILL)
        return True
    return False


_CONNECTIONS = """
select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()
 order by pid
"""


def _wake(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGCONT)


def _survive(harm: Callable[[random.Random], bool]) -> Callable[[random.Random], bool]:
    """Return the harm as one that the database may be too broken for."""

    def tried(chance: random.Random) -> bool:
        from django.db import DatabaseError, connection

        try:
            return harm(chance)
        except (DatabaseError, psycopg.Error):
            connection.close()
            time.sleep(0.2)
            return False

    return tried
