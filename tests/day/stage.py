"""The processes of the day, all real, and how each of them is killed."""

import contextlib
import os
import random
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from bootstrap.environment import (
    SANDBOX_PORTS,
    Addresses,
    application_environment,
    stack_environment,
)
from bootstrap.family import Family
from bootstrap.ports import free_port
from bootstrap.program import Child
from bootstrap.stack import Copies, Stack

# Everybody of the day asks from one address, and shops tell of a whole night's orders at once.
STEADY = 5.0  # seconds
FREELY = {"API_RATE_PER_MINUTE": "1000000"}


class Stage:
    """One running Otgruz under a supervisor in our hands: who is killed comes back while we `tick`."""

    def __init__(self, state: Path, services: Mapping[str, str], family: Family) -> None:
        # Not the usual ports: another machine may take them meanwhile, and would be played upon.
        where = Addresses(free_port(), {name: free_port() for name in SANDBOX_PORTS})
        env = stack_environment(application_environment(state, dict(services)), where)
        self.stack, self.family = Stack({**env, **FREELY}, where, Copies()), family
        self.url = f"http://127.0.0.1:{where.web}"

    def start(self, *, without: frozenset[str] = frozenset()) -> None:
        """Start every process but those named, and return when the pages are served."""
        programs = [one for one in self.stack.programs() if one.name not in without]
        self.family.wait_ready(*[self.family.start(one) for one in programs], seconds=240)

    def tick(self) -> None:
        """Look after the processes once: whoever died is started again after a pause."""
        self.family.tick()

    @property
    def is_up(self) -> bool:
        """Tell whether everybody has served for a while: who dies at the start waits ever longer."""
        return all(is_steady(child) for child in self.family.children)

    def kill_web_worker(self, chance: random.Random) -> bool:
        """Kill -9 one of the processes that answer requests; what it was doing is lost."""
        return self._kill_one_below("web", chance)

    def kill_task_worker(self, chance: random.Random) -> bool:
        """Kill -9 one of the processes that deliver facts."""
        return self._kill_one_below("worker", chance)

    def kill_web_server(self, _chance: random.Random) -> bool:
        """Kill -9 the web server with all its processes: for a moment nobody answers at all."""
        return self._kill_all_of("web")

    def kill_task_server(self, _chance: random.Random) -> bool:
        """Kill -9 the whole background worker."""
        return self._kill_all_of("worker")

    def _child(self, name: str) -> Child:
        return next(child for child in self.family.children if child.program.name == name)

    def _kill_one_below(self, name: str, chance: random.Random) -> bool:
        child = self._child(name)
        below = children_of(child.process.pid) if child.is_running else []
        if not below:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(chance.choice(below), signal.SIGKILL)
            return True
        return False

    def _kill_all_of(self, name: str) -> bool:
        child = self._child(name)
        if not child.is_running:
            return False
        os.killpg(child.process.pid, signal.SIGKILL)
        return True


def is_steady(child: Child) -> bool:
    """Tell whether a process has been up for a while."""
    return child.is_running and time.monotonic() - child.started_at > STEADY and child.is_ready


def children_of(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    told = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(one) for one in told.stdout.split()]
