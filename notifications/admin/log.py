"""Messages, attempts and silent channels of all shops, to be read."""

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kernel.backoffice import StaffAdmin
from notifications.models import ChannelHealth, DisabledAddress, Message
from notifications.rules.masking import masked
from sellers.public import Role

READERS = frozenset({Role.MODERATOR, Role.ADMIN})


@admin.register(Message)
class MessageAdmin(StaffAdmin):
    """The delivery log: nobody changes it, not even staff."""

    readers = READERS
    list_display = [
        "created_at",
        "shop",
        "topic",
        "audience",
        "channel",
        "address_shown",
        "state",
        "code",
        "attempts",
    ]
    list_filter = ["state", "channel", "audience", "kind"]
    list_select_related = ["shop"]
    search_fields = ["subject", "fact_key"]
    ordering = ["-id"]
    fields = [
        "shop",
        "audience",
        "topic",
        "fact_key",
        "person_key",
        "channel",
        "language",
        "subject",
        "text",
        "state",
        "code",
        "created_at",
        "not_before",
        "next_try_at",
        "sent_at",
        "address_shown",
        "provider_ref",
        "tries_shown",
    ]
    readonly_fields = ["tries_shown"]

    @admin.display(description=_("attempts"))
    def tries_shown(self, message: Message) -> SafeString:
        """Show every attempt on a line."""
        tries = message.tries.order_by("id")
        lines = ((f"{t.started_at:%F %T}Z {t.result} {t.code} {t.detail}",) for t in tries)
        return format_html_join("", "<div>{}</div>", lines)


@admin.register(ChannelHealth)
class ChannelHealthAdmin(StaffAdmin):
    """Which channel has to wait, until when and why."""

    readers = READERS
    list_display = ["channel", "paused_until", "failures", "code"]


@admin.register(DisabledAddress)
class DisabledAddressAdmin(StaffAdmin):
    """Addresses that refused for good."""

    readers = READERS
    list_display = ["at", "shop", "channel", "address_masked", "code", "cleared_at"]
    list_select_related = ["shop"]
    ordering = ["-id"]
    fields = ["shop", "channel", "address_masked", "code", "detail", "at", "cleared_at"]
    readonly_fields = ["address_masked"]

    @admin.display(description=_("address"))
    def address_masked(self, row: DisabledAddress) -> str:
        """Show so much of it that its owner knows it."""
        return masked(row.address)
