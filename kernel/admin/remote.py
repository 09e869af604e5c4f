"""Calls to partners as staff sees them: what waits for a person, how partners are doing, odd replies."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import action, display

from kernel.admin.forms import ReasonForm
from kernel.admin.paging import UncountedPaginator, one_of
from kernel.admin.roles import ADMINS, READERS
from kernel.admin.work import as_json
from kernel.backoffice import StaffAdmin, actor_of
from kernel.remote import deciding, health
from kernel.remote.claiming import WAITING
from kernel.remote.masking import masked
from kernel.remote.models import OddReply, RemoteAttempt, RemoteCall, RemotePartner
from kernel.remote.partners import partners
from kernel.remote.slots import in_use
from kernel.states import RemoteState

TONES = {
    RemoteState.PLANNED: "info",
    RemoteState.SENT: "info",
    RemoteState.DONE: "success",
    RemoteState.REFUSED: "danger",
    RemoteState.UNKNOWN: "warning",
}
STANDINGS = {
    health.Standing.WELL: _("called as usual"),
    health.Standing.AWAY: _("left in peace: too many calls failed"),
    health.Standing.ON_TRIAL: _("on trial: one call at a time"),
    health.Standing.PAUSED: _("paused: it asked for it"),
    health.Standing.STOPPED: _("stopped by hand"),
}
STANDING_TONES = {
    health.Standing.WELL: "success",
    health.Standing.AWAY: "danger",
    health.Standing.ON_TRIAL: "warning",
    health.Standing.PAUSED: "warning",
    health.Standing.STOPPED: "danger",
}


class WaitsForPerson(admin.SimpleListFilter):
    """Narrows the list to the calls that nobody settles by itself."""

    title = _("waits for a person")
    parameter_name = "person"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the one choice."""
        return [("yes", _("yes"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep those that wait."""
        return queryset.filter(person_since__isnull=False) if self.value() else queryset


class AttemptInline(TabularInline):
    """Each try of a call, the first one above."""

    model = RemoteAttempt
    extra = 0
    can_delete = False
    ordering = ["generation"]
    fields = ["step", "started_at", "ended_at", "outcome", "status", "why", "detail"]
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow nobody."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Show them to whoever sees the call."""
        return True


def _with_reason(
    admin: StaffAdmin, request: Any, object_id: str, run: Callable[..., None], title: Any, says: Any
) -> HttpResponse:
    """Have an act on one row done for a reason. Raises Http404."""
    row = admin.row(request, object_id)
    return admin.act(
        request,
        ReasonForm,
        lambda values: run(
            row.pk, actor=actor_of(request), reason=values["reason"], now=timezone.now()
        ),
        title=title,
        says=says,
        done=_("It is written down, with your reason."),
        obj=row,
    )


@admin.register(RemoteCall)
class RemoteCallAdmin(StaffAdmin):
    """Calls: read by moderators; what is unknown is settled by admins, each with a reason."""

    readers = READERS
    paginator = UncountedPaginator
    actions_detail = ["ask_again", "send_again", "note_done", "give_up"]
    acts = dict.fromkeys(actions_detail, ADMINS)
    list_display = ["about", "partner", "operation", "shown_state", "why", "sends", "asks",
                    "created_at", "next_look_at", "person_since"]  # fmt: skip
    list_filter = [
        WaitsForPerson,
        "state",
        one_of("partner", _("partner"), partners),
    ]
    search_fields = ["about__exact", "id__exact"]
    search_help_text = _("What it is about, or its key, whole.")
    ordering = ["-id"]
    inlines = [AttemptInline]
    fields = ["about", "partner", "operation", "key", "standing", "why", "detail", "created_at",
              "sent_at", "ended_at", "next_look_at", "person_since", "shown_payload",
              "shown_answer"]  # fmt: skip
    readonly_fields = fields

    @display(description=_("state"), label=TONES)
    def shown_state(self, call: RemoteCall) -> tuple[str, Any]:
        """Show how it stands."""
        return call.state, RemoteState(call.state).label

    @display(description=_("state"))
    def standing(self, call: RemoteCall) -> Any:
        """Show how it stands, in a word."""
        return RemoteState(call.state).label

    @display(description=_("key"))
    def key(self, call: RemoteCall) -> str:
        """Show the key that each repeat bears."""
        return str(call.pk)

    @display(description=_("what it says, masked"))
    def shown_payload(self, call: RemoteCall) -> SafeString:
        """Show what is asked for, without people."""
        return as_json(masked(call.payload))

    @display(description=_("what was answered, masked"))
    def shown_answer(self, call: RemoteCall) -> SafeString:
        """Show what the partner answered, without people."""
        return as_json(masked(call.answer))

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Return the acts for a call that waits; one under way or ended is left as it is."""
        call = self.get_object(request, object_id)
        waits = call is not None and call.state in WAITING
        return super().get_actions_detail(request, object_id) if waits else []

    @action(description=_("Try again now"))
    def ask_again(self, request: Any, object_id: str) -> HttpResponse:
        """Send it, or ask what became of it, at once."""
        says = _("It is sent if it never left; otherwise the partner is asked what became of it.")
        return _with_reason(self, request, object_id, deciding.ask_again, _("Try again now"), says)

    @action(description=_("It never arrived: send it again"))
    def send_again(self, request: Any, object_id: str) -> HttpResponse:
        """Send once more what somebody has seen missing."""
        says = _("Look it up at the partner's first: if it did arrive, it takes effect twice.")
        title = _("It never arrived: send it again")
        return _with_reason(self, request, object_id, deciding.send_again, title, says)

    @action(description=_("It did arrive"))
    def note_done(self, request: Any, object_id: str) -> HttpResponse:
        """End as done what somebody has seen there."""
        says = _("You have seen it at the partner's. It counts as done from now on.")
        return _with_reason(self, request, object_id, deciding.note_done, _("It did arrive"), says)

    @action(description=_("Give up"))
    def give_up(self, request: Any, object_id: str) -> HttpResponse:
        """End it as refused."""
        says = _("Nothing more is tried. What was unknown stays possible at the partner's.")
        return _with_reason(self, request, object_id, deciding.give_up, _("Give up"), says)


@admin.register(RemotePartner)
class RemotePartnerAdmin(StaffAdmin):
    """Partners: how they are doing, and the switch to call them no more."""

    readers = READERS
    actions_detail = ["stop", "resume"]
    acts = dict.fromkeys(actions_detail, ADMINS)
    list_display = ["name", "shown_standing", "lately", "open_until", "paused_until", "stopped_at"]
    ordering = ["name"]
    fields = ["name", "standing", "lately", "under_way", "open_until", "successes", "paused_until",
              "paused_why", "stopped_at", "odd_replies"]  # fmt: skip
    readonly_fields = fields

    @display(description=_("standing"), label=STANDING_TONES)
    def shown_standing(self, row: RemotePartner) -> tuple[str, Any]:
        """Show whether it is called."""
        standing = health.standing(row, timezone.now())
        return standing, STANDINGS[standing]

    @display(description=_("standing"))
    def standing(self, row: RemotePartner) -> Any:
        """Show whether it is called, in words."""
        return STANDINGS[health.standing(row, timezone.now())]

    @display(description=_("went well and badly, five minutes"))
    def lately(self, row: RemotePartner) -> str:
        """Show the two numbers that the breaker looks at."""
        return " / ".join(map(str, health.tallied(row.name, now=timezone.now())))

    @display(description=_("calls under way"))
    def under_way(self, row: RemotePartner) -> str:
        """Show how full its bulkhead is."""
        partner = partners().get(row.name)
        return f"{in_use(row.name)} / {partner.at_once}" if partner else str(in_use(row.name))

    @display(description=_("odd replies"))
    def odd_replies(self, row: RemotePartner) -> SafeString:
        """Show the newest replies nobody could use."""
        newest = OddReply.objects.filter(partner=row.name).order_by("-id")[:10]
        lines = (
            (date_format(localtime(one.at), "SHORT_DATETIME_FORMAT"), one.operation, one.why)
            for one in newest
        )
        return format_html_join("", "<div>{} {}: {}</div>", lines)

    @action(description=_("Stop calling"))
    def stop(self, request: Any, object_id: str) -> HttpResponse:
        """Call it no more."""
        says = _(
            "Nothing is sent to this partner until somebody resumes it; what is planned waits."
        )
        return _with_reason(self,
            request, object_id, deciding.stop_partner, _("Stop calling"), says
        )  # fmt: skip

    @action(description=_("Call again now"))
    def resume(self, request: Any, object_id: str) -> HttpResponse:
        """Call it again at once."""
        says = _("Whatever kept it from being called is lifted, and what waits is tried at once.")
        return _with_reason(self,
            request, object_id, deciding.resume_partner, _("Call again now"), says
        )  # fmt: skip


@admin.register(OddReply)
class OddReplyAdmin(StaffAdmin):
    """Replies nobody could use, masked."""

    readers = READERS
    paginator = UncountedPaginator
    list_display = ["at", "partner", "operation", "status", "kind", "length", "why"]
    list_filter = [one_of("partner", _("partner"), partners)]
    ordering = ["-id"]
    fields = ["at", "partner", "operation", "status", "kind", "length", "why", "shown_body"]
    readonly_fields = fields

    @display(description=_("its beginning, masked"))
    def shown_body(self, row: OddReply) -> SafeString:
        """Show the sample."""
        return format_html("<pre>{}</pre>", row.body)
