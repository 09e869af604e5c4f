"""Quiet hours: when a message waits until morning, and when it may not. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Quiet:
    """From when until when by the clock of ``zone``; the end may lie on the next day."""

    starts: time
    ends: time
    zone: ZoneInfo


def quiet_ends(now: datetime, quiet: Quiet | None) -> datetime | None:
    """Return when the quiet hours around ``now`` end, in UTC; None outside of them."""
    if quiet is None or quiet.starts == quiet.ends:
        return None
    local = now.astimezone(quiet.zone)
    clock = local.time()
    if quiet.starts < quiet.ends:
        inside, tomorrow = quiet.starts <= clock < quiet.ends, False
    else:
        inside, tomorrow = clock >= quiet.starts or clock < quiet.ends, clock >= quiet.starts
    if not inside:
        return None
    day = local.date() + timedelta(days=tomorrow)
    return datetime.combine(day, quiet.ends, quiet.zone).astimezone(UTC)


def put_off_until(
    now: datetime, quiet: Quiet | None, *, urgent: bool, useful_until: datetime | None = None
) -> datetime | None:
    """Return until when a message waits; None when it goes at once.

    An urgent one never waits, and neither does one that would come too late to be of use.
    """
    ends = None if urgent else quiet_ends(now, quiet)
    if ends is None or (useful_until is not None and ends >= useful_until):
        return None
    return ends
