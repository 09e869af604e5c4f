"""Calendars as rows: whose hours count, and every departure from them. Only services write."""

import re
import uuid
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from kernel.calendars.hours import BadHours, day_hours, week_hours

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LEAP_YEAR = 2000  # so that "02-29" is a day of the year


class HolidayRule(models.TextChoices):
    """Where a calendar's public holidays come from."""

    NONE = "none", _("No public holidays")
    LIBRARY = "library", _("Public holidays of the country")


def valid_zone(name: str) -> None:
    """Accept the name of a time zone, such as ``Europe/Kyiv``."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValidationError(
            _("There is no time zone “%(name)s”."), params={"name": name}
        ) from None


def valid_week(written: Any) -> None:
    """Accept the hours of a week as `week_hours` reads them."""
    try:
        week_hours(written)
    except BadHours as error:
        raise ValidationError(str(error)) from error


def valid_day(written: Any) -> None:
    """Accept the hours of a day as `day_hours` reads them; none means closed."""
    try:
        day_hours(written)
    except BadHours as error:
        raise ValidationError(str(error)) from error


def valid_yearly_days(written: Any) -> None:
    """Accept days of the year written ``MM-DD``."""
    try:
        yearly_days(written)
    except (TypeError, ValueError):
        raise ValidationError(_("Write days of the year as a list of MM-DD.")) from None


def yearly_days(written: Any) -> frozenset[tuple[int, int]]:
    """Return (month, day) of each ``MM-DD``. Raises ValueError or TypeError."""
    days = (date.fromisoformat(f"{LEAP_YEAR}-{text}") for text in written)
    return frozenset((day.month, day.day) for day in days)


class WorkCalendar(models.Model):
    """Whose hours count for a promise: a zone, a week, the holidays of a country.

    ``version`` grows by one with each change of what is counted; ``stamp`` is new with each change
    and never used twice, so a table may be kept by it even when a change was rolled back.
    """

    code = models.CharField(
        primary_key=True, max_length=40, validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    )
    title = models.CharField(max_length=120)
    zone = models.CharField(max_length=64, validators=[valid_zone])
    weekly_hours = models.JSONField(
        validators=[valid_week], help_text='{"0": [["09:00", "20:00"]]}: 0 is Monday'
    )
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166, for its holidays")
    holiday_rule = models.CharField(max_length=12, choices=HolidayRule, default=HolidayRule.NONE)
    closed_days = models.JSONField(
        default=list, blank=True, validators=[valid_yearly_days], help_text="MM-DD of every year"
    )
    first_year = models.PositiveSmallIntegerField(default=2010)
    last_year = models.PositiveSmallIntegerField(default=2037)
    version = models.PositiveIntegerField(default=1)
    stamp = models.UUIDField(default=uuid.uuid4, editable=False)
    fingerprint = models.CharField(
        max_length=64, blank=True, editable=False, help_text="Digest of the moments last counted"
    )

    class Meta:
        app_label = "kernel"
        ordering = ["code"]
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")
        constraints = [
            models.CheckConstraint(
                name="calendar_years_in_order",
                condition=Q(
                    first_year__gte=1970, first_year__lte=F("last_year"), last_year__lte=2100
                ),
            ),
            models.CheckConstraint(
                name="calendar_holidays_have_a_country",
                condition=Q(holiday_rule=HolidayRule.NONE) | ~Q(country=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CalendarException(models.Model):
    """One day that is not as week and holidays have it: closed, or with hours of its own."""

    calendar = models.ForeignKey(WorkCalendar, on_delete=models.PROTECT, related_name="exceptions")
    day = models.DateField()
    hours = models.JSONField(
        default=list, blank=True, validators=[valid_day], help_text="empty when closed"
    )
    reason = models.CharField(max_length=200)

    class Meta:
        app_label = "kernel"
        ordering = ["day"]
        verbose_name = _("calendar exception")
        verbose_name_plural = _("calendar exceptions")
        constraints = [
            models.UniqueConstraint(fields=["calendar", "day"], name="calendar_exception_one_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.day}: {self.reason}"


class SpecialPeriod(models.Model):
    """Days that follow a week of their own, such as the New Year or May holidays (R-004-25).

    It counts once it is announced; until then it is a draft whose effect can be previewed.
    """

    calendar = models.ForeignKey(WorkCalendar, on_delete=models.PROTECT, related_name="periods")
    title = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="the last day, included")
    weekly_hours = models.JSONField(default=dict, blank=True, validators=[valid_week])
    announced_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        app_label = "kernel"
        ordering = ["starts_on"]
        verbose_name = _("special period")
        verbose_name_plural = _("special periods")
        constraints = [
            models.CheckConstraint(
                name="special_period_days_in_order", condition=Q(starts_on__lte=F("ends_on"))
            ),
            ExclusionConstraint(
                name="special_periods_do_not_overlap",
                condition=Q(announced_at__isnull=False),
                expressions=[
                    ("calendar", RangeOperators.EQUAL),
                    (
                        Func(
                            "starts_on",
                            "ends_on",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.starts_on} - {self.ends_on}: {self.title}"

    @property
    def state(self) -> str:
        """``published`` once announced, ``draft`` before."""
        return "draft" if self.announced_at is None else "published"


class ConfirmedYear(models.Model):
    """A person has looked at a calendar's holidays of a year and found them right."""

    calendar = models.ForeignKey(
        WorkCalendar, on_delete=models.PROTECT, related_name="confirmed_years"
    )
    year = models.PositiveSmallIntegerField()
    confirmed_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=200)

    class Meta:
        app_label = "kernel"
        ordering = ["calendar", "year"]
        verbose_name = _("confirmed year")
        verbose_name_plural = _("confirmed years")
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "year"], name="calendar_year_confirmed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.year}"
