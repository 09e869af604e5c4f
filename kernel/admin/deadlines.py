"""Deadlines and our own outages, as staff sees them: to be read, with how they were counted."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from kernel.admin.paging import UncountedPaginator, one_of
from kernel.admin.roles import READERS
from kernel.backoffice import StaffAdmin
from kernel.deadlines.explaining import band, duration_words
from kernel.deadlines.models import Deadline, DeadlinePolicy, Heartbeat, Outage
from kernel.deadlines.reading import clock_faces
from kernel.history import of

TONES = {
    "calm": "success",
    "amber": "warning",
    "red": "danger",
    "late": "danger",
    "kept": "success",
    "missed": "danger",
    "void": "info",
}
WORDS = {
    "calm": _("on time"),
    "amber": _("hurry"),
    "red": _("urgent"),
    "late": _("late"),
    "kept": _("kept"),
    "missed": _("missed"),
    "void": _("not counted"),
}


def _kinds() -> Iterable[str]:
    return DeadlinePolicy.objects.order_by("kind").values_list("kind", flat=True).distinct()


@admin.register(Deadline)
class DeadlineAdmin(StaffAdmin):
    """Promises of all shops."""

    readers = READERS
    paginator = UncountedPaginator
    list_display = ["kind", "subject_id", "shop_id", "shown_band", "due_at", "ended_at"]
    list_filter = ["state", one_of("kind", _("promise"), _kinds)]
    search_fields = ["subject_id"]
    search_help_text = _("The id of what it is about, whole.")
    ordering = ["-id"]
    fields = ["kind", "subject_id", "shop_id", "policy", "standing", "opened_at", "good_at",
              "due_at", "ended_at", "noticed_at", "closed_at", "calendar", "calendar_version",
              "explanation_lines", "credit", "moves"]  # fmt: skip
    readonly_fields = fields

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Deadline], search_term: str
    ) -> tuple[QuerySet[Deadline], bool]:
        """Find by the whole id of the subject; what is no id is nobody's."""
        if not search_term:
            return queryset, False
        try:
            return queryset.filter(subject_id=UUID(search_term.strip())), False
        except ValueError:
            return queryset.none(), False

    @display(description=_("state"), label=TONES)
    def shown_band(self, row: Deadline) -> tuple[str, Any]:
        """Show how it stands."""
        now_in = band(row, timezone.now())
        return now_in, WORDS[now_in]

    @display(description=_("state"))
    def standing(self, row: Deadline) -> str:
        """Show how it stands, in a word."""
        return str(WORDS[band(row, timezone.now())])

    @display(description=_("how it was counted"))
    def explanation_lines(self, row: Deadline) -> SafeString:
        """Show the times that were counted, on clocks of the calendar's zone."""
        [face] = clock_faces([row], now=timezone.now())
        return format_html_join("", "<div>{}</div>", ((line,) for line in face.explain))

    @display(description=_("credited for our outages"))
    def credit(self, row: Deadline) -> str:
        """Show what was added."""
        return duration_words(row.credited_s) if row.credited_s else "—"

    @display(description=_("moved"))
    def moves(self, row: Deadline) -> SafeString:
        """Show from when to when it moved, and why."""
        lines = (
            (
                f"{line.at:%F %H:%M}Z",
                *line.changes.get("due_at", ("", "")),
                " ".join(filter(None, (line.reason, line.comment))),
            )
            for line in of("deadline", row.pk)
        )
        return format_html_join("", "<div>{}: {} → {} ({})</div>", lines)


@admin.register(Outage)
class OutageAdmin(StaffAdmin):
    """When we were down, and whether it was credited."""

    readers = READERS
    list_display = ["started_at", "ended_at", "lasted", "reason", "credited_at"]
    ordering = ["-started_at"]

    @display(description=_("lasted"))
    def lasted(self, outage: Outage) -> str:
        """Show how long."""
        return duration_words(int((outage.ended_at - outage.started_at).total_seconds()))


@admin.register(Heartbeat)
class HeartbeatAdmin(StaffAdmin):
    """Who of us was seen alive, and when last."""

    readers = READERS
    list_display = ["name", "seen_at", "silent"]
    ordering = ["name"]

    @display(description=_("silent for"))
    def silent(self, beat: Heartbeat) -> str:
        """Show for how long nothing was heard."""
        return duration_words(max(0, int((timezone.now() - beat.seen_at).total_seconds())))
