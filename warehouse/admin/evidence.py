"""Where film and files of every parcel, pallet and handover are, and until when (R-002-27, R-002-28)."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminSelectWidget

from kernel.backoffice import actor_of
from warehouse.admin.acting import LEADS, FloorAdmin
from warehouse.admin.forms import ReasonForm
from warehouse.models import EvidenceFile, EvidenceHold, Scan
from warehouse.rules.work_names import work_name
from warehouse.selectors.evidence import expires_at
from warehouse.services.evidence import (
    KINDS,
    LARGEST,
    SUBJECTS,
    attach_evidence,
    hold_evidence,
    release_evidence,
)


@admin.register(Scan)
class ScanAdmin(FloorAdmin):
    """Every scan: what, who, where, under which camera, when."""

    list_display = ["at", "work", "code", "verdict", "who", "station", "camera", "film_until"]
    list_select_related = ["station"]
    list_filter = ["warehouse", "action", "verdict", "camera", "at"]
    search_fields = ["code", "subject_id", "who", "camera", "station__code"]
    date_hierarchy = "at"
    actions_detail = ["hold"]
    acts = {"hold": LEADS}

    @display(description=_("work"), ordering="action")
    def work(self, row: Scan) -> str:
        """Show what was done in words."""
        return str(work_name(row.action))

    @display(description=_("film is kept until"))
    def film_until(self, row: Scan) -> datetime:
        """Show until when its film is kept."""
        return expires_at(row.at)

    @action(description=_("Hold the evidence"))
    def hold(self, request: Any, object_id: str) -> HttpResponse:
        """Keep all evidence of what was scanned until the hold is released."""
        row = self.row(request, object_id)
        return self.act(
            request,
            ReasonForm,
            lambda values: hold_evidence(
                (row.subject_kind, row.subject_id),
                actor=actor_of(request),
                at=timezone.now(),
                **values,
            ),
            title=_("Hold the evidence"),
            says=_("Its files are not thrown away until the hold is released."),
            done=_("The evidence is held."),
            obj=row,
        )


class EvidenceForm(forms.ModelForm):
    """A file and what it belongs to."""

    subject_kind = forms.ChoiceField(
        label=_("Belongs to"),
        choices=[(kind, kind) for kind in SUBJECTS],
        widget=UnfoldAdminSelectWidget,
    )
    file = forms.FileField(label=_("File"), widget=UnfoldAdminFileFieldWidget)

    class Meta:
        model = EvidenceFile
        fields = ["subject_kind", "subject_id"]

    def clean_file(self) -> Any:
        """Refuse what the service would refuse."""
        file = self.cleaned_data["file"]
        if file.content_type not in KINDS or not 0 < file.size <= LARGEST:
            raise forms.ValidationError(_("Attach a picture, an MP4 film or a PDF up to 25 MB."))
        return file


@admin.register(EvidenceFile)
class EvidenceFileAdmin(FloorAdmin):
    """Files of evidence; leads add them, only time takes them away."""

    editors = LEADS
    list_display = [
        "name",
        "subject_kind",
        "subject_id",
        "added_at",
        "added_by",
        "keep_until",
        "held",
    ]
    list_filter = ["subject_kind", "keep_until"]
    search_fields = ["subject_id", "name", "sha256"]
    fields = ["subject_kind", "subject_id", "file"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Leave the files themselves where they are."""
        holds = EvidenceHold.objects.filter(
            released_at=None,
            subject_kind=OuterRef("subject_kind"),
            subject_id=OuterRef("subject_id"),
        )
        rows = super().get_queryset(request).defer("content")
        return rows.annotate(is_held=Exists(holds))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show what is known of a file that is there."""
        shown = ["name", "media_type", "sha256", "added_at", "added_by", "keep_until"]
        return ["subject_kind", "subject_id", *shown] if obj else self.fields

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Ask for a file only where there is none yet."""
        form = forms.ModelForm if change else EvidenceForm
        return super().get_form(request, obj, change=change, form=form, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Let nobody change a file: it is what it was."""
        return self.get_fields(request, obj) if obj else ()

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Attach it; one that is there stays as it is."""
        if change:
            return
        file = form.cleaned_data["file"]
        kept = attach_evidence(
            (obj.subject_kind, obj.subject_id),
            name=file.name,
            media_type=file.content_type,
            content=file.read(),
            actor=actor_of(request),
            at=timezone.now(),
        )
        obj.pk = kept.pk

    @display(description=_("held"), boolean=True)
    def held(self, row: Any) -> bool:
        """Show whether a claim keeps it beyond its time."""
        return bool(row.is_held)


@admin.register(EvidenceHold)
class EvidenceHoldAdmin(FloorAdmin):
    """What keeps evidence from being thrown away (C-46)."""

    list_display = ["subject_kind", "subject_id", "reason", "held_at", "released_at"]
    list_filter = ["subject_kind", "released_at"]
    search_fields = ["subject_id", "reason"]
    actions_detail = ["release"]
    acts = {"release": LEADS}

    @action(description=_("Release"))
    def release(self, request: Any, object_id: str) -> HttpResponse:
        """Let the evidence go when its time is over."""
        row = self.row(request, object_id)
        return self.act(
            request,
            forms.Form,
            lambda _values: release_evidence(row.pk, actor=actor_of(request), at=timezone.now()),
            title=_("Release the hold"),
            says=_("What is older than 90 days may be thrown away then."),
            done=_("The hold is released."),
            obj=row,
        )
