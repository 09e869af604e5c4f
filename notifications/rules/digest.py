"""Storms: many messages of one kind to one person become one digest. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

WINDOW = timedelta(seconds=10)  # a burst: what follows in it waits for its end, to come together
ONE_BY_ONE = 5  # so many of one kind go out each by itself
SHOWN = 15  # lines of a digest; the rest is a number


def hold_until(recent: Iterable[datetime], now: datetime) -> datetime | None:
    """Return until when the next message waits for company; None while there is no storm.

    ``recent`` are the moments at which messages of that kind to that person by that channel were made.
    """
    inside = sorted(moment for moment in recent if now - WINDOW < moment <= now)
    return inside[0] + WINDOW if len(inside) >= ONE_BY_ONE else None


def is_storm(gathered: Sequence[bool]) -> bool:
    """Tell whether waiting messages go out as one digest; each is whether it was put off to be gathered."""
    return len(gathered) > ONE_BY_ONE or sum(gathered) > 1
