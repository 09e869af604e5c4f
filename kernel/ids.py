"""Identifiers that sort by time (UUID version 7), so that new rows land at the end of an index."""

import os
import secrets
import threading
import time
from uuid import UUID

TAIL_BITS = 74
_LOW = (1 << 62) - 1
_lock = threading.Lock()
_last, _tail = 0, 0


def new_id() -> UUID:
    """Return a fresh UUIDv7: 48 bits of Unix milliseconds, then 74 bits that are random.

    Ids of one process sort in the order in which they were made, also within one millisecond and when
    the clock steps back: there the tail goes on from the last one by a random step.
    """
    global _last, _tail
    milliseconds = time.time_ns() // 1_000_000
    with _lock:
        if milliseconds > _last:
            _last, _tail = milliseconds, secrets.randbits(TAIL_BITS - 1)
        else:
            _tail += 1 + secrets.randbits(40)
            if _tail >> TAIL_BITS:
                _last, _tail = _last + 1, secrets.randbits(TAIL_BITS - 1)
        moment, tail = _last, _tail
    return UUID(int=moment << 80 | 0x7 << 76 | tail >> 62 << 64 | 0b10 << 62 | tail & _LOW)


def _forget() -> None:
    """Go on apart from the parent: both would take steps from the same place."""
    global _lock, _last, _tail
    _lock, _last, _tail = threading.Lock(), 0, 0


os.register_at_fork(after_in_child=_forget)
