"""What a person reads while we prepare: one line a step, with its seconds."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TextIO


@dataclass
class Step:
    """One line under way; whoever finds that it failed says so here."""

    failed: bool = False


@dataclass
class Progress:
    """Writes to ``stream`` and flushes each time, so that a pipe shows it as it happens."""

    stream: TextIO = field(default_factory=lambda: sys.stdout)

    def line(self, text: str = "") -> None:
        """Write one line."""
        self._write(f"{text}\n")

    def _write(self, text: str) -> None:
        # A closed terminal is no reason to leave anything undone.
        with suppress(OSError, ValueError):
            self.stream.write(text)
            self.stream.flush()

    @contextmanager
    def step(self, what: str) -> Iterator[Step]:
        """Write ``what`` when it begins and its seconds when it ends."""
        self._write(f"  {what} ... ")
        step, began = Step(), time.monotonic()
        try:
            yield step
        except BaseException:
            self.line("failed")
            raise
        self.line(f"{'FAILED, ' if step.failed else ''}{time.monotonic() - began:.1f} s")
