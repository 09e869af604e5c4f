"""The calendars every installation starts with. Four kinds that never share one (C-04)."""

from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_noop as _

from kernel.calendars.models import ConfirmedYear, HolidayRule, WorkCalendar

CONFIRMED_YEAR = 2026
CONFIRMED_AT = datetime(2026, 11, 22, tzinfo=UTC)
WORK_WEEK = range(5)
EVERY_DAY = range(7)


def _shipped(
    code: str, title: str, zone: str, days: range, hours: str, **more: Any
) -> WorkCalendar:
    weekly_hours = {str(day): [hours.split("-")] for day in days}
    if "country" in more:
        more["holiday_rule"] = HolidayRule.LIBRARY
    return WorkCalendar(code=code, title=title, zone=zone, weekly_hours=weekly_hours, **more)


def shipped_calendars() -> list[WorkCalendar]:
    """Return the shipped calendars as fresh rows, not yet saved."""
    return [
        _shipped(
            "ua-orders", _("Orders, Ukraine"), "Europe/Kyiv", WORK_WEEK, "09:00-20:00", country="UA"
        ),
        _shipped(
            "ru-orders",
            _("Orders, Russia"),
            "Europe/Moscow",
            WORK_WEEK,
            "09:00-20:00",
            country="RU",
        ),
        _shipped(
            "cn-orders", _("Orders, China"), "Asia/Shanghai", WORK_WEEK, "09:00-20:00", country="CN"
        ),
        _shipped("warehouse", _("Warehouse dispatch"), "Europe/Moscow", EVERY_DAY, "09:00-18:00"),
        _shipped(  # R-002-41: every day of the week but 1 January
            "cainiao-pickup",
            _("Cainiao pickup"),
            "Europe/Moscow",
            EVERY_DAY,
            "09:00-19:00",
            closed_days=["01-01"],
        ),
        _shipped(
            "claims-ru",
            _("Claims, Russia"),
            "Europe/Moscow",
            WORK_WEEK,
            "00:00-24:00",
            country="RU",
        ),
        *_every_hour(),
    ]


def _every_hour() -> list[WorkCalendar]:
    """Return those by which buyers are waited for: days of their lives, not of anybody's work (R-004-55)."""
    days = EVERY_DAY, "00:00-24:00"
    return [
        _shipped("every-hour", _("Every hour of every day"), "Europe/Kyiv", *days),
        _shipped("every-hour-ru", _("Every hour of every day, Russia"), "Europe/Moscow", *days),
    ]


def ensure_calendars() -> None:
    """Create the shipped calendars that are missing; those that exist stay as people have them."""
    calendars = shipped_calendars()
    standing = set(WorkCalendar.objects.values_list("code", flat=True))
    missing = [calendar for calendar in calendars if calendar.code not in standing]
    WorkCalendar.objects.bulk_create(missing, ignore_conflicts=True)
    ConfirmedYear.objects.bulk_create(
        [
            ConfirmedYear(
                calendar_id=calendar.code,
                year=CONFIRMED_YEAR,
                confirmed_at=CONFIRMED_AT,
                confirmed_by="Otgruz",
            )
            for calendar in missing
            if calendar.holiday_rule == HolidayRule.LIBRARY
        ],
        ignore_conflicts=True,
    )
