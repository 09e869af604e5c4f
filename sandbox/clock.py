"""The sandbox's own clock, which can be moved forward."""

from datetime import UTC, datetime, timedelta


class Clock:
    """The real time plus whatever it has been advanced by; all moments are in UTC."""

    def __init__(self) -> None:
        self._shift = timedelta()

    def now(self) -> datetime:
        """Return the present moment as the stand-ins see it."""
        return datetime.now(UTC) + self._shift

    def advance(self, seconds: float) -> None:
        """Move every stand-in ``seconds`` into the future: minutes of quiet and deliveries pass."""
        self._shift += timedelta(seconds=seconds)
