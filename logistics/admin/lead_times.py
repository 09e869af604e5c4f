"""The matrix of lead times and what changes it: added to by administrators, read by staff (R-002-71, -72)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextInputWidget,
)

from kernel.backoffice import StaffAdmin, actor_of
from kernel.errors import Refusal
from kernel.keeping import keep
from kernel.scope import PLATFORM
from logistics.admin.carriers import READERS
from logistics.models import LeadTime, LeadTimeChange, ParcelPromise
from logistics.rules.places import city_key
from logistics.selectors.keeping_faces import report_faces
from logistics.services.lead_times import agree_change, upload_lead_times
from sellers.public import Role

ADMINS = frozenset({Role.ADMIN})
LARGEST = 2_000_000
PLATFORM_ZONE = "Europe/Moscow"


class NotText(Refusal):
    """The file is not text."""

    code = "not_text"


class UploadForm(forms.Form):
    """A file of lead times."""

    file = forms.FileField(label=_("CSV file"), widget=UnfoldAdminFileFieldWidget)


class AgreeForm(forms.Form):
    """Who agreed for the carrier, and when."""

    agreed_with = forms.CharField(
        label=_("Agreed with"), max_length=200, widget=UnfoldAdminTextInputWidget
    )
    agreed_at = forms.SplitDateTimeField(label=_("Agreed"), widget=UnfoldAdminSplitDateTimeWidget)


class _RangedAdmin(StaffAdmin):
    """Rows about a part of the world: added, and never changed after."""

    readers = READERS
    editors = ADMINS
    changes = False  # what was promised by a row must stay readable

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Keep it, with names written one way, and who added it."""
        obj.country = obj.country.strip().upper()
        obj.region, obj.city = obj.region.strip().casefold(), city_key(obj.city)
        keep(obj, actor=actor_of(request), at=timezone.now())


@admin.register(LeadTime)
class LeadTimeAdmin(_RangedAdmin):
    """Days to the first attempt and to delivery; the most precise and latest row speaks."""

    list_display = ["__str__", "carrier", "service", "mode", "origin", "first_attempt_days",
                    "delivery_days", "valid_from"]  # fmt: skip
    list_select_related = ["carrier", "origin"]
    list_filter = ["country", "carrier", "service", "mode"]
    search_fields = ["city", "region", "country"]
    ordering = ["country", "city", "-valid_from"]
    actions_list = ["upload"]
    acts = {"upload": ADMINS}

    @action(description=_("Upload a file"))
    def upload(self, request: Any) -> HttpResponse:
        """Add the rows of a CSV file: all of them, or none."""
        return self.act(
            request,
            UploadForm,
            lambda values: upload_lead_times(
                _text(request), actor=actor_of(request), at=timezone.now()
            ),
            title=_("Upload a file"),
            says=_(
                "Columns: country, region, city, carrier, service, mode, origin, first_attempt_days, "
                "delivery_days, valid_from. Only country and the two numbers are needed. What was "
                "promised before stays as it was."
            ),
            done=_("The rows are in."),
        )


def _text(request: Any) -> str:
    data = request.FILES["file"].read(LARGEST)
    try:
        return str(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise NotText(_("This is no text in UTF-8. Save it as CSV UTF-8."), field="file") from None


@admin.register(LeadTimeChange)
class LeadTimeChangeAdmin(_RangedAdmin):
    """Days more for a while; without an agreement recorded before it begins, the old days stand."""

    list_display = ["reason", "where", "carrier", "starts_at", "ends_at", "extra_days",
                    "shown_agreement", "agreed_with", "agreed_at"]  # fmt: skip
    list_select_related = ["carrier"]
    list_filter = ["reason", "country", "carrier"]
    ordering = ["-starts_at"]
    readonly_fields = ["agreed_with", "agreed_at", "recorded_at"]
    actions_detail = ["agree"]
    acts = {"agree": ADMINS}

    @display(description=_("where"))
    def where(self, change: LeadTimeChange) -> str:
        """Show the part of the world."""
        return " · ".join(filter(None, [change.country, change.region, change.city.title()]))

    @display(
        description=_("counts"), label={"agreed": "success", "waiting": "warning", "not": "danger"}
    )
    def shown_agreement(self, change: LeadTimeChange) -> tuple[str, Any]:
        """Show whether it counts."""
        if change.recorded_at:
            return "agreed", _("agreed in advance")
        if change.starts_at > timezone.now():
            return "waiting", _("not agreed yet")
        return "not", _("not agreed: the old days stand")

    @action(description=_("Record the agreement"))
    def agree(self, request: Any, object_id: str) -> HttpResponse:
        """Record who agreed and when; possible until the period begins."""
        change = self.row(request, object_id)
        return self.act(
            request,
            AgreeForm,
            lambda values: agree_change(
                change.pk, actor=actor_of(request), now=timezone.now(), **values
            ),
            title=_("Record the agreement"),
            says=_("From then on parcels that leave in the period are promised the longer days."),
            done=_("The agreement is recorded."),
            obj=change,
        )


@admin.register(ParcelPromise)
class ParcelPromiseAdmin(StaffAdmin):
    """What was promised of each parcel when it left, and by which row."""

    readers = READERS
    list_display = ["parcel", "shop", "carrier", "country", "city", "left_at", "first_attempt_on",
                    "deliver_on", "lead_time", "change"]  # fmt: skip
    list_select_related = ["shop", "carrier", "lead_time", "change", "parcel"]
    list_filter = ["carrier", "country"]
    search_fields = ["city", "parcel__waybills__number", "parcel__contents__order__number"]
    date_hierarchy = "left_at"
    ordering = ["-left_at"]
    actions_list = ["report"]
    acts = {"report": READERS}

    @action(description=_("Are promised days kept?"))
    def report(self, request: Any) -> HttpResponse:
        """Show the report of all shops, or the parcels behind one of its numbers."""

        def link(words: Mapping[str, str | int]) -> str:
            return f"{request.path}?{urlencode(words)}"

        asked = report_faces(
            PLATFORM, request.GET.dict(), zone=PLATFORM_ZONE, now=timezone.now(), link=link
        )
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Are promised days kept?"),
            **asked,
        }
        return TemplateResponse(request, "backoffice/logistics/keeping.html", context)
