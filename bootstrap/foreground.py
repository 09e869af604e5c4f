"""Commands we wait for: one step of the preparation, one check, the test run."""

import os
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from bootstrap import interrupts
from bootstrap.paths import ROOT
from bootstrap.program import die_with_parent

_PATIENCE = 15.0


def run(
    command: list[str],
    env: Mapping[str, str],
    *,
    cwd: Path | None = ROOT,
    output: int | IO[bytes] | None = None,
    errors: int | IO[bytes] | None = None,
    reads: bool = False,
) -> int:
    """Run ``command`` to its end and return its exit code; it dies with us, even when killed.

    ``output`` and ``errors`` take its streams; None leaves them ours, and ``reads`` gives it our
    input. A signal that asks us to stop is handed on; the caller decides what comes next
    (``interrupts.check``).
    """
    process = subprocess.Popen(
        command,
        env=dict(env),
        cwd=cwd,
        stdin=None if reads else subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
        preexec_fn=die_with_parent(signal.SIGKILL),
    )
    while True:
        try:
            return process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            if interrupts.last() is not None:
                return _end(process)


def _end(process: subprocess.Popen[bytes]) -> int:
    if not _heard_it_too():
        process.send_signal(interrupts.last() or signal.SIGTERM)
    try:
        return process.wait(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _heard_it_too() -> bool:
    """Tell whether a terminal sent Ctrl-C to the child as well: a second one would cut it short."""
    return interrupts.last() == signal.SIGINT and os.isatty(0) and os.tcgetpgrp(0) == os.getpgrp()
