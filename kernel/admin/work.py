"""Facts and messages on their way, as staff sees them: the parked ones can be given a fresh start."""

import json
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from kernel.admin.forms import ReasonForm
from kernel.admin.paging import UncountedPaginator, one_of
from kernel.admin.roles import ADMINS, READERS
from kernel.backoffice import StaffAdmin, actor_of
from kernel.inbox.accept import sources
from kernel.inbox.models import InboxMessage
from kernel.outbox.models import Delivery
from kernel.outbox.registry import topics
from kernel.retrying import retry_facts, retry_messages
from kernel.work import WorkState

MOST = 1_000
TONES = {WorkState.PENDING: "info", WorkState.DONE: "success", WorkState.PARKED: "danger"}
WORDS = {
    WorkState.PENDING: _("on its way"),
    WorkState.DONE: _("done"),
    WorkState.PARKED: _("parked"),
}


class WorkAdmin(StaffAdmin):
    """Work of one kind: read by moderators, retried by admins."""

    readers = READERS
    retry_work: Any
    paginator = UncountedPaginator
    acts = {"retry": ADMINS, "retry_all": ADMINS}
    actions_detail = ["retry"]
    actions_list = ["retry_all"]
    ordering = ["-id"]

    @display(description=_("state"), label=TONES)
    def shown_state(self, row: Any) -> tuple[str, Any]:
        """Show how it stands."""
        return row.state, WORDS[row.state]

    @display(description=_("state"))
    def standing(self, row: Any) -> str:
        """Show how it stands, in a word."""
        return str(WORDS[row.state])

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Return the acts for a parked row; any other is on its way by itself."""
        parked = self.model._default_manager.filter(pk=object_id, state=WorkState.PARKED)
        return super().get_actions_detail(request, object_id) if parked.exists() else []

    @action(description=_("Try again"))
    def retry(self, request: Any, object_id: str) -> HttpResponse:
        """Give one parked row a fresh start."""
        row = self.row(request, object_id)
        return self._retry(request, [row.pk], row)

    @action(description=_("Try all parked again"))
    def retry_all(self, request: Any) -> HttpResponse:
        """Give the parked rows a fresh start, the oldest first."""
        parked = self.model._default_manager.filter(state=WorkState.PARKED).order_by("id")
        return self._retry(request, list(parked.values_list("pk", flat=True)[:MOST]), None)

    def _retry(self, request: HttpRequest, ids: list[int], obj: Any) -> HttpResponse:
        return self.act(
            request,
            ReasonForm,
            lambda values: type(self).retry_work(
                ids, actor=actor_of(request), now=timezone.now(), reason=values["reason"]
            ),
            title=_("Try again"),
            says=_("What was parked is tried again, from the first pause on: {n}.").format(
                n=len(ids)
            ),
            done=_("It is tried again within seconds."),
            obj=obj,
        )


def as_json(value: Any) -> SafeString:
    """Return a value to be read as JSON."""
    shown = json.dumps(value, ensure_ascii=False, indent=2)
    return format_html("<pre>{}</pre>", shown)


@admin.register(Delivery)
class DeliveryAdmin(WorkAdmin):
    """Facts for their subscribers."""

    retry_work = staticmethod(retry_facts)
    list_display = [
        "id",
        "topic",
        "handler",
        "shown_state",
        "attempts",
        "occurred_at",
        "next_try_at",
    ]
    list_filter = ["state", one_of("topic", _("topic"), topics)]
    fields = ["topic", "handler", "occurred_at", "standing", "attempts", "next_try_at",
              "done_at", "last_error", "shown_payload"]  # fmt: skip
    readonly_fields = fields

    @display(description=_("what it says"))
    def shown_payload(self, row: Delivery) -> SafeString:
        """Show the fact."""
        return as_json(row.payload)


@admin.register(InboxMessage)
class InboxMessageAdmin(WorkAdmin):
    """Messages from outside."""

    retry_work = staticmethod(retry_messages)
    list_display = [
        "id",
        "source",
        "event_id",
        "shown_state",
        "attempts",
        "received_at",
        "disputed_at",
    ]
    list_filter = ["state", one_of("source", _("source"), sources)]
    search_fields = ["event_id__exact"]
    fields = ["source", "event_id", "received_at", "disputed_at", "standing", "attempts",
              "next_try_at", "done_at", "last_error", "shown_body"]  # fmt: skip
    readonly_fields = fields

    @display(description=_("what it says"))
    def shown_body(self, row: InboxMessage) -> SafeString:
        """Show the message as it came."""
        return as_json(row.body)
