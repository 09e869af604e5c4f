"""Real processes to be killed: a child forked from the test, on database connections of its own."""

import contextlib
import faulthandler
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable

from django.db import connections

KILLED = -signal.SIGKILL
LONGEST_S = 300  # a child that lives longer hangs: it says where, and ends


@contextlib.contextmanager
def child(act: Callable[[], object], *, longest_s: float = LONGEST_S):
    """Run ``act`` in a child process and give its pid; it is killed when the block is left."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        _run(act, longest_s)
    try:
        yield pid
    finally:
        kill(pid)


def _run(act: Callable[[], object], longest_s: float) -> None:
    """Never return: nothing of the test runner may run in the child."""
    status = 1
    # What another thread held when we were forked is held for ever here.
    faulthandler.dump_traceback_later(longest_s, exit=True, file=sys.__stderr__)
    try:
        act()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def kill(pid: int) -> None:
    """Kill a child as the kernel does when memory is out; one that has ended is left alone."""
    with contextlib.suppress(ProcessLookupError, ChildProcessError):
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def wait(pid: int) -> int:
    """Wait for a child and return its exit code, negative for the signal that ended it."""
    until = time.monotonic() + LONGEST_S
    while not (ended := os.waitpid(pid, os.WNOHANG))[0]:
        assert time.monotonic() < until, f"process {pid} does not end"
        time.sleep(0.001)
    return os.waitstatus_to_exitcode(ended[1])
