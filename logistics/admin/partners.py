"""What goes through Cainiao and trade partners, and what of it staff must look at."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from kernel.backoffice import StaffAdmin, actor_of
from logistics.admin.carriers import READERS
from logistics.models import CarrierAlert, Consignment
from logistics.services.alerting import close_alerts
from sellers.public import Role


@admin.register(CarrierAlert)
class CarrierAlertAdmin(StaffAdmin):
    """Codes that nobody here knows, and failures without a reason; open until somebody has seen to them."""

    readers = READERS
    acts = {"close": frozenset({Role.MODERATOR, Role.WAREHOUSE_LEAD, Role.ADMIN})}
    actions_detail = ["close"]
    list_display = [
        "carrier",
        "shown_kind",
        "code",
        "times",
        "number",
        "text",
        "opened_at",
        "closed_at",
    ]
    list_select_related = ["carrier"]
    list_filter = [("closed_at", admin.EmptyFieldListFilter), "kind", "carrier"]
    search_fields = ["code", "number"]
    ordering = ["closed_at", "-last_at"]

    @display(description=_("what is wrong"))
    def shown_kind(self, alert: CarrierAlert) -> Any:
        """Show it in words."""
        return alert.get_kind_display()

    @action(description=_("Seen to"))
    def close(self, request: Any, object_id: str) -> HttpResponse:
        """Say that the carrier was asked, or the code was added to the table."""
        row = self.row(request, object_id)
        user_id = actor_of(request).user_id
        return self.act(
            request,
            forms.Form,
            lambda _values: close_alerts([row.pk], user_id=user_id, at=timezone.now()),
            title=_("Seen to"),
            says=_("Should it be told again, a new one opens."),
            done=_("It is seen to."),
            obj=row,
        )


@admin.register(Consignment)
class ConsignmentAdmin(StaffAdmin):
    """Orders as Cainiao and trade partners know them; those without a label are found by it (R-002-04)."""

    readers = READERS
    list_display = ["order", "shop", "link", "code", "tracking", "label_at", "words"]
    list_select_related = ["order", "shop", "link"]
    list_filter = [("label_at", admin.EmptyFieldListFilter), "link__model"]
    search_fields = ["code", "tracking", "order__number"]
    ordering = ["-made_at"]
