"""Pallets, handovers, their seals and papers: read; what became of a seal is noted (R-002-49)."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminSplitDateTimeWidget, UnfoldAdminTextInputWidget

from kernel.backoffice import Tones
from warehouse.admin.acting import LEADS, FloorAdmin
from warehouse.models import Handover, HandoverPaper, Outbound, Pallet, Seal
from warehouse.services.sealing import open_seal, report_seal_broken
from warehouse.states import HandoverState, PalletState, SealState

PALLET_TONES = Tones({PalletState.OPEN: "warning", PalletState.HANDED_OVER: "success"})
HANDOVER_TONES = Tones(
    {
        HandoverState.LOADING: "warning",
        HandoverState.FROZEN: "info",
        HandoverState.SIGNED: "success",
    }
)
SEAL_TONES = Tones({SealState.OPENED: "success", SealState.BROKEN: "danger"})


class SealForm(forms.Form):
    """Where and when it was, by the words of who was there."""

    place = forms.CharField(label=_("Where"), max_length=200, widget=UnfoldAdminTextInputWidget)
    at = forms.SplitDateTimeField(label=_("When"), widget=UnfoldAdminSplitDateTimeWidget)

    def clean_at(self) -> Any:
        """Refuse a moment that is still to come."""
        at = self.cleaned_data["at"]
        if at > timezone.now():
            raise forms.ValidationError(_("This moment is still to come."))
        return at


class BrokenSealForm(SealForm):
    """What was found besides."""

    note = forms.CharField(
        label=_("What was found"), max_length=300, widget=UnfoldAdminTextInputWidget
    )


class ReadInline(TabularInline):
    """Rows beside another that nobody changes here."""

    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow nobody."""
        return False


class ParcelInline(ReadInline):
    """What stands on a pallet."""

    model = Outbound
    fields = readonly_fields = ["code", "order", "state", "weight_g", "liability"]


class PalletInline(ReadInline):
    """What stands on a truck."""

    model = Pallet
    fields = readonly_fields = ["sscc", "dock", "state", "closed_at"]


class SealInline(ReadInline):
    """What it was sealed with."""

    model = Seal
    fields = readonly_fields = ["number", "state", "applied_at", "ended_at", "place"]


@admin.register(Pallet)
class PalletAdmin(FloorAdmin):
    """Pallets and what stands on them."""

    inlines = [ParcelInline]
    list_display = ["sscc", "carrier", "dock", "shown_state", "opened_at", "closed_at"]
    list_select_related = ["dock"]
    list_filter = ["warehouse", "state", "carrier"]
    search_fields = ["sscc", "outbounds__code"]

    @display(description=_("state"), label=PALLET_TONES)
    def shown_state(self, pallet: Pallet) -> tuple[str, Any]:
        """Show how far it is."""
        return pallet.state, PalletState(pallet.state).label


@admin.register(Handover)
class HandoverAdmin(FloorAdmin):
    """Trucks: their frozen sheets, seals and who signed."""

    inlines = [PalletInline, SealInline]
    list_display = ["number", "carrier", "dock", "shown_state", "version", "vehicle", "signed_at"]
    list_select_related = ["dock"]
    list_filter = ["warehouse", "state", "carrier"]
    search_fields = ["number", "vehicle", "seals__number", "pallets__sscc"]
    ordering = ["-opened_at"]
    fields = [
        ("number", "version", "state"),
        ("warehouse", "dock", "carrier"),
        ("vehicle", "driver", "destination"),
        ("opened_at", "frozen_at", "signed_at"),
        ("our_name", "their_name"),
        "totals",
    ]
    readonly_fields = ["totals"]

    @display(description=_("state"), label=HANDOVER_TONES)
    def shown_state(self, handover: Handover) -> tuple[str, Any]:
        """Show how far it is."""
        return handover.state, HandoverState(handover.state).label

    @display(description=_("totals"))
    def totals(self, handover: Handover) -> str:
        """Show what the frozen sheet adds up to."""
        known = (handover.sheet or {}).get("totals", {})
        return ", ".join(f"{name}: {count}" for name, count in known.items()) or "-"


@admin.register(Seal)
class SealAdmin(FloorAdmin):
    """Seals: where and when they were opened, or found broken."""

    acts = {"opened": LEADS, "broken": LEADS}
    actions_detail = ["opened", "broken"]
    list_display = ["number", "handover", "shown_state", "applied_at", "ended_at", "place"]
    list_select_related = ["handover"]
    list_filter = ["state", "handover__warehouse"]
    search_fields = ["number", "handover__number"]

    @display(description=_("state"), label=SEAL_TONES)
    def shown_state(self, seal: Seal) -> tuple[str, Any]:
        """Show what became of it."""
        return seal.state, SealState(seal.state).label

    @action(description=_("Opened"))
    def opened(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Note that it was opened where it should be."""
        seal = self.row(request, object_id)
        return self.act(
            request,
            SealForm,
            lambda data: open_seal(seal_id=seal.pk, place=data["place"], at=data["at"]),
            title=_("Seal opened"),
            says=_("It was whole when the sorting centre opened it."),
            done=_("It is noted."),
            obj=seal,
        )

    @action(description=_("Found broken"))
    def broken(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Note that it was broken before it should have been opened: an incident."""
        seal = self.row(request, object_id)
        return self.act(
            request,
            BrokenSealForm,
            lambda data: report_seal_broken(
                seal_id=seal.pk, place=data["place"], note=data["note"], at=data["at"]
            ),
            title=_("Seal found broken"),
            says=_("This is an incident: it is told, and stays in the record of the truck."),
            done=_("The incident is recorded."),
            obj=seal,
        )


@admin.register(HandoverPaper)
class HandoverPaperAdmin(FloorAdmin):
    """Papers as they were printed, with the fingerprint of each."""

    list_display = ["handover", "kind", "version", "made_at", "sha256"]
    list_select_related = ["handover"]
    list_filter = ["kind"]
    search_fields = ["handover__number", "sha256"]
    fields = ["handover", "kind", "version", "made_at", "sha256", "size"]
    readonly_fields = ["size"]

    @display(description=_("size"))
    def size(self, paper: HandoverPaper) -> str:
        """Show how large it is."""
        return format_html("{} kB", len(paper.content) // 1000)
