"""Warehouses, their cells and stations, and the shops whose goods they keep: leads keep them in order."""

from typing import Any

from django.contrib import admin
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from kernel.backoffice import actor_of
from kernel.keeping import keep
from warehouse.admin.acting import ADMINS, LEADS, FloorAdmin
from warehouse.models import Cell, Station, Storage, Warehouse
from warehouse.services.missing import ask_for_count


class PlaceAdmin(FloorAdmin):
    """Places that leads add and change; each change stands in the history."""

    editors = LEADS

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Keep it, and who said so."""
        keep(obj, actor=actor_of(request), at=timezone.now())


@admin.register(Warehouse)
class WarehouseAdmin(PlaceAdmin):
    """Buildings and their cut-offs."""

    editors = ADMINS
    list_display = ["name", "code", "country", "zone", "cut_off", "gs1_prefix"]
    search_fields = ["name", "code"]
    ordering = ["code"]


@admin.register(Cell)
class CellAdmin(PlaceAdmin):
    """Places with a barcode, in the order of the walk."""

    list_display = [
        "code",
        "warehouse",
        "kind",
        "path",
        "is_locked",
        "holds_pieces",
        "holds_litres",
    ]
    list_select_related = ["warehouse"]
    list_filter = ["warehouse", "kind", "is_locked"]
    search_fields = ["code"]
    ordering = ["warehouse", "path", "code"]
    acts = {"count": LEADS}
    actions_detail = ["count"]

    @action(description=_("Have it counted"))
    def count(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Put the place on the list of those that are to be counted."""
        cell = self.row(request, object_id)
        return self.act(
            request,
            Form,
            lambda _data: ask_for_count(cell, at=timezone.now()),
            title=_("Have it counted"),
            says=_(
                "The place stands on the list of the screen “Count a place” until somebody counts it."
            ),
            done=_("The place waits to be counted."),
            obj=cell,
        )


@admin.register(Station)
class StationAdmin(PlaceAdmin):
    """Where people work, and which camera watches."""

    list_display = ["code", "warehouse", "kind", "camera"]
    list_select_related = ["warehouse"]
    list_filter = ["warehouse", "kind"]
    search_fields = ["code", "camera"]
    ordering = ["warehouse", "code"]


@admin.register(Storage)
class StorageAdmin(PlaceAdmin):
    """Shops whose goods a warehouse keeps and sends (R-001-03), and what they wish."""

    list_display = ["shop", "warehouse", "since"]
    list_select_related = ["shop", "warehouse"]
    list_filter = ["warehouse"]
    search_fields = ["shop__name", "shop__slug"]
