"""Parcels-to-be, waves, picking lists, paces and counts: read, and the few acts a lead may do on them."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import action, display

from kernel.backoffice import Tones
from kernel.money import to_major
from warehouse.admin.acting import LEADS, FloorAdmin
from warehouse.models import Outbound, OutboundLine, PickLine, Wave, WorkPace
from warehouse.selectors.evidence import evidence_of
from warehouse.selectors.packing import charge_of, without_packaging
from warehouse.services.following import follow_orders
from warehouse.services.planning import drop_wave
from warehouse.states import OutboundState, WaveState

O = OutboundState  # noqa: E741
TONES = Tones(
    {
        O.SHORT: "danger",
        O.PUT_BACK: "warning",
        O.INTERCEPTED: "danger",
        O.DISPATCHED: "success",
        O.HANDED_OVER: "success",
        O.ENDED: "info",
    }
)
EVIDENCE = "<div>{} · {} · {} · {} · {} · {} · ≤ {}</div>"
WAVE_TONES = Tones(
    {WaveState.PICKING: "warning", WaveState.DONE: "success", WaveState.DROPPED: "info"}
)


class OutboundLineInline(TabularInline):
    """What goes in a parcel."""

    model = OutboundLine
    extra = 0
    can_delete = False
    fields = readonly_fields = ["sku", "name", "order", "quantity", "picked", "packed", "put_back"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow nobody."""
        return False


class BareFilter(admin.SimpleListFilter):
    """Closed with nothing recorded around the goods: such damage is the shop's (R-002-31)."""

    title, parameter_name = _("packaging"), "bare"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the one thing worth asking."""
        return [("yes", _("closed without packaging"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Outbound]) -> QuerySet[Outbound]:
        """Keep the parcels that were closed bare."""
        return without_packaging(queryset) if self.value() else queryset


@admin.register(Outbound)
class OutboundAdmin(FloorAdmin):
    """Parcels-to-be, from release to the carrier's hands."""

    inlines = [OutboundLineInline]
    acts = {"follow_order": LEADS}
    actions_detail = ["follow_order"]
    list_display = ["code", "order", "shop", "shown_state", "wave", "tote", "dispatch_by"]
    list_select_related = ["order", "shop", "wave", "tote"]
    list_filter = ["warehouse", "state", "needs_check", BareFilter]
    search_fields = ["code", "order__number"]
    ordering = ["-released_at"]
    fields = [
        ("code", "order", "shop"),
        ("state", "version"),
        ("warehouse", "place", "extra_reason"),
        ("channel", "carrier", "dispatch_by"),
        ("wave", "tote", "pallet", "packer"),
        ("needs_check", "checked_at"),
        ("expected_weight_g", "weight_g"),
        ("length_mm", "width_mm", "height_mm"),
        ("released_at", "picked_at", "packed_at"),
        ("labelled_at", "weighed_at", "dispatched_at"),
        ("handed_over_at", "stopped_at", "ended_at"),
        ("liability", "forced_reason"),
        "packaging_charge",
        "evidence",
    ]
    readonly_fields = ["packaging_charge", "evidence"]

    @display(description=_("state"), label=TONES)
    def shown_state(self, parcel: Outbound) -> tuple[str, Any]:
        """Show how far it is."""
        return parcel.state, O(parcel.state).label

    @display(description=_("packaging charged"))
    def packaging_charge(self, parcel: Outbound) -> str:
        """Show what its packaging costs the shop (R-001-30)."""
        charges = charge_of(parcel.pk)
        return ", ".join(f"{to_major(minor, currency)} {currency}" for currency, minor in charges)

    @display(description=_("Film and files"))
    def evidence(self, parcel: Outbound) -> Any:
        """Show each scan with its camera, and until when the film is kept (R-002-27)."""
        found, zone = evidence_of("outbound", str(parcel.pk)), ZoneInfo(parcel.warehouse.zone)
        rows = [
            (f"{one.at.astimezone(zone):%d.%m.%Y %H:%M:%S}", one.action, one.code, one.who,
             one.station or "-", one.camera or "-", f"{one.keep_until:%d.%m.%Y}")
            for one in found.footage
        ]  # fmt: skip
        return format_html_join("", EVIDENCE, rows)

    @action(description=_("Release again"))
    def follow_order(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Make the parcel what its orders are now: released, short, stopped."""
        parcel = self.row(request, object_id)
        return self.act(
            request,
            Form,
            lambda _data: follow_orders([parcel.order_id], at=timezone.now()),
            title=_("Release again"),
            says=_(
                "The parcel becomes what its order is now. Nothing that was picked or packed is lost: "
                "what fits no more goes back to the shelves."
            ),
            done=_("The parcel follows its order again."),
            obj=parcel,
        )


@admin.register(Wave)
class WaveAdmin(FloorAdmin):
    """Waves of picking and when each must be begun."""

    acts = {"drop": LEADS}
    actions_detail = ["drop"]
    list_display = ["number", "warehouse", "shown_state", "start_by", "leave_by", "minutes"]
    list_select_related = ["warehouse"]
    list_filter = ["warehouse", "state"]

    @display(description=_("state"), label=WAVE_TONES)
    def shown_state(self, wave: Wave) -> tuple[str, Any]:
        """Show how far it is."""
        return wave.state, WaveState(wave.state).label

    @action(description=_("Drop the wave"))
    def drop(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Give up a wave of which nothing was picked."""
        wave = self.row(request, object_id)
        return self.act(
            request,
            Form,
            lambda _data: drop_wave(wave.pk, at=timezone.now()),
            title=_("Drop the wave"),
            says=_("Its orders are planned anew. A wave of which something was picked stays."),
            done=_("The wave is dropped."),
            obj=wave,
        )


@admin.register(PickLine)
class PickLineAdmin(FloorAdmin):
    """Lines of picking lists: from which place, by whom, into which tote."""

    list_display = [
        "wave",
        "path",
        "cell",
        "goods",
        "quantity",
        "picked",
        "short",
        "picker",
        "tote",
    ]
    list_select_related = ["wave", "balance__cell", "outbound_line", "picker", "tote"]
    list_filter = ["wave__warehouse", "wave__state"]
    search_fields = ["outbound_line__sku", "balance__cell__code", "outbound_line__order__number"]

    @display(description=_("cell"))
    def cell(self, line: PickLine) -> str:
        """Show where it is taken from."""
        return str(line.balance.cell)

    @display(description=_("goods"))
    def goods(self, line: PickLine) -> str:
        """Show what is taken."""
        return line.outbound_line.sku


@admin.register(WorkPace)
class WorkPaceAdmin(FloorAdmin):
    """How long a line takes of each work, as measured."""

    list_display = ["warehouse", "work", "seconds", "measured"]
    list_select_related = ["warehouse"]
    ordering = ["warehouse", "work"]
