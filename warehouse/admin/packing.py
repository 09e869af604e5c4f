"""How goods are packed and what they weigh: the catalogue and the rules are kept here, the rest is read."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from kernel.backoffice import actor_of
from warehouse.admin.acting import LEADS, FloorAdmin
from warehouse.admin.places import PlaceAdmin
from warehouse.models import Label, LearnedWeight, Packaging, PackagingStock, PackingRule
from warehouse.rules.packing_words import said_of
from warehouse.rules.weighing import Learned
from warehouse.selectors.packing import with_damage
from warehouse.services.packaging_stock import count_packaging


class CountForm(forms.Form):
    """How much there is."""

    quantity = forms.IntegerField(
        label=_("Counted"), min_value=0, max_value=1_000_000, widget=UnfoldAdminIntegerFieldWidget
    )
    reorder_at = forms.IntegerField(
        label=_("To be bought at"),
        min_value=0,
        max_value=1_000_000,
        widget=UnfoldAdminIntegerFieldWidget,
    )


@admin.register(Packaging)
class PackagingAdmin(PlaceAdmin):
    """The packaging catalogue with costs (R-001-28), and in how many parcels each let goods be damaged."""

    list_display = ["name", "kind", "barcode", "tare_g", "cost", "charge", "damaged", "is_retired"]
    list_filter = ["kind", "is_retired"]
    search_fields = ["name", "code", "barcode"]
    ordering = ["kind", "code"]

    @display(description=_("cost"))
    def cost(self, row: Packaging) -> str:
        """Show what one costs us."""
        return f"{row.cost_minor / 100:.2f} {row.currency}"

    @display(description=_("charge"))
    def charge(self, row: Packaging) -> str:
        """Show what one is charged at (R-001-30)."""
        return f"{row.charge_minor / 100:.2f} {row.currency}" if row.charge_minor else "–"

    @display(description=_("damaged, of parcels sent"))
    def damaged(self, row: Any) -> str:
        """Show how often goods packed so came back damaged (R-003-05)."""
        return f"{row.damaged or 0} / {row.parcels}" if row.parcels else "–"

    def get_queryset(self, request: HttpRequest) -> Any:
        """Count the damage along."""
        return with_damage(super().get_queryset(request))


@admin.register(PackagingStock)
class PackagingStockAdmin(FloorAdmin):
    """How much packaging is left: parcels take from it, a count puts it right."""

    list_display = ["packaging", "warehouse", "quantity", "reorder_at", "is_low"]
    list_select_related = ["packaging", "warehouse"]
    list_filter = ["warehouse"]
    search_fields = ["packaging__name", "packaging__code"]
    actions_detail = ["count"]
    acts = {"count": LEADS}
    ordering = ["warehouse", "packaging__code"]

    @display(description=_("enough"), boolean=True)
    def is_low(self, row: PackagingStock) -> bool:
        """Show whether it is to be bought."""
        return row.quantity > row.reorder_at

    @action(description=_("Say how much there is"))
    def count(self, request: Any, object_id: str) -> HttpResponse:
        """Set what was counted or brought, and from which level on it is to be bought."""
        row = self.row(request, object_id)
        return self.act(
            request,
            CountForm,
            lambda values: count_packaging(
                row.pk, actor=actor_of(request), at=timezone.now(), **values
            ),
            title=_("Say how much there is"),
            says=_("Parcels go on taking from it."),
            done=_("The stock of packaging is set."),
            obj=row,
        )


@admin.register(PackingRule)
class PackingRuleAdmin(PlaceAdmin):
    """Rules that block at packing (R-001-27, R-002-29..-35)."""

    list_display = [
        "code",
        "position",
        "says",
        "needs",
        "one_of",
        "suggests",
        "requirement",
        "is_active",
    ]
    list_filter = ["is_active"]
    search_fields = ["code", "requirement"]
    ordering = ["position", "id"]

    @display(description=_("what the station says"))
    def says(self, row: PackingRule) -> Any:
        """Show the words of the rule."""
        return said_of(row.code, row.needs, row.one_of, row.suggests)


@admin.register(LearnedWeight)
class LearnedWeightAdmin(FloorAdmin):
    """What pieces weigh, as the scales say (R-002-20)."""

    list_display = ["offer", "weighed", "grams", "spread"]
    list_select_related = ["offer"]
    search_fields = ["offer__sku", "offer__name"]
    ordering = ["-weighed"]

    @display(description=_("one piece, g"))
    def grams(self, row: LearnedWeight) -> str:
        """Show the mean."""
        return f"{row.mean_g:.0f}"

    @display(description=_("spread, g"))
    def spread(self, row: LearnedWeight) -> str:
        """Show the standard deviation."""
        return f"{Learned(row.weighed, row.mean_g, row.squares).spread_g:.1f}"


@admin.register(Label)
class LabelAdmin(FloorAdmin):
    """Labels of parcels (R-002-19)."""

    list_display = ["code", "outbound", "is_carriers", "media_type", "made_at", "replaced_at"]
    list_select_related = ["outbound"]
    list_filter = ["is_carriers", "made_at"]
    search_fields = ["code", "outbound__code"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Leave the pictures where they are."""
        return super().get_queryset(request).defer("content")
