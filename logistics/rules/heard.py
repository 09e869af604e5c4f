"""What a carrier told, as its adapter read it: plain values, and the key by which it is told once."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from logistics.states import Kind, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One event of one number. ``at`` is UTC; ``raw_at`` is how the carrier wrote it, read in ``zone``.

    ``revokes`` is the key of an event that the carrier takes back. ``written`` is the moment in one writing,
    where a carrier has several for the same.
    """

    number: str
    kind: str
    at: datetime
    code: str = ""
    sub_code: str = ""
    text: str = ""
    reason: str = ""
    place: str = ""
    raw_at: str = ""
    zone: str = ""
    goes_back: bool = False
    source: str = Source.POLL
    revokes: str = ""
    written: str = ""

    @property
    def key(self) -> str:
        """Return what makes it the same event when it is told again (R-002-51)."""
        if self.written:
            return event_key(self.code, self.written)
        moment = self.raw_at or self.at.isoformat()
        return event_key(self.code or self.kind, self.sub_code, moment, self.place, self.revokes)

    @property
    def is_unknown(self) -> bool:
        """Whether nobody here knows the carrier's code."""
        return self.kind == Kind.UNKNOWN


@dataclass(frozen=True, slots=True)
class Answered:
    """What a carrier answers: events, numbers it does not know, and (number, number of its way back)."""

    heard: tuple[Heard, ...] = ()
    unknown: tuple[str, ...] = ()
    returns: tuple[tuple[str, str], ...] = ()


def event_key(*parts: str) -> str:
    """Return the key of an event: same code, same moment, same place is the same event."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:40]
