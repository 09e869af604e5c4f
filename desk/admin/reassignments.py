"""Orders whose shops let them go, on their way to others (R-004-29)."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from desk import services
from desk.admin.acting import MODERATORS, DeskAdmin
from desk.admin.forms import AgreedForm, ReasonForm, shop_form
from desk.models import Reassignment
from desk.selectors.queue import could_take
from desk.states import IN_QUEUE, ReassignmentState
from kernel.backoffice import actor_of
from kernel.scope import PLATFORM
from orders.public import order_standing

S = ReassignmentState
TONES = {S.WAITING: "warning", S.OFFERED: "info", S.DONE: "success", S.DROPPED: ""}


class QueueFilter(admin.SimpleListFilter):
    """What still has to be done."""

    title = _("queue")
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer what is in the queue."""
        return [("yes", _("in the queue"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Reassignment]
    ) -> QuerySet[Reassignment]:
        """Narrow to it, the longest overdue first."""
        if self.value() != "yes":
            return queryset
        return queryset.filter(state__in=IN_QUEUE).order_by("overdue_since")


@admin.register(Reassignment)
class ReassignmentAdmin(DeskAdmin):
    """The queue: offer to a shop, confirm, take back, drop."""

    actions_detail = ["offer", "confirm", "take_back", "drop"]
    acts = dict.fromkeys(actions_detail, MODERATORS)
    legal = {S.WAITING: ("offer", "drop"), S.OFFERED: ("confirm", "take_back", "drop")}
    list_display = ["order", "shop", "overdue_since", "shown_state", "offered_to", "new_order"]
    list_select_related = ["order", "shop", "offered_to", "new_order"]
    list_filter = [QueueFilter, "state"]
    search_fields = ["order__number", "shop__name"]
    ordering = ["-id"]
    fields = [
        "order_link",
        "shop",
        "standing",
        "overdue_since",
        "entered_at",
        "goods",
        "candidates",
        "offered_to",
        "offered_by",
        "offered_at",
        "new_order_link",
        "ended_at",
        "note",
    ]
    readonly_fields = ["order_link", "standing", "goods", "candidates", "new_order_link"]

    @display(description=_("state"), label=TONES)
    def shown_state(self, row: Reassignment) -> tuple[str, Any]:
        """Show how it stands."""
        return row.state, S(row.state).label

    @display(description=_("state"))
    def standing(self, row: Reassignment) -> str:
        """Show how it stands, in words."""
        return str(S(row.state).label)

    @display(description=_("order"))
    def order_link(self, row: Reassignment) -> SafeString:
        """Lead to the order."""
        return _link(row.order_id, row.order)

    @display(description=_("new order"))
    def new_order_link(self, row: Reassignment) -> SafeString | str:
        """Lead to the order that took its place."""
        return _link(row.new_order_id, row.new_order) if row.new_order_id else "—"

    @display(description=_("goods"))
    def goods(self, row: Reassignment) -> SafeString:
        """Show what was bought."""
        order = order_standing(PLATFORM, row.order_id)
        lines = order.lines if order else ()
        shown = ((ln.quantity, ln.name, ln.sku, ln.barcode or "—") for ln in lines)
        return format_html_join("", "<div>{} × {} <small>{} · {}</small></div>", shown)

    @display(description=_("shops that have it all on sale"))
    def candidates(self, row: Reassignment) -> SafeString | str:
        """Show who could take it now."""
        order = order_standing(PLATFORM, row.order_id) if row.state in IN_QUEUE else None
        shops = could_take(order) if order else []
        names = ((shop.name, ", ".join(shop.skus.values())) for shop in shops)
        return format_html_join("", "<div>{} <small>{}</small></div>", names) or "—"

    @action(description=_("Offer to a shop"))
    def offer(self, request: Any, object_id: str) -> HttpResponse:
        """Name the shop that is asked (R-004-29)."""
        row = self.row(request, object_id)
        order = order_standing(PLATFORM, row.order_id)
        form = shop_form(could_take(order) if order else [])
        return self._act(
            request,
            row,
            form,
            services.offer_to_shop,
            title=_("Offer to a shop"),
            says=_("These shops have all of the goods on sale now. Call before you offer."),
            done=_("Noted. Confirm it once the buyer and the shop agree."),
        )

    @action(description=_("Confirm"))
    def confirm(self, request: Any, object_id: str) -> HttpResponse:
        """Cancel here, place there (R-004-29)."""
        return self._act(
            request,
            self.row(request, object_id),
            AgreedForm,
            services.confirm_reassignment,
            title=_("Confirm"),
            says=_(
                "The old order is cancelled as overdue and reassigned, its buyer is told, and the other "
                "shop gets a new one at the same prices. It cannot be undone."
            ),
            done=_("The order stands in the other shop now."),
        )

    @action(description=_("Take the offer back"))
    def take_back(self, request: Any, object_id: str) -> HttpResponse:
        """Wait for another idea."""
        return self._act(
            request,
            self.row(request, object_id),
            ReasonForm,
            services.take_back_offer,
            title=_("Take the offer back"),
            says=_("The order waits again, for another shop."),
            done=_("Back in the queue."),
        )

    @action(description=_("Take off the queue"))
    def drop(self, request: Any, object_id: str) -> HttpResponse:
        """Let it stay where it is."""
        return self._act(
            request,
            self.row(request, object_id),
            ReasonForm,
            services.drop_reassignment,
            title=_("Take off the queue"),
            says=_("The order stays with its shop, overdue as it is."),
            done=_("It is off the queue."),
        )

    def _act(
        self,
        request: Any,
        row: Reassignment,
        form: type[Form],
        service: Callable[..., object],
        **words: Any,
    ) -> HttpResponse:
        return self.act(
            request,
            form,
            lambda values: service(
                reassignment_id=row.pk, actor=actor_of(request), now=timezone.now(), **values
            ),
            obj=row,
            **words,
        )


def _link(order_id: Any, order: Any) -> SafeString:
    url = reverse("admin:orders_order_change", args=[order_id])
    return format_html('<a class="text-primary-600 font-medium" href="{}">{}</a>', url, order)
