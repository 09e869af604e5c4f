"""What is counted through the day, by many at once."""

import threading
from collections import Counter


class Tally:
    """Counts by name, safe for all threads; ``surprises`` are what nobody should have seen."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.counts: Counter[str] = Counter()
        self.surprises: list[str] = []

    def add(self, name: str, n: int = 1) -> None:
        """Count something."""
        with self._lock:
            self.counts[name] += n

    def surprise(self, what: str) -> None:
        """Note what a promise of the floor rules out: the day is not good if there is any."""
        with self._lock:
            self.surprises.append(what)

    def of(self, prefix: str) -> dict[str, int]:
        """Return the counts whose name begins so, without that beginning, the largest first."""
        with self._lock:
            known = self.counts.most_common()
        return {name.removeprefix(prefix): n for name, n in known if name.startswith(prefix)}
