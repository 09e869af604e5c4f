"""Files of claims in the back office: read, and fetched as files."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from kernel.backoffice import StaffAdmin
from logistics.admin.carriers import READERS
from logistics.models import ClaimFile


@admin.register(ClaimFile)
class ClaimFileAdmin(StaffAdmin):
    """Files of claims, with their fingerprints; a file is fetched from its claim."""

    readers = READERS
    acts = {"fetch": READERS}
    actions_detail = ["fetch"]
    list_display = ["name", "kind", "claim", "media_type", "added_at", "added_by"]
    list_select_related = ["claim"]
    list_filter = ["kind"]
    search_fields = ["name", "sha256", "added_by"]
    ordering = ["-id"]
    fields = ["claim", "kind", "name", "media_type", "sha256", "added_at", "added_by"]

    @action(description=_("Download"))
    def fetch(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Give the file, never as a page of ours."""
        kept = self.get_object(request, object_id)
        if kept is None:
            raise Http404
        answer = HttpResponse(bytes(kept.content), content_type="application/octet-stream")
        answer["Content-Disposition"] = f'attachment; filename="{kept.claim}-{kept.pk}"'
        return answer
