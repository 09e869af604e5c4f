"""Opening hours as people write them, read into minutes since midnight. Pure."""

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any, TypeAlias

DayHours: TypeAlias = tuple[tuple[int, int], ...]
"""The shifts of a day, in order and apart: (opens, closes) in minutes since midnight, 0..1440."""

WeekHours: TypeAlias = tuple[DayHours, ...]
"""The hours of seven days; the first is Monday's."""

MIDNIGHT = 24 * 60
CLOSED: DayHours = ()
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


class BadHours(ValueError):
    """These are no opening hours; the message says which part and what is expected."""


def minutes_of(clock: Any) -> int:
    """Return the minutes since midnight of ``HH:MM``; ``24:00`` is the end of the day."""
    if clock == "24:00":
        return MIDNIGHT
    match = _CLOCK.fullmatch(clock) if isinstance(clock, str) else None
    if match is None:
        raise BadHours(f"{clock!r} is not a time of day: write HH:MM, from 00:00 to 24:00.")
    return int(match[1]) * 60 + int(match[2])


def clock_of(minutes: int) -> str:
    """Return ``HH:MM`` of minutes since midnight; the end of the day is ``24:00``."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def day_hours(written: Any) -> DayHours:
    """Read the shifts of a day: ``[["09:00", "13:00"], ["14:00", "20:00"]]``; none means closed.

    A shift ends on its own day: what runs past midnight is two shifts. Raises BadHours.
    """
    if not isinstance(written, list | tuple):
        raise BadHours(f"{written!r} is not a list of shifts.")
    shifts = tuple(_shift(pair) for pair in written)
    for (_, before), (after, _) in pairwise(shifts):
        if after < before:
            raise BadHours(f"A shift opens at {clock_of(after)}, before the last one has closed.")
    return shifts


def week_hours(written: Any) -> WeekHours:
    """Read the hours of a week: ``{"0": [["09:00", "20:00"]]}``, where 0 is Monday.

    A day left out is closed. Raises BadHours.
    """
    if not isinstance(written, Mapping):
        raise BadHours(f"{written!r} does not give the hours of a week by its days.")
    unknown = sorted(set(map(str, written)) - set("0123456"))
    if unknown:
        raise BadHours(f"{unknown[0]!r} is not a day of the week: 0 is Monday, 6 is Sunday.")
    return tuple(day_hours(written.get(str(weekday), ())) for weekday in range(7))


def written_day(hours: DayHours) -> list[list[str]]:
    """Return the hours of a day as they are stored and shown, the reverse of `day_hours`."""
    return [[clock_of(opens), clock_of(closes)] for opens, closes in hours]


def written_week(hours: Iterable[DayHours]) -> dict[str, list[list[str]]]:
    """Return the hours of a week as they are stored, without closed days; undoes `week_hours`."""
    return {str(weekday): written_day(day) for weekday, day in enumerate(hours) if day}


def _shift(pair: Any) -> tuple[int, int]:
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        raise BadHours(f"{pair!r} is not a shift: write its opening and its closing time.")
    opens, closes = map(minutes_of, pair)
    if closes <= opens:
        raise BadHours(f"A shift from {clock_of(opens)} to {clock_of(closes)} has no length.")
    return opens, closes
