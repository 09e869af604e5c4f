"""Changing what calendars count: each change is history and, under a row lock, a new version."""

from kernel.calendars.services.change import DayRefused, HoursRefused
from kernel.calendars.services.exceptions import (
    ExceptionExists,
    ExceptionNotFound,
    add_exception,
    remove_exception,
)
from kernel.calendars.services.periods import (
    PeriodNotFound,
    PeriodPublished,
    PeriodRefused,
    PeriodsOverlap,
    discard_special_period,
    draft_special_period,
    publish_special_period,
    withdraw_special_period,
)
from kernel.calendars.services.refresh import refresh_calendars
from kernel.calendars.services.week import change_weekly_hours
from kernel.calendars.services.years import confirm_year

__all__ = [
    "DayRefused",
    "ExceptionExists",
    "ExceptionNotFound",
    "HoursRefused",
    "PeriodNotFound",
    "PeriodPublished",
    "PeriodRefused",
    "PeriodsOverlap",
    "add_exception",
    "change_weekly_hours",
    "confirm_year",
    "discard_special_period",
    "draft_special_period",
    "publish_special_period",
    "refresh_calendars",
    "remove_exception",
    "withdraw_special_period",
]
