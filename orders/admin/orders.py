"""Orders across all shops, for moderators: the overdue first, everything read-only, contacts masked."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from kernel.backoffice import StaffAdmin, Tones, actor_of
from kernel.deadlines.reading import clocks_of
from kernel.scope import PLATFORM
from orders.admin.edits import OverrideForm, override
from orders.models import ImportJob, Order
from orders.states import OPEN_STATES, OrderState
from sellers.public import PLATFORM_ROLES, Role

TONES = Tones(
    {
        OrderState.NEW: "info",
        OrderState.NEEDS_AGREEMENT: "warning",
        OrderState.CONFIRMED: "success",
        OrderState.CANCELLED: "danger",
    }
)


class OverdueFilter(admin.SimpleListFilter):
    """Which orders somebody still waits for."""

    title = _("clock")
    parameter_name = "clock"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the overdue ones."""
        return [("overdue", _("overdue and still open"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        """Narrow to the overdue ones, the longest overdue first."""
        if self.value() != "overdue":
            return queryset
        late = queryset.filter(overdue_since__isnull=False, state__in=OPEN_STATES)
        return late.order_by("overdue_since")


@admin.register(Order)
class OrderAdmin(StaffAdmin):
    """Every shop's orders."""

    readers = PLATFORM_ROLES
    acts = {"edit_over": frozenset({Role.ADMIN})}
    actions_detail = ["edit_over"]
    list_display = ("number", "shop", "channel", "shown_state", "paid_at", "late_by")
    list_filter = (OverdueFilter, "state", "channel")
    list_select_related = ("shop", "channel")
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-id",)
    search_fields = ("number", "external_id", "shop__name")
    fields = (
        "number",
        "shop",
        "channel",
        "state",
        "paid_at",
        "overdue_since",
        "total_minor",
        "currency",
        "delivery_method",
        "carrier",
        "waybill",
        "cancel_reason",
        "cancel_comment",
        "promises",
    )
    readonly_fields = fields

    @action(description=_("Edit for the shop"))
    def edit_over(self, request: Any, object_id: str) -> HttpResponse:
        """Change one field over the shop's head, with a reason (R-004-38)."""
        order = self.row(request, object_id)
        return self.act(
            request,
            OverrideForm,
            lambda values: override(order, values, actor=actor_of(request)),
            title=_("Edit for the shop"),
            says=_(
                "Only the seller edits an order. What you change here, and why, stays in its history."
            ),
            done=_("Changed; history says that staff did it, and why."),
            obj=order,
        )

    @display(description=_("state"), label=TONES, ordering="state")
    def shown_state(self, order: Order) -> tuple[str, Any]:
        """Show the state with its tone."""
        return order.state, OrderState(order.state).label

    @display(description=_("late by"), ordering="overdue_since")
    def late_by(self, order: Order) -> str:
        """Show for how long the seller has been late."""
        if order.overdue_since is None or order.state not in OPEN_STATES:
            return ""
        minutes = int((timezone.now() - order.overdue_since).total_seconds()) // 60
        return f"{minutes // 60} h {minutes % 60:02d}"

    @display(description=_("promises"))
    def promises(self, order: Order) -> SafeString:
        """Show each clock and how it was counted."""
        clocks = clocks_of(PLATFORM, order.pk, now=timezone.now())
        return format_html_join(
            "",
            "<p><b>{}</b> {} {}Z<br><small>{}</small></p>",
            ((c.kind, c.band, f"{c.due_at:%F %H:%M}", "; ".join(c.explain)) for c in clocks),
        )


@admin.register(ImportJob)
class ImportJobAdmin(StaffAdmin):
    """Every shop's imports."""

    readers = frozenset({Role.MODERATOR, Role.ADMIN})
    list_display = ("filename", "shop", "state", "rows_done", "orders_created", "created_at")
    list_filter = ("state",)
    list_select_related = ("shop",)
    ordering = ("-created_at",)
