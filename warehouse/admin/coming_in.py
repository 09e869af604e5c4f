"""Deliveries, what the door refused, barcodes, returns: read, and given up where nothing comes."""

from typing import Any

from django.contrib import admin
from django.forms import Form
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import action

from warehouse.admin.acting import LEADS, FloorAdmin
from warehouse.models import (
    DoorRefusal,
    GoodsReturn,
    Inbound,
    InboundLine,
    ItemBarcode,
    ReturnedLine,
)
from warehouse.services.expecting_returns import give_up_return


class ReadInline(TabularInline):
    """Lines that belong to a row and are only read."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        """Let nobody add."""
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Let nobody change."""
        return False

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        """Show them to whoever may open the row."""
        return True


class InboundLines(ReadInline):
    """What was announced and what came."""

    model = InboundLine
    fields = ["offer", "lot", "expected", "received", "damaged", "awaiting_label", "put_away"]


class ReturnedLines(ReadInline):
    """What was found in a parcel."""

    model = ReturnedLine
    fields = ["offer", "condition", "is_written_off", "quantity", "note"]


@admin.register(Inbound)
class InboundAdmin(FloorAdmin):
    """Deliveries; received at the floor's door."""

    inlines = [InboundLines]
    list_display = [
        "number",
        "shop",
        "warehouse",
        "state",
        "is_blind",
        "expected_on",
        "received_at",
    ]
    list_select_related = ["shop", "warehouse"]
    list_filter = ["warehouse", "state", "is_blind"]
    search_fields = ["number", "shop__name"]


@admin.register(DoorRefusal)
class DoorRefusalAdmin(FloorAdmin):
    """What was not let in, and by which rule (R-001-23..-25)."""

    list_display = ["at", "what", "quantity", "rule", "shop", "inbound", "by"]
    list_select_related = ["shop", "inbound"]
    list_filter = ["rule"]
    search_fields = ["what", "inbound__number"]


@admin.register(ItemBarcode)
class ItemBarcodeAdmin(FloorAdmin):
    """Barcodes on goods, the factory's and ours (R-001-22)."""

    list_display = ["code", "offer", "shop", "is_ours", "created_at"]
    list_select_related = ["offer", "shop"]
    list_filter = ["is_ours"]
    search_fields = ["code", "offer__sku"]


@admin.register(GoodsReturn)
class GoodsReturnAdmin(FloorAdmin):
    """Goods that come back; looked through at the returns desk."""

    inlines = [ReturnedLines]
    actions_detail = ["give_up"]
    acts = {"give_up": LEADS}
    list_display = [
        "id",
        "order",
        "shop",
        "state",
        "reason",
        "tracking",
        "opened_at",
        "inspected_at",
    ]
    list_select_related = ["order", "shop"]
    list_filter = ["warehouse", "state"]
    search_fields = ["tracking", "order__number", "outbound__code"]

    @action(description=_("Never arrived"))
    def give_up(self, request: Any, object_id: str) -> HttpResponse:
        """Wait for it no more."""
        back = self.row(request, object_id)
        return self.act(
            request,
            Form,
            lambda _values: give_up_return(return_id=back.pk, at=timezone.now()),
            title=_("Never arrived"),
            says=_("Nobody waits for this parcel any more. If it comes after all, scan it again."),
            done=_("Nobody waits for it any more."),
            obj=back,
        )
