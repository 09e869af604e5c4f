"""Calendars as staff sees them: their week, the days that differ, and acts that show what they move."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from kernel.admin.calendar_rows import ExceptionInline, PeriodInline, YearInline, shown_week
from kernel.admin.forms import (
    ExceptionForm,
    PeriodForm,
    RemoveExceptionForm,
    WeekChangeForm,
    YearForm,
    shifts_of,
    week_of,
)
from kernel.admin.previewing import CalendarAct, previewed_act
from kernel.admin.roles import ADMINS, READERS
from kernel.backoffice import StaffAdmin, actor_of
from kernel.calendars import services, unconfirmed_years
from kernel.calendars.models import WorkCalendar
from kernel.calendars.watch import Doubt

DOUBTS = {
    Doubt.NOT_CONFIRMED: _("not confirmed"),
    Doubt.NO_MAKE_UP_DAYS: _("make-up days are not known yet"),
    Doubt.NOT_COVERED: _("past the end of the calendar"),
}


@admin.register(WorkCalendar)
class WorkCalendarAdmin(StaffAdmin):
    """Calendars: read by moderators, changed by admins who have seen what moves."""

    readers = READERS
    actions_detail = [
        "add_exception",
        "remove_exception",
        "draft_period",
        "change_week",
        "confirm_year",
    ]
    acts = dict.fromkeys(actions_detail, ADMINS)
    list_display = ["title", "code", "zone", "country", "version", "doubts"]
    ordering = ["code"]
    fields = ["code", "title", "zone", "week", "country", "holiday_rule", "closed_days",
              "first_year", "last_year", "version", "doubts"]  # fmt: skip
    readonly_fields = ["week", "doubts"]
    inlines = [ExceptionInline, PeriodInline, YearInline]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the calendars, and look once for the doubts about all of them."""
        found: dict[str, list[str]] = {}
        for doubt in unconfirmed_years(timezone.now().date()):
            found.setdefault(doubt.calendar, []).append(f"{doubt.year}: {DOUBTS[doubt.doubt]}")
        self._doubts = found
        return super().get_queryset(request)

    @display(description=_("week"))
    def week(self, row: WorkCalendar) -> SafeString:
        """Show the hours of the week."""
        return shown_week(row.weekly_hours)

    @display(description=_("to be confirmed"))
    def doubts(self, row: WorkCalendar) -> str:
        """Show the years nobody has vouched for."""
        return "; ".join(self._doubts.get(row.code, [])) or "—"

    @action(description=_("Change a day"))
    def add_exception(self, request: Any, object_id: str) -> HttpResponse:
        """Close a day, or give it hours of its own."""

        def run(values: dict[str, Any], calendar: WorkCalendar) -> object:
            return services.add_exception(
                calendar=calendar.code,
                day=values["day"],
                hours=shifts_of(values["hours"]),
                reason=values["reason"],
                actor=actor_of(request),
                now=timezone.now(),
            )

        says = _("Running deadlines are counted anew; sellers whose deadlines move are told.")
        return self._act(
            request,
            object_id,
            run,
            ExceptionForm,
            _("Change a day"),
            says,
            _("The day is changed."),
        )

    @action(description=_("Take a change back"))
    def remove_exception(self, request: Any, object_id: str) -> HttpResponse:
        """Let a day follow its week again."""

        def run(values: dict[str, Any], calendar: WorkCalendar) -> object:
            return services.remove_exception(
                calendar=calendar.code, actor=actor_of(request), now=timezone.now(), **values
            )

        says = _("The day follows its week and the holidays again; running deadlines follow.")
        return self._act(
            request,
            object_id,
            run,
            RemoveExceptionForm,
            _("Take a change back"),
            says,
            _("The day is as any other."),
        )

    @action(description=_("Change the week"))
    def change_week(self, request: Any, object_id: str) -> HttpResponse:
        """Give the calendar another week."""

        def run(values: dict[str, Any], calendar: WorkCalendar) -> object:
            return services.change_weekly_hours(
                calendar=calendar.code,
                weekly_hours=week_of(values),
                reason=values["reason"],
                actor=actor_of(request),
                now=timezone.now(),
            )

        says = _("It counts from the first day of the calendar on; running deadlines follow.")
        return self._act(
            request,
            object_id,
            run,
            WeekChangeForm,
            _("Change the week"),
            says,
            _("The week is changed."),
        )

    @action(description=_("Draft a special period"))
    def draft_period(self, request: Any, object_id: str) -> HttpResponse:
        """Prepare days with a week of their own; it counts only once it is published."""
        calendar = self.row(request, object_id)
        return self.act(
            request,
            PeriodForm,
            lambda values: services.draft_special_period(
                calendar=calendar.code,
                title=values["title"],
                starts_on=values["starts_on"],
                ends_on=values["ends_on"],
                weekly_hours=week_of(values),
                actor=actor_of(request),
                now=timezone.now(),
            ),
            title=_("Draft a special period"),
            says=_("Nothing moves yet: publish it when you have seen what would."),
            done=_("The period is drafted: look at what it moves, then publish it."),
            obj=calendar,
        )

    @action(description=_("Confirm a year"))
    def confirm_year(self, request: Any, object_id: str) -> HttpResponse:
        """Vouch for the holidays of a year."""
        calendar = self.row(request, object_id)
        return self.act(
            request,
            YearForm,
            lambda values: services.confirm_year(
                calendar=calendar.code,
                year=values["year"],
                actor=actor_of(request),
                now=timezone.now(),
            ),
            title=_("Confirm a year"),
            says=_("You have held its holidays against what the government published."),
            done=_("The year is confirmed."),
            obj=calendar,
        )

    def _act(
        self, request: Any, object_id: str, run: Any, form: Any, title: Any, says: Any, done: Any
    ) -> HttpResponse:
        calendar = self.row(request, object_id)
        act = CalendarAct(title, says, done, partial(run, calendar=calendar))
        return previewed_act(self, request, calendar, act, form)
