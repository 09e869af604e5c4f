"""Our end of the line to the guard (`guard.py`), which clears up if we are killed."""

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from bootstrap.paths import ROOT


class Guard:
    """One guard process; it learns what to end and what to remove, and outlives us only to do it."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(ROOT / "bootstrap" / "guard.py")],
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.dismiss()

    @property
    def is_alive(self) -> bool:
        """Tell whether it still watches."""
        return self.process.poll() is None

    def add(self, group: int, number: int) -> None:
        """Have the process group ended with this signal."""
        self._tell(add=group, signal=int(number))

    def drop(self, group: int) -> None:
        """Forget a group that has ended: its number may become somebody else's."""
        self._tell(drop=group)

    def remove(self, folder: Path) -> None:
        """Have ``folder`` removed."""
        self._tell(scratch=str(folder))

    def dismiss(self) -> None:
        """Send it away: everything has been cleared up."""
        self._tell(bye=True)
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait()

    def _tell(self, **message: Any) -> None:
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):  # it was killed; whoever notices starts another
            self.process.stdin.write(json.dumps(message).encode() + b"\n")
            self.process.stdin.flush()
