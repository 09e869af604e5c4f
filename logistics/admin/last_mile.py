"""The last mile in the back office: its rules, kept by administrators, and problems of all shops."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from kernel.backoffice import StaffAdmin, actor_of
from kernel.keeping import keep
from kernel.scope import PLATFORM
from logistics.admin.carriers import READERS
from logistics.admin.last_mile_forms import hold_form, owner_form
from logistics.models import DamageCase, Hold, LastMileRule, Problem
from logistics.services.dealing import give_problem
from logistics.services.holding import write_hold
from sellers.public import Role

LEADS = frozenset({Role.WAREHOUSE_LEAD, Role.MODERATOR, Role.ADMIN})


@admin.register(LastMileRule)
class LastMileRuleAdmin(StaffAdmin):
    """Free attempts, days and hours by carrier and way of delivery; what runs keeps what it began with."""

    readers = READERS
    editors = frozenset({Role.ADMIN})
    list_display = ["carrier", "delivery", "free_attempts", "hold_days", "storage_days", "calendar"]
    list_filter = ["delivery"]
    list_select_related = ["carrier"]
    ordering = ["carrier__name", "delivery"]

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Keep it, and who said so."""
        keep(obj, actor=actor_of(request), at=timezone.now())


@admin.register(Problem)
class ProblemAdmin(StaffAdmin):
    """Problems of every shop; they are opened and closed by what carriers tell, and by shops."""

    readers = READERS
    list_display = ["kind", "shop", "detail", "owner", "since", "liable_since", "closed_at"]
    list_filter = ["kind", "closed_because"]
    list_select_related = ["shop", "owner"]
    search_fields = ["parcel__contents__order__number", "parcel__waybills__number"]
    ordering = ["closed_at", "since"]
    actions_detail = ["give"]
    acts = {"give": LEADS}

    @action(description=_("Give it to somebody"))
    def give(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Make a person of the shop, or the one who asks, answer for it."""
        problem, actor = self.row(request, object_id), actor_of(request)
        return self.act(
            request,
            owner_form(problem, (actor.user_id or 0, actor.label)),
            lambda data: give_problem(
                problem_id=problem.pk, scope=PLATFORM, actor=actor, now=timezone.now(), **data
            ),
            title=_("Give it to somebody"),
            says=_("People of its shop, or you. Its due time stays as it is."),
            done=_("It is written down."),
            obj=problem,
        )


@admin.register(Hold)
class HoldAdmin(StaffAdmin):
    """Where parcels wait for their buyers; what the carrier's message says is written by hand."""

    readers = READERS
    list_display = ["parcel_numbers", "shop", "at", "place", "code", "since", "told_days"]
    list_filter = ["at", "is_by_hand"]
    list_select_related = ["shop", "parcel"]
    search_fields = ["parcel__contents__order__number", "parcel__waybills__number", "place"]
    ordering = ["-since"]
    actions_detail = ["write"]
    acts = {"write": LEADS}

    def get_queryset(self, request: HttpRequest) -> Any:
        """Fetch the numbers along."""
        return super().get_queryset(request).prefetch_related("parcel__waybills")

    @display(description=_("waybills"))
    def parcel_numbers(self, hold: Hold) -> str:
        """Show under which numbers it goes."""
        return ", ".join(bill.number for bill in hold.parcel.waybills.all()) or "-"

    @action(description=_("Write what the carrier said"))
    def write(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Note place, code and days of the carrier's message (R-002-61, R-002-62)."""
        hold = self.row(request, object_id)
        return self.act(
            request,
            hold_form(hold),
            lambda data: write_hold(
                parcel_id=hold.pk,
                scope=PLATFORM,
                actor=actor_of(request),
                now=timezone.now(),
                **data,
            ),
            title=_("Write what the carrier said"),
            says=_("The buyer's page shows it. Fewer days shorten the wait, none lengthen it."),
            done=_("It is written down."),
            obj=hold,
        )


@admin.register(DamageCase)
class DamageCaseAdmin(StaffAdmin):
    """Damaged parcels of every shop."""

    readers = READERS
    list_display = ["number", "shop", "order", "reported_at", "opened_unsigned", "submitted_at"]
    list_filter = ["opened_unsigned"]
    list_select_related = ["shop", "order"]
    ordering = ["-reported_at"]
