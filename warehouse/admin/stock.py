"""Stock as it stands and how it came to be; proofs of it, and what puts it right."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget

from kernel.backoffice import actor_of
from warehouse.admin.acting import ADMINS, LEADS, FloorAdmin
from warehouse.admin.forms import ReasonForm
from warehouse.models import Balance, Lot, Movement, StockProof, Warehouse
from warehouse.services.correcting import set_on_hand
from warehouse.services.proving import prove_stock
from warehouse.services.repairing import repair_stock

KINDS = {
    "on_hand": _("pieces against movements"),
    "reserved": _("reserved against reservations"),
    "need": _("held and missing against what the order needs"),
    "stray": _("held by an order that nobody took up"),
}


class CountForm(ReasonForm):
    """How many pieces there are, against what the books said when they were counted."""

    expected = forms.IntegerField(
        label=_("In the books"), min_value=0, widget=UnfoldAdminIntegerFieldWidget
    )
    counted = forms.IntegerField(
        label=_("Counted"), min_value=0, widget=UnfoldAdminIntegerFieldWidget
    )
    field_order = ["expected", "counted", "reason"]


class WarehouseForm(forms.Form):
    """Which warehouse."""

    warehouse = forms.ModelChoiceField(
        Warehouse.objects.order_by("code"), label=_("Warehouse"), widget=UnfoldAdminSelectWidget
    )


@admin.register(Balance)
class BalanceAdmin(FloorAdmin):
    """How many pieces lie where. Changed by movements only."""

    actions_detail = ["set_on_hand"]
    acts = {"set_on_hand": LEADS}
    list_display = ["offer", "cell", "lot", "condition", "on_hand", "reserved"]
    list_select_related = ["offer", "cell", "lot"]
    list_filter = ["warehouse", "condition"]
    search_fields = ["offer__sku", "offer__name", "cell__code", "lot__code"]

    @action(description=_("Set what is there"))
    def set_on_hand(self, request: Any, object_id: str) -> HttpResponse:
        """Set the pieces of a place, provided the books say what the caller believes."""
        balance = self.row(request, object_id)
        return self.act(
            request,
            CountForm,
            lambda values: set_on_hand(
                balance.pk, actor=actor_of(request), at=timezone.now(), **values
            ),
            title=_("Set what is there"),
            says=_(
                "It is refused when the books changed since you looked. Orders that hold more than there is "
                "let go, the newest first."
            ),
            done=_("The stock is what was counted."),
            obj=balance,
        )


@admin.register(Movement)
class MovementAdmin(FloorAdmin):
    """Every change of stock. Rows are only added."""

    list_display = ["at", "what", "delta", "kind", "where", "actor_label"]
    list_select_related = ["balance__offer", "balance__cell"]
    list_filter = ["kind"]
    search_fields = ["balance__offer__sku", "balance__cell__code", "act"]

    @display(description=_("goods"))
    def what(self, movement: Movement) -> str:
        """Show of what."""
        return str(movement.balance.offer)

    @display(description=_("cell"))
    def where(self, movement: Movement) -> str:
        """Show where."""
        return str(movement.balance.cell)


@admin.register(Lot)
class LotAdmin(FloorAdmin):
    """Goods of one making, and until when they are good."""

    list_display = ["code", "offer", "expires_on"]
    list_select_related = ["offer"]
    search_fields = ["code", "offer__sku"]
    date_hierarchy = "expires_on"


@admin.register(StockProof)
class StockProofAdmin(FloorAdmin):
    """Proofs that stock is what its rows say; each night, and now when somebody asks."""

    actions_list = ["prove_now"]
    actions_detail = ["repair"]
    acts = {"prove_now": LEADS, "repair": ADMINS}
    list_display = ["at", "warehouse", "checked", "verdict", "repaired_at", "repaired_by"]
    list_select_related = ["warehouse"]
    list_filter = ["warehouse"]
    fields = ["warehouse", "at", "checked", "found", "repaired_at", "repaired_by"]
    readonly_fields = ["found"]

    @display(description=_("verdict"), label={"sound": "success", "faults": "danger"})
    def verdict(self, proof: StockProof) -> tuple[str, Any]:
        """Show whether anything was wrong."""
        if not proof.faults:
            return "sound", _("sound")
        return "faults", _("%(n)d differ") % {"n": len(proof.faults)}

    @display(description=_("what differs"))
    def found(self, proof: StockProof) -> SafeString | str:
        """Show each fault: what, of what, what it is and what it should be."""
        rows = (
            (KINDS[f["kind"]], f["subject"], f["offer"], f["is"], f["should_be"])
            for f in proof.faults
        )
        line = "<div>{} · {} · {}: {} → {}</div>"
        return format_html_join("", line, rows) or "—"

    @action(description=_("Prove now"))
    def prove_now(self, request: Any) -> HttpResponse:
        """Compare balances, movements, reservations and open demand at this moment."""
        return self.act(
            request,
            WarehouseForm,
            lambda values: prove_stock(values["warehouse"].pk, at=timezone.now()),
            title=_("Prove now"),
            says=_("Nothing is changed: what differs is written down."),
            done=_("The stock was proven: look at the newest row."),
        )

    @action(description=_("Repair"))
    def repair(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Put right what is still wrong, with a reason."""
        proof = self.row(request, object_id)
        return self.act(
            request,
            ReasonForm,
            lambda values: repair_stock(
                proof.pk, actor=actor_of(request), at=timezone.now(), **values
            ),
            title=_("Repair"),
            says=_(
                "Differences of pieces are booked as movements of repair, what is reserved becomes what "
                "orders hold, and orders hold or lack what they need. It stands in the history."
            ),
            done=_("It is repaired: prove the stock again."),
            obj=proof,
        )
