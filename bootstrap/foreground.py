"""Commands we wait for: one step of the preparation, one check, the test run."""

import os
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

from bootstrap import interrupts
from bootstrap.guarding import Guard
from bootstrap.paths import ROOT
from bootstrap.program import die_with_parent

_PATIENCE = 15.0
_Output = int | IO[bytes] | None


def run(
    command: list[str], env: Mapping[str, str], *, output: _Output = None, errors: _Output = None
) -> int:
    """Run a ``command`` that asks nothing and return its exit code.

    It and all it starts end with us, even when we are killed. ``output`` and ``errors`` take its
    streams; None leaves them ours. A signal that asks us to stop is handed on; the caller decides
    what comes next (``interrupts.check``).
    """
    with Guard() as guard:
        process = subprocess.Popen(
            command,
            env=dict(env),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGKILL),
        )
        guard.add(process.pid, signal.SIGKILL)
        code = _wait(process)
        if interrupts.last() is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        return code


def talk(command: list[str], env: Mapping[str, str], cwd: Path = ROOT) -> int:
    """Run a command on our own streams and terminal and return its exit code."""
    death = die_with_parent(signal.SIGKILL)
    return _wait(subprocess.Popen(command, env=dict(env), cwd=cwd, preexec_fn=death))


def _wait(process: subprocess.Popen[bytes]) -> int:
    while True:
        with suppress(subprocess.TimeoutExpired):
            return process.wait(timeout=0.1)
        if interrupts.last() is not None:
            return _end(process)


def _end(process: subprocess.Popen[bytes]) -> int:
    if not _heard_it_too(process):
        process.send_signal(interrupts.last() or signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        return process.wait(timeout=_PATIENCE)
    process.kill()
    return process.wait()


def _heard_it_too(process: subprocess.Popen[bytes]) -> bool:
    """Tell whether a terminal sent Ctrl-C to it as well: a second one would cut it short."""
    with suppress(OSError):
        in_front = os.isatty(0) and os.tcgetpgrp(0) == os.getpgid(process.pid)
        return in_front and interrupts.last() == signal.SIGINT
    return False
