"""Cainiao's moments: naive hours with a zone beside them, written in five ways, or none. Pure."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

SHANGHAI = "Asia/Shanghai"
_NAIVE = re.compile(
    r"(\d{4})[-/](\d\d?)[-/](\d\d?)[ T]+(\d\d?)[:-](\d\d?)(?:[:-](\d\d?))?(?:\.\d+)?"
)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-]?)(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z]+(?:/[A-Za-z_+-]+){1,2}")


def zone_of(told: str) -> tuple[tzinfo, str]:
    """Return the zone that is meant and what it is called; where none is, or no zone, it is Shanghai's."""
    told = told.strip()
    if found := _OFFSET.fullmatch(told):
        offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        if offset <= timedelta(hours=14):
            return timezone(-offset if found[1] == "-" else offset), told
    if _NAME.fullmatch(told):
        try:
            return ZoneInfo(told), told
        except (ValueError, OSError, KeyError):
            pass
    return ZoneInfo(SHANGHAI), SHANGHAI


def read_moment(raw: str, zone: str) -> datetime | None:
    """Return the moment in UTC; None for what cannot be read. Dashes between hours and minutes occur."""
    found = _NAIVE.fullmatch(raw.strip())
    if found is None:
        return _of_milliseconds(raw.strip())
    try:
        naive = datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]  # noqa: DTZ001
        return naive.replace(tzinfo=zone_of(zone)[0]).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _of_milliseconds(raw: str) -> datetime | None:
    """Read what some interfaces tell: milliseconds since 1970."""
    if raw.isascii() and raw.isdigit() and len(raw) == 13:
        return datetime.fromtimestamp(int(raw) / 1000, tz=UTC)
    return None
