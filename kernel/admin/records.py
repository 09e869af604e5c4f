"""History of everything, as staff sees it. Nobody changes it, the database sees to that (D-08)."""

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from kernel.admin.paging import UncountedPaginator, one_of
from kernel.admin.roles import READERS
from kernel.backoffice import StaffAdmin
from kernel.history import ActorKind, History

DOORS = ("cabinet", "api", "telegram", "backoffice", "import", "worker")


@admin.register(History)
class HistoryAdmin(StaffAdmin):
    """Who did what, when, why, from what to what."""

    readers = READERS
    paginator = UncountedPaginator
    list_display = ["at", "subject_kind", "subject_id", "action", "actor_label", "source", "reason"]
    list_filter = [
        one_of("actor_kind", _("who"), lambda: ActorKind),
        one_of("source", _("through which door"), lambda: DOORS),
    ]
    search_fields = ["subject_id__exact"]
    search_help_text = _("The id of what it happened to, whole.")
    ordering = ["-id"]
    fields = ["at", "subject_kind", "subject_id", "shop_id", "action", "shown_changes", "reason",
              "comment", "actor_kind", "actor_label", "source"]  # fmt: skip
    readonly_fields = fields

    @display(description=_("changes"))
    def shown_changes(self, line: History) -> SafeString:
        """Show each field from what to what."""
        pairs = ((name, *pair) for name, pair in line.changes.items())
        return format_html_join("", "<div>{}: {} → {}</div>", pairs)
