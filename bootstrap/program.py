"""What can be started, and one running copy of it."""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bootstrap.account import Account
from bootstrap.errors import Trouble, last_lines

_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1
_STEADY = 60.0  # seconds after which a child counts as healthy and its past failures are forgotten
_LONGEST_PAUSE = 30.0
_LARGEST_LOG = 20_000_000  # bytes


@dataclass(frozen=True)
class Program:
    """What to start, how to know that it is up, and how it likes to be stopped."""

    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=lambda: {"PATH": os.defpath, "LC_ALL": "C"})
    cwd: Path = Path("/")
    account: Account = field(default_factory=Account)
    ready: "Callable[[Child], bool] | None" = None
    before_start: Callable[[], None] = lambda: None
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL  # what it gets when the supervisor is killed
    patience: float = 10.0  # seconds between the stop signal and SIGKILL
    once: bool = False  # it is to end by itself, and is started again only if it fails
    layer: int = 0  # children of one layer stop together, after those that were started later


def die_with_parent(number: int) -> Callable[[], None]:
    """Return what a child runs before its program, so that the kernel signals it when we die.

    It has to come after a change of user, which clears the setting; ``preexec_fn`` does.
    """
    parent = os.getpid()

    def arm() -> None:
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return arm


class Child:
    """One running copy of a program, in a session of its own."""

    def __init__(self, program: Program, log: Path) -> None:
        self.program, self.log = program, log
        self.failures = 0
        self.retry_at: float | None = None
        self.asked_at = 0.0
        if log.exists():
            log.rename(log.with_suffix(".log.1"))
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        self.started_at = time.monotonic()
        self.is_cleared = False
        self.program.before_start()
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self.program.command,
                cwd=self.program.cwd,
                env=self.program.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(self.program.death_signal),
                **self.program.account.popen_options(),
            )

    def restart(self) -> None:
        """Start it again after it died."""
        self.retry_at = None
        self.process = self._start()

    @property
    def is_running(self) -> bool:
        """Tell whether its main process is there."""
        return self.process.poll() is None

    @property
    def is_ready(self) -> bool:
        """Tell whether it runs and, where that can be asked, serves."""
        asked = self.program.ready
        return self.is_running and (asked is None or asked(self))

    def plan_restart(self) -> float:
        """Note a death and return the seconds until the next try: 1, 2, 4 ... 30."""
        steady = time.monotonic() - self.started_at > _STEADY
        self.failures = 1 if steady else self.failures + 1
        pause = min(2.0 ** (self.failures - 1), _LONGEST_PAUSE)
        self.retry_at = time.monotonic() + pause
        return pause

    def ask_to_stop(self) -> None:
        """Send the signal that it takes for a polite request; patience begins."""
        self.asked_at = time.monotonic()
        if self.is_running:
            self.process.send_signal(self.program.stop_signal)

    def wait_stopped(self, is_urgent: Callable[[], bool]) -> None:
        """Wait for its end; kill it and all it started when patience ends.

        ``is_urgent`` cuts the patience short, but not that of a server, which would lose data.
        """
        keeps_data = self.program.death_signal != signal.SIGKILL
        while self.is_running and time.monotonic() < self.asked_at + self.program.patience:
            if is_urgent() and not keeps_data:
                break
            time.sleep(0.02)
        self.kill_group()

    def kill_group(self) -> None:
        """Leave nobody of its session alive. Done once: later the number may be somebody else's."""
        if self.is_cleared:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.is_cleared = True

    def trim_log(self) -> None:
        """Move a log that has grown large aside; the child goes on writing to the emptied file."""
        with contextlib.suppress(FileNotFoundError):
            if self.log.stat().st_size > _LARGEST_LOG:
                shutil.copyfile(self.log, self.log.with_suffix(".log.1"))
                os.truncate(self.log, 0)

    def how_it_ended(self) -> str:
        """Return its exit code or the signal that ended it, in words."""
        code = self.process.returncode
        return f"exit code {code}" if code >= 0 else f"signal {-code}"

    def trouble(self, what: str) -> Trouble:
        """Return what to tell a person when it does not come up."""
        tail = last_lines(self.log)
        return Trouble(f"{self.program.name} {what}. The end of {self.log}:\n{tail}")
