"""What really happened, as the outside world saw it.

The journal of effects, and not our database, is the truth for "lost" and "done twice": a line stands
in it exactly when a stand-in accepted something, whether or not the caller ever saw the reply.
"""

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import count as numbers
from typing import Any

from sandbox.clock import Clock

KEPT = 100_000  # lines; older ones are dropped and counted


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: which service, what kind, and the key that names it there."""

    seq: int
    at: datetime
    service: str
    kind: str
    key: str
    detail: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Return the line with its moment in ISO 8601."""
        return {**asdict(self), "at": self.at.isoformat()}


class Journal:
    """Lines in the order they happened. Written in the sandbox's loop, readable from any thread.

    ``last`` is the number of the newest line; ``dropped`` counts those lost to the limit of ``KEPT``.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lines: deque[Line] = deque(maxlen=KEPT)
        self._numbers = numbers(1)
        self._changed = threading.Condition()
        self.last = 0
        self.dropped = 0

    def record(self, service: str, kind: str, key: object, **detail: Any) -> Line:
        """Write down that ``kind`` happened to ``key`` just now."""
        with self._changed:
            self.last = next(self._numbers)
            line = Line(self.last, self._clock.now(), service, kind, str(key), detail)
            self.dropped += len(self._lines) == KEPT
            self._lines.append(line)
            self._changed.notify_all()
        return line

    def lines(
        self, service: str = "", kind: str = "", key: object = "", after: int = 0
    ) -> list[Line]:
        """Return the lines that match, oldest first; an empty argument matches all."""
        with self._changed:
            return [line for line in self._lines if _fits(line, service, kind, str(key), after)]

    def wait(
        self,
        service: str = "",
        kind: str = "",
        key: object = "",
        *,
        count: int = 1,
        after: int = 0,
        timeout: float = 5.0,
    ) -> list[Line]:
        """Wait in another thread until ``count`` lines match; raise TimeoutError if they do not."""
        with self._changed:
            found = self._changed.wait_for(
                lambda: len(self.lines(service, kind, key, after)) >= count, timeout
            )
        if not found:
            seen = len(self.lines(service, kind, key, after))
            raise TimeoutError(f"{seen} of {count} lines of {service} {kind} {key} in {timeout} s")
        return self.lines(service, kind, key, after)

    def clear(self, service: str = "") -> None:
        """Forget the lines of one service, or all; numbers go on, so ``after`` stays good."""
        with self._changed:
            kept = [line for line in self._lines if service and line.service != service]
            self._lines = deque(kept, maxlen=KEPT)


def _fits(line: Line, service: str, kind: str, key: str, after: int) -> bool:
    return (
        line.seq > after
        and line.service == (service or line.service)
        and line.kind == (kind or line.kind)
        and line.key == (key or line.key)
    )
