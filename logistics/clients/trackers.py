"""The carriers that can be asked where parcels are, by the name that their row of the directory bears."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from logistics.rules.heard import Answered

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Tracker:
    """How many numbers one question may name, and how it is asked: None is no answer now."""

    batch: int
    ask: Callable[[Sequence[str], Clock], Answered | None]


_trackers: dict[str, Tracker] = {}


def tracks(adapter: str, tracker: Tracker) -> None:
    """Have the carriers of that adapter be asked so."""
    _trackers[adapter] = tracker


def tracker_of(adapter: str) -> Tracker | None:
    """Return how to ask, or None for a carrier that we do not speak with."""
    return _trackers.get(adapter)
