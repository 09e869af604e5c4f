"""Rehearsals: what happens in them is told to nobody."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_silent: ContextVar[bool] = ContextVar("outbox_silent", default=False)


@contextmanager
def told_to_nobody() -> Iterator[None]:
    """Within the block no fact has a subscriber: the rows change, and nobody hears of it."""
    before = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(before)


def is_silent() -> bool:
    """Tell whether facts are told to nobody here."""
    return _silent.get()
