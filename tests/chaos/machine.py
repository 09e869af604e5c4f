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

from tests.day.mishaps import cut_connections
from tests.day.stage import Stage, children_of

ASLEEP_S = 4.0


class Machine(Stage):
    """One running Otgruz whose parts are killed; the family brings back whoever died."""

    def tell(self, **more: str) -> None:
        """Have every process be told this, too."""
        self.stack = replace(self.stack, env={**self.stack.env, **more})

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
            "database crash": self.crash_database,
            "task worker asleep": self.freeze_task_worker,
        }

    def crash_database(self, chance: random.Random) -> bool:
        """Kill -9 one server process of the database: all connections are lost and it recovers."""
        below = children_of(self._child("postgres").process.pid)
        if not below:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(chance.choice(below), signal.SIGKILL)
            return True
        return False

    def freeze_task_worker(self, chance: random.Random) -> bool:
        """Have one process that delivers facts sleep for a while, as a machine under load does, and go on."""
        child = self._child("worker")
        below = children_of(child.process.pid) if child.is_running else []
        if not below:
            return False
        pid = chance.choice(below)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
            threading.Timer(ASLEEP_S, _wake, [pid]).start()
            return True
        return False

    def steadily(self) -> None:
        """Look after the processes until they all serve again: nobody who dies waits longer and longer."""
        for child in self.family.children:
            child.failures = min(child.failures, 1)
        self.tick()


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
