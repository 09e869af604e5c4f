"""The reconciliation list: what carriers signed for and have not scanned; their lists are sent in here."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminSelectWidget

from kernel.backoffice import StaffAdmin, actor_of
from logistics.admin.carriers import READERS
from logistics.admin.claim_forms import ListForm
from logistics.admin.claims import LEADS
from logistics.models import AcceptanceFile, Carrier, ManifestLine
from logistics.services.acceptance_files import NoSuchManifest, take_acceptance_file
from warehouse.public import signed_under_number


class CarrierListForm(ListForm):
    """Whose list it is, and the list."""

    carrier = forms.ModelChoiceField(
        label=_("Carrier"),
        queryset=Carrier.objects.all(),
        to_field_name="code",
        initial="cainiao",
        widget=UnfoldAdminSelectWidget,
    )
    field_order = ["carrier", "file", "handover"]


@admin.register(ManifestLine)
class ManifestLineAdmin(StaffAdmin):
    """Each parcel of each signed handover, and the carrier's own scan of it (R-002-50)."""

    readers = READERS
    list_display = [
        "code",
        "waybill",
        "carrier",
        "handover",
        "shop",
        "handed_at",
        "accepted_at",
        "is_scanned",
    ]
    list_select_related = ["carrier", "handover", "shop"]
    list_filter = [("accepted_at", admin.EmptyFieldListFilter), "carrier", "handed_at"]
    search_fields = ["code", "waybill", "handover__number"]
    ordering = ["-handed_at", "id"]

    @display(description=_("scanned"), boolean=True)
    def is_scanned(self, line: ManifestLine) -> bool:
        """Show whether the carrier has it."""
        return line.accepted_at is not None


@admin.register(AcceptanceFile)
class AcceptanceFileAdmin(StaffAdmin):
    """Lists of carriers that were taken in."""

    readers = READERS
    acts = {"take": LEADS}
    actions_list = ["take"]
    list_display = [
        "name",
        "carrier",
        "handover",
        "read_at",
        "rows",
        "accepted",
        "unknown",
        "absent",
    ]
    list_select_related = ["carrier", "handover"]
    list_filter = ["carrier"]
    search_fields = ["name", "handover__number"]
    ordering = ["-id"]

    @action(description=_("Send in a list"))
    def take(self, request: HttpRequest) -> HttpResponse:
        """Take in a carrier's list of what it scanned."""
        return self.act(
            request,
            CarrierListForm,
            lambda data: _take(request, data),
            title=_("Send in a list"),
            says=_("It is taken in whole or not at all; the same file twice does nothing."),
            done=_("The list is taken in: see what it came to."),
        )


def _take(request: HttpRequest, data: dict[str, Any]) -> None:
    number = data["handover"].strip()
    known = signed_under_number(number) if number else []
    if number and not known:
        raise NoSuchManifest(_("No signed handover has this number."), field="handover")
    take_acceptance_file(
        carrier_code=data["carrier"].code,
        name=data["file"].name,
        content=data["file"].read(),
        handover_id=known[0] if known else None,
        actor=actor_of(request),
        now=timezone.now(),
    )
