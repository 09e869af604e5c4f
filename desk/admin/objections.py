"""What shops say against their scores, and our answers (R-003-18)."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from desk import services
from desk.admin.acting import MODERATORS, DeskAdmin
from desk.admin.forms import AnswerForm
from desk.models import Objection
from desk.states import ObjectionState
from kernel.backoffice import actor_of

S = ObjectionState
TONES = {S.OPEN: "warning", S.ACCEPTED: "success", S.REJECTED: "danger"}


@admin.register(Objection)
class ObjectionAdmin(DeskAdmin):
    """Objections: answered once, in words the shop reads."""

    actions_detail = ["accept", "reject"]
    acts = dict.fromkeys(actions_detail, MODERATORS)
    legal = {S.OPEN: ("accept", "reject")}
    list_display = ["order", "shop", "shown_state", "filed_at", "filed_by"]
    list_select_related = ["order", "shop"]
    list_filter = ["state"]
    search_fields = ["order__number", "shop__name"]
    ordering = ["-id"]
    fields = [
        "order_link",
        "shop",
        "standing",
        "text",
        "filed_by",
        "filed_at",
        "answer",
        "answered_by",
        "answered_at",
    ]
    readonly_fields = ["order_link", "standing"]

    @display(description=_("state"), label=TONES)
    def shown_state(self, row: Objection) -> tuple[str, Any]:
        """Show how it stands."""
        return row.state, S(row.state).label

    @display(description=_("state"))
    def standing(self, row: Objection) -> str:
        """Show how it stands, in a word."""
        return str(S(row.state).label)

    @display(description=_("order"))
    def order_link(self, row: Objection) -> SafeString:
        """Lead to the order with its promises and how they were counted."""
        url = reverse("admin:orders_order_change", args=[row.order_id])
        return format_html(
            '<a class="text-primary-600 font-medium" href="{}">{}</a>', url, row.order
        )

    @action(description=_("Accept"))
    def accept(self, request: Any, object_id: str) -> HttpResponse:
        """Let the order count no more."""
        return self._answer(
            request,
            object_id,
            services.accept_objection,
            title=_("Accept"),
            says=_(
                "The order no longer counts; the score of past days is counted again without it."
            ),
        )

    @action(description=_("Reject"))
    def reject(self, request: Any, object_id: str) -> HttpResponse:
        """Let it count as it did."""
        return self._answer(
            request,
            object_id,
            services.reject_objection,
            title=_("Reject"),
            says=_("The order still counts; the shop reads why."),
        )

    def _answer(
        self, request: Any, object_id: str, service: Callable[..., object], **words: Any
    ) -> HttpResponse:
        row = self.row(request, object_id)
        return self.act(
            request,
            AnswerForm,
            lambda values: service(
                objection_id=row.pk, actor=actor_of(request), now=timezone.now(), **values
            ),
            done=_("The shop sees your answer on its score page."),
            obj=row,
            **words,
        )
