"""Channels and their policies, as staff sees them."""

from django.contrib import admin

from kernel.backoffice import StaffAdmin
from orders.models import Channel
from sellers.public import Role


@admin.register(Channel)
class ChannelAdmin(StaffAdmin):
    """Marketplaces and what their rules are (C-01)."""

    readers = frozenset({Role.MODERATOR, Role.ADMIN})
    list_display = ("code", "title", "cancel_until", "phone_countries", "tells_buyer")
