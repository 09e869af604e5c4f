"""Special periods as staff sees them: drafted, looked at, published (R-004-25)."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from kernel.admin.calendar_rows import shown_week
from kernel.admin.forms import ReasonForm
from kernel.admin.previewing import CalendarAct, previewed_act
from kernel.admin.roles import ADMINS, READERS
from kernel.backoffice import StaffAdmin, actor_of
from kernel.calendars import Period, draft_table, services
from kernel.calendars.models import SpecialPeriod
from kernel.deadlines.repricing import Preview, preview_moves

TONES = {"draft": "warning", "published": "success"}
LEGAL = {"draft": ("publish", "discard"), "published": ("withdraw",)}
PREFIX = "kernel_specialperiod_"
WORDS = {"draft": _("draft"), "published": _("published")}


@admin.register(SpecialPeriod)
class SpecialPeriodAdmin(StaffAdmin):
    """Special periods: read by moderators, published by admins who have seen what moves."""

    readers = READERS
    actions_detail = ["publish", "withdraw", "discard"]
    acts = dict.fromkeys(actions_detail, ADMINS)
    list_display = ["title", "calendar", "starts_on", "ends_on", "shown_state"]
    list_filter = ["calendar"]
    list_select_related = ["calendar"]
    ordering = ["-starts_on", "id"]
    fields = ["title", "calendar", "starts_on", "ends_on", "week", "standing", "announced_at"]
    readonly_fields = ["week", "standing", "announced_at"]

    @display(description=_("state"), label=TONES)
    def shown_state(self, period: SpecialPeriod) -> tuple[str, Any]:
        """Show whether it counts."""
        return period.state, WORDS[period.state]

    @display(description=_("state"))
    def standing(self, period: SpecialPeriod) -> str:
        """Show whether it counts, in a word."""
        return str(WORDS[period.state])

    @display(description=_("week"))
    def week(self, period: SpecialPeriod) -> SafeString:
        """Show the hours of its week."""
        return shown_week(period.weekly_hours)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Return the acts its state allows."""
        period = SpecialPeriod.objects.filter(pk=object_id).first()
        legal = LEGAL[period.state] if period else ()
        actions = super().get_actions_detail(request, object_id)
        return [act for act in actions if act.action_name.removeprefix(PREFIX) in legal]

    @action(description=_("Publish"))
    def publish(self, request: Any, object_id: str) -> HttpResponse:
        """Let it count, after a look at what moves."""
        period = self.row(request, object_id)
        act = CalendarAct(
            title=_("Publish"),
            says=_("Sellers are told of the period, and those whose deadlines move of that too."),
            done=_("The period counts; running deadlines are counted anew."),
            run=lambda _values: services.publish_special_period(
                period_id=period.pk, actor=actor_of(request), now=timezone.now()
            ),
            first_look=lambda: _preview(period),
        )
        return previewed_act(self, request, period.calendar, act, obj=period)

    @action(description=_("Withdraw"))
    def withdraw(self, request: Any, object_id: str) -> HttpResponse:
        """Make it a draft again."""
        period = self.row(request, object_id)
        act = CalendarAct(
            title=_("Withdraw"),
            says=_("It is a draft again; running deadlines follow the ordinary week."),
            done=_("The period is withdrawn."),
            run=lambda values: services.withdraw_special_period(
                period_id=period.pk, actor=actor_of(request), now=timezone.now(), **values
            ),
        )
        return previewed_act(self, request, period.calendar, act, ReasonForm, obj=period)

    @action(description=_("Throw the draft away"))
    def discard(self, request: Any, object_id: str) -> HttpResponse:
        """Throw a draft away."""
        period = self.row(request, object_id)
        response = self.act(
            request,
            ReasonForm,
            lambda _values: services.discard_special_period(
                period_id=period.pk, actor=actor_of(request), now=timezone.now()
            ),
            title=_("Throw the draft away"),
            says=_("It never counted, so nothing moves."),
            done=_("The draft is gone."),
            obj=period,
        )
        # Its own page is gone with it.
        return (
            redirect("admin:kernel_specialperiod_changelist")
            if response.status_code == 302
            else response
        )


def _preview(period: SpecialPeriod) -> Preview:
    draft = Period.read(period.starts_on, period.ends_on, period.weekly_hours)
    code = period.calendar.code
    table = draft_table(code, extra_periods=[draft])
    return preview_moves(code, table, now=timezone.now())
