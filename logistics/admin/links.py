"""How shops' channels are connected, and on which terms trucks come: kept by administrators (R-002-01)."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.backoffice import StaffAdmin, actor_of
from kernel.keeping import keep
from logistics.admin.carriers import READERS
from logistics.clients.recipients import acts_of
from logistics.models import Link, PickupTerms
from logistics.services import keep_link
from sellers.public import Role

ADMINS = frozenset({Role.ADMIN})


class LinkForm(forms.ModelForm):
    """Who is spoken with; nobody is connected to whom we cannot tell anything."""

    def clean(self) -> dict[str, Any]:
        """Refuse a model that has no client."""
        data: dict[str, Any] = super().clean() or {}
        model = data.get("model")
        if model and acts_of(Link(model=model).recipient) is None:
            self.add_error("model", _("Nobody here speaks with such a partner yet."))
        return data


@admin.register(Link)
class LinkAdmin(StaffAdmin):
    """Which shop's channel speaks with whom; changing it changes who is told, and nothing else."""

    readers = READERS
    editors = ADMINS
    form = LinkForm
    fields = ["shop", "channel", "model", "partner_code", "partner_name", "endpoint", "made_at"]
    list_display = ["partner_code", "shop", "channel", "model", "partner_name", "made_at"]
    list_select_related = ["shop", "channel"]
    list_filter = ["model", "channel"]
    search_fields = ["partner_code", "shop__name", "partner_name"]
    ordering = ["partner_code"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Keep whose channel it is once it is connected."""
        return ["shop", "channel", "made_at"] if obj else ["made_at"]

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Connect it, and keep who said so."""
        now = timezone.now()
        obj.made_at = obj.made_at or now
        keep_link(obj, actor=actor_of(request), at=now)


@admin.register(PickupTerms)
class PickupTermsAdmin(StaffAdmin):
    """What was agreed with a carrier for one warehouse: days and hours on which trucks come (R-002-41)."""

    readers = READERS
    editors = ADMINS
    list_display = ["warehouse", "channel", "calendar", "opens", "closes", "note"]
    list_select_related = ["warehouse", "channel"]
    ordering = ["warehouse", "channel"]

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Keep it, and who said so."""
        keep(obj, actor=actor_of(request), at=timezone.now())
