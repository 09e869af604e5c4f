"""What orders hold and lack, and which goods are to be brought (R-003-04). Read only."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from warehouse.admin.acting import FloorAdmin
from warehouse.models import OrderStock, Replenishment, Reservation, Shortage
from warehouse.states import ReplenishmentState

TONES = {
    ReplenishmentState.OPEN: "warning",
    ReplenishmentState.FILLED: "success",
    ReplenishmentState.DROPPED: "info",
}


@admin.register(OrderStock)
class OrderStockAdmin(FloorAdmin):
    """Orders whose goods a warehouse sees to, in the order in which they came."""

    list_display = ["order", "shop", "warehouse", "since"]
    list_select_related = ["order", "shop", "warehouse"]
    list_filter = ["warehouse"]
    search_fields = ["order__number"]
    ordering = ["-since"]


@admin.register(Reservation)
class ReservationAdmin(FloorAdmin):
    """What orders hold, and where it lies."""

    list_display = ["order", "goods", "quantity", "cell", "at"]
    list_select_related = ["order", "balance__offer", "balance__cell"]
    search_fields = ["order__number", "balance__offer__sku", "balance__cell__code"]

    @display(description=_("goods"))
    def goods(self, held: Reservation) -> str:
        """Show what is held."""
        return str(held.balance.offer)

    @display(description=_("cell"))
    def cell(self, held: Reservation) -> str:
        """Show where it lies."""
        return str(held.balance.cell)


@admin.register(Shortage)
class ShortageAdmin(FloorAdmin):
    """What orders lack: the oldest is first in the queue."""

    list_display = ["order", "offer", "quantity", "since"]
    list_select_related = ["order", "offer"]
    search_fields = ["order__number", "offer__sku"]
    ordering = ["since", "id"]


@admin.register(Replenishment)
class ReplenishmentAdmin(FloorAdmin):
    """Goods that are to be brought, and for how many orders."""

    list_display = ["offer", "shop", "shown_state", "pieces", "orders", "opened_at", "ended_at"]
    list_select_related = ["offer", "shop"]
    list_filter = ["warehouse", "state"]
    search_fields = ["offer__sku", "offer__name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Replenishment]:
        """Return the rows with how much orders lack."""
        rows = super().get_queryset(request)
        return rows.annotate(missing=Sum("shortages__quantity"), waiting=Count("shortages"))

    @display(description=_("state"), label=TONES)
    def shown_state(self, task: Replenishment) -> tuple[str, Any]:
        """Show whether the goods came."""
        return task.state, ReplenishmentState(task.state).label

    @display(description=_("pieces missing"))
    def pieces(self, task: Any) -> int:
        """Show how many pieces orders lack."""
        return task.missing or 0

    @display(description=_("orders that wait"))
    def orders(self, task: Any) -> int:
        """Show how many orders wait."""
        return int(task.waiting)
