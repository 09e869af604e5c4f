"""By how much a dispatch was late, in the bands a fine is set by (R-003-17). Pure."""

from datetime import datetime, timedelta

BANDS: tuple[tuple[str, timedelta], ...] = (
    ("up_to_1_day", timedelta(days=1)),
    ("up_to_3_days", timedelta(days=3)),
    ("up_to_7_days", timedelta(days=7)),
)
BEYOND = "over_7_days"


def lateness_band(late: timedelta) -> str:
    """Return the band of a dispatch that was ``late``; the end of a band belongs to it."""
    return next((name for name, most in BANDS if late <= most), BEYOND)


def seconds_late(due_at: datetime, at: datetime) -> int:
    """Return the whole seconds past the due moment, none when it was kept."""
    return max(0, int((at - due_at).total_seconds()))
