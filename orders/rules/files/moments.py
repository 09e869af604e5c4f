"""Moments as files have them: by the formats of the profile, in its zone, or by ISO 8601."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

# Day first with points, year first with slashes: those that cannot be read in two ways.
FORMATS = (
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d",
    "%Y年%m月%d日 %H:%M",
)


@lru_cache(maxsize=8192)
def moment_of(text: str, formats: tuple[str, ...], zone: str) -> datetime | None:
    """Return the moment in UTC, None when ``text`` is of no format given nor ISO 8601.

    A time without an offset is of ``zone``: one that clocks showed twice is the first of the two.
    """
    naive = _by_formats(text, formats) or _by_iso(text)
    if naive is None:
        return None
    try:
        aware = naive if naive.tzinfo else naive.replace(tzinfo=ZoneInfo(zone))
        return aware.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _by_formats(text: str, formats: Sequence[str]) -> datetime | None:
    for format_ in formats:
        try:
            return datetime.strptime(text, format_)  # noqa: DTZ007 - the zone is set by the caller
        except ValueError:
            continue
    return None


def _by_iso(text: str) -> datetime | None:
    if len(text) < 10 or text[4:5] != "-":
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
