"""Linked chats, and a moderator's own: they are told of misses there."""

from typing import Any

from django.contrib import admin
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from kernel.backoffice import StaffAdmin
from notifications.models import TelegramLink
from notifications.rules.masking import masked
from notifications.rules.qr import qr_svg
from notifications.selectors.channels import live_link
from notifications.services.linking import deep_link, issue_code
from sellers.public import Role

STAFF = frozenset({Role.MODERATOR, Role.ADMIN})


@admin.register(TelegramLink)
class TelegramLinkAdmin(StaffAdmin):
    """Whose chat is linked since when, and why it ended."""

    readers = STAFF
    acts = {"link_mine": STAFF}
    actions_list = ["link_mine"]
    list_display = ["user", "chat_masked", "linked_at", "ended_at", "end_reason"]
    list_select_related = ["user"]
    ordering = ["-id"]
    fields = ["user", "chat_masked", "title", "linked_at", "ended_at", "end_reason"]
    readonly_fields = ["chat_masked"]

    @admin.display(description=_("chat"))
    def chat_masked(self, link: TelegramLink) -> str:
        """Show so much of it that its owner knows it."""
        return masked(str(link.chat_id))

    @action(description=_("Link my Telegram"))
    def link_mine(self, request: Any) -> HttpResponse:
        """Show whether one's chat is linked; a POST issues a code."""
        user_id = request.principal.user_id
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Link my Telegram"),
            "linked": live_link(user_id),
        }
        if request.method == "POST":
            code = issue_code(user_id=user_id, now=timezone.now())
            context |= {"code": code, "link": deep_link(code), "qr": qr_svg(deep_link(code))}
        return TemplateResponse(request, "backoffice/notifications/link.html", context)
