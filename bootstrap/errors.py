"""What may go wrong on somebody's machine, said plainly."""

from pathlib import Path


class Trouble(Exception):
    """Something the person at the keyboard has to know; the message says what to do next."""


def last_lines(log: Path, count: int = 20) -> str:
    """Return the end of ``log``, indented for a message; nothing when it is empty or missing."""
    try:
        lines = log.read_text(errors="replace").splitlines()
    except OSError:
        return ""
    return "\n".join(f"    {line}" for line in lines[-count:])
