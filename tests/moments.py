"""Moments as people say them: ``kyiv(2026, 2, 3, 18)`` is 18:00 on the wall there, in UTC inside."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

TUESDAY_18 = datetime(2026, 2, 3, 16, tzinfo=UTC)
"""18:00 in Kyiv on a working Tuesday, the start of R-004-22."""


def kyiv(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Return the moment in UTC when clocks in Kyiv show this."""
    return _at("Europe/Kyiv", year, month, day, hour, minute)


def moscow(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Return the moment in UTC when clocks in Moscow show this."""
    return _at("Europe/Moscow", year, month, day, hour, minute)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Return this moment."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def _at(zone: str, *parts: int) -> datetime:
    year, month, day, hour, minute = parts
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)
