"""Channels and their policies, as staff sees them."""

from typing import Any

from django.contrib import admin
from django.utils import timezone

from kernel.backoffice import StaffAdmin, actor_of
from kernel.keeping import keep
from orders.models import Channel
from sellers.public import Role


@admin.register(Channel)
class ChannelAdmin(StaffAdmin):
    """Marketplaces and what their rules are (C-01)."""

    readers = frozenset({Role.MODERATOR, Role.ADMIN})
    list_display = (
        "code",
        "title",
        "cancel_until",
        "phone_countries",
        "allowed_carriers",
        "tells_buyer",
    )
    editors = frozenset({Role.ADMIN})
    adds = False  # a channel comes with its adapter
    fields = ("code", "title", "allowed_carriers")
    readonly_fields = ("code", "title")

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Keep which carriers it allows, and who said so (C-41)."""
        obj.allowed_carriers = sorted({name.strip().casefold() for name in obj.allowed_carriers})
        keep(obj, actor=actor_of(request), at=timezone.now())
