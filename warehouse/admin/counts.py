"""Cycle counts: what was found, by whom, what differs from the books, and the lead's word on it."""

from typing import Any

from django.contrib import admin
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import action, display

from kernel.backoffice import Tones, actor_of
from warehouse.admin.acting import LEADS, FloorAdmin
from warehouse.models import CountLine, CycleCount
from warehouse.services.counting import approve_count, count_anew, differences_of, drop_count
from warehouse.states import CountState

TONES = Tones(
    {
        CountState.OPEN: "warning",
        CountState.COUNTED: "info",
        CountState.APPROVED: "success",
    }
)


class CountLineInline(TabularInline):
    """What was found in the cell."""

    model = CountLine
    extra = 0
    can_delete = False
    fields = readonly_fields = ["offer", "lot", "found", "booked"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow nobody."""
        return False


@admin.register(CycleCount)
class CycleCountAdmin(FloorAdmin):
    """Cells that are to be counted, or were; who counts does not see what the books say."""

    inlines = [CountLineInline]
    acts = {"approve": LEADS, "anew": LEADS, "drop": LEADS}
    actions_detail = ["approve", "anew", "drop"]
    list_display = ["cell", "warehouse", "shown_state", "opened_at", "counted_by", "reviewed_by"]
    list_select_related = ["cell", "warehouse"]
    list_filter = ["warehouse", "state"]
    search_fields = ["cell__code"]
    fields = [
        ("cell", "warehouse", "state"),
        ("opened_at", "counted_at", "counted_by"),
        ("reviewed_at", "reviewed_by"),
        "differences",
    ]
    readonly_fields = ["differences"]

    @display(description=_("state"), label=TONES)
    def shown_state(self, count: CycleCount) -> tuple[str, Any]:
        """Show how far it is."""
        return count.state, CountState(count.state).label

    @display(description=_("Differences: in the books, found"))
    def differences(self, count: CycleCount) -> Any:
        """Show what approving would change; nothing while somebody still counts."""
        if count.state != CountState.COUNTED:
            return "-"
        rows = [
            (f"{sku} {lot}".strip(), before, now) for sku, lot, before, now in differences_of(count)
        ]
        if not rows:
            return _("The books are right.")
        return format_html_join("", "<div><b>{}</b>: {} → {}</div>", rows)

    @action(description=_("Approve the count"))
    def approve(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Make the books say what was found."""
        return self._review(
            request,
            object_id,
            approve_count,
            title=_("Approve the count"),
            says=_("The books will say what was found. The movement keeps your name."),
            done=_("The books say what was found."),
        )

    @action(description=_("Have it counted again"))
    def anew(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Have the place counted once more from nothing."""
        return self._review(
            request,
            object_id,
            count_anew,
            title=_("Have it counted again"),
            says=_("What was found is forgotten, and the place is counted once more."),
            done=_("The place waits to be counted."),
        )

    @action(description=_("Drop the count"))
    def drop(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Leave the books as they are."""
        return self._review(
            request,
            object_id,
            drop_count,
            title=_("Drop the count"),
            says=_("The books stay as they are."),
            done=_("The count is dropped."),
        )

    def _review(
        self, request: HttpRequest, object_id: str, service: Any, **words: Any
    ) -> HttpResponse:
        count = self.row(request, object_id)
        return self.act(
            request,
            Form,
            lambda _data: service(count_id=count.pk, actor=actor_of(request), at=timezone.now()),
            obj=count,
            **words,
        )
