"""The directory of carriers: kept by administrators, read by staff (R-001-31)."""

from typing import Any

from django.contrib import admin
from django.utils import timezone

from kernel.backoffice import StaffAdmin, actor_of
from kernel.keeping import keep
from logistics.models import Carrier
from sellers.public import Role

READERS = frozenset({Role.WAREHOUSE_OPERATOR, Role.WAREHOUSE_LEAD, Role.MODERATOR, Role.ADMIN})


@admin.register(Carrier)
class CarrierAdmin(StaffAdmin):
    """Who carries, how their name is written, where a buyer looks; a new one needs no code."""

    readers = READERS
    editors = frozenset({Role.ADMIN})
    list_display = ["name", "code", "adapter", "is_recommended", "zone"]
    list_filter = ["is_recommended", "adapter"]
    search_fields = ["name", "code", "spellings"]
    ordering = ["name"]
    readonly_fields = ["adapter"]

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Keep it, and who said so."""
        obj.spellings = sorted({words.strip().lower() for words in obj.spellings} - {""})
        keep(obj, actor=actor_of(request), at=timezone.now())
