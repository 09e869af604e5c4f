"""The last mile in the back office: its rules, kept by administrators, and problems of all shops."""

from typing import Any

from django.contrib import admin
from django.utils import timezone

from kernel.backoffice import StaffAdmin, actor_of
from kernel.keeping import keep
from logistics.admin.carriers import READERS
from logistics.models import DamageCase, LastMileRule, Problem
from sellers.public import Role


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
    ordering = ["closed_at", "since"]


@admin.register(DamageCase)
class DamageCaseAdmin(StaffAdmin):
    """Damaged parcels of every shop."""

    readers = READERS
    list_display = ["number", "shop", "order", "reported_at", "opened_unsigned", "submitted_at"]
    list_filter = ["opened_unsigned"]
    list_select_related = ["shop", "order"]
    ordering = ["-reported_at"]
