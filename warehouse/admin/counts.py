"""Cycle counts: what was found, by whom, and who looked it through. Read only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import display

from warehouse.admin.acting import FloorAdmin
from warehouse.models import CountLine, CycleCount
from warehouse.states import CountState

TONES = {
    CountState.OPEN: "warning",
    CountState.COUNTED: "info",
    CountState.APPROVED: "success",
}


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
    """Cells that are to be counted, or were."""

    inlines = [CountLineInline]
    list_display = ["cell", "warehouse", "shown_state", "opened_at", "counted_by", "reviewed_by"]
    list_select_related = ["cell", "warehouse"]
    list_filter = ["warehouse", "state"]
    search_fields = ["cell__code"]

    @display(description=_("state"), label=TONES)
    def shown_state(self, count: CycleCount) -> tuple[str, Any]:
        """Show how far it is."""
        return count.state, CountState(count.state).label
