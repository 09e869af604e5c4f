"""Ctrl-C and its kin, noticed only where stopping is safe.

A handler that raised could do so between the start of a child and our knowing of it.
"""

import signal

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_received: list[int] = []


def listen() -> None:
    """Note the signals that ask us to stop, even where the shell that started us ignores them."""
    for number in _SIGNALS:
        signal.signal(number, lambda received, _frame: _received.append(received))


def check() -> None:
    """Raise KeyboardInterrupt if we were asked to stop."""
    if _received:
        raise KeyboardInterrupt


def last() -> int | None:
    """Return the latest signal that asked us to stop."""
    return _received[-1] if _received else None


def is_urgent() -> bool:
    """Tell whether we were asked more than once."""
    return len(_received) > 1
