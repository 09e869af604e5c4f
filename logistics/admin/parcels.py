"""Parcels on the road and every event of them: read only, their states are told from the events."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import display

from kernel.backoffice import StaffAdmin
from logistics.admin.carriers import READERS
from logistics.models import Parcel, ParcelOrder, TrackingEvent, Waybill
from logistics.states import Kind

TONES = {
    Kind.DELIVERED: "success",
    Kind.PROBLEM: "warning",
    Kind.FAILED_ATTEMPT: "warning",
    Kind.UNCOLLECTED: "warning",
    Kind.REFUSED: "warning",
    Kind.UNKNOWN: "warning",
    Kind.LOST: "danger",
    Kind.DESTROYED: "danger",
}


class _Shown(TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow nobody."""
        return False


class OrderInline(_Shown):
    """What lies in it."""

    model = ParcelOrder
    fields = readonly_fields = ["order"]


class WaybillInline(_Shown):
    """Under which numbers it goes."""

    model = Waybill
    fields = readonly_fields = [
        "carrier",
        "number",
        "direction",
        "polled_at",
        "next_poll_at",
        "unknown_since",
    ]


@admin.register(Parcel)
class ParcelAdmin(StaffAdmin):
    """Where every parcel is, of all carriers in one set of states (R-000-01)."""

    readers = READERS
    inlines = [OrderInline, WaybillInline]
    list_display = ["numbers", "shop", "shown_state", "state_since", "failed_attempts", "reason"]
    list_select_related = ["shop"]
    list_filter = ["phase", "state", "waybills__carrier"]
    search_fields = ["waybills__number", "contents__order__number"]
    ordering = ["-created_at"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Fetch the numbers along."""
        return super().get_queryset(request).prefetch_related("waybills")

    @display(description=_("waybills"))
    def numbers(self, parcel: Parcel) -> str:
        """Show under which numbers it goes."""
        return ", ".join(bill.number for bill in parcel.waybills.all()) or "-"

    @display(description=_("state"), label=TONES)
    def shown_state(self, parcel: Parcel) -> tuple[str, Any]:
        """Show where it is."""
        return parcel.state, Kind(parcel.state).label


@admin.register(TrackingEvent)
class TrackingEventAdmin(StaffAdmin):
    """What carriers told, word for word; those not understood are found by their meaning (R-004-16b)."""

    readers = READERS
    list_display = ["at", "carrier", "number", "shown_kind", "code", "text", "place", "received_at"]
    list_select_related = ["carrier"]
    list_filter = ["kind", "carrier", "source", "at"]
    search_fields = ["number", "code"]
    date_hierarchy = "at"
    ordering = ["-id"]

    @display(description=_("means"), label=TONES)
    def shown_kind(self, event: TrackingEvent) -> tuple[str, Any]:
        """Show what it means."""
        return event.kind, Kind(event.kind).label
