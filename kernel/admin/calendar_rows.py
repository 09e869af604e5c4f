"""The rows of a calendar as staff reads them: hours, days that differ, periods, confirmed years."""

from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import display

from kernel.admin.forms import DAYS
from kernel.calendars.hours import DayHours, clock_of, day_hours, week_hours
from kernel.calendars.models import CalendarException, ConfirmedYear, SpecialPeriod


class ReadOnlyInline(TabularInline):
    """Rows of a calendar, to be read."""

    extra = 0
    can_delete = False
    show_change_link = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow nobody: acts do it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow nobody: acts do it."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow whoever may read the calendar."""
        return True


def shown_shifts(shifts: DayHours) -> str:
    """Return the hours of a day as people write them."""
    return ", ".join(f"{clock_of(a)}-{clock_of(b)}" for a, b in shifts) or str(_("closed"))


def shown_week(written: Any) -> SafeString:
    """Return the hours of a week, a line a day."""
    lines = zip(DAYS, map(shown_shifts, week_hours(written)), strict=True)
    return format_html_join("", "<div>{}: {}</div>", lines)


class ExceptionInline(ReadOnlyInline):
    """Days that differ."""

    model = CalendarException
    fields = ["day", "shown_hours", "reason"]
    readonly_fields = fields
    ordering = ["-day"]

    @display(description=_("hours"))
    def shown_hours(self, row: CalendarException) -> str:
        """Show the hours of the day."""
        return shown_shifts(day_hours(row.hours))


class PeriodInline(ReadOnlyInline):
    """Special periods, drafts too."""

    model = SpecialPeriod
    fields = ["title", "starts_on", "ends_on", "announced_at"]
    readonly_fields = fields
    ordering = ["-starts_on"]
    show_change_link = True


class YearInline(ReadOnlyInline):
    """Years whose holidays somebody has vouched for."""

    model = ConfirmedYear
    fields = ["year", "confirmed_at", "confirmed_by"]
    readonly_fields = fields
    ordering = ["-year"]
