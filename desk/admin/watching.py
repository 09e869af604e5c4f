"""Shops to call, and the rule that calls (R-004-33, R-004-34)."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from desk import services
from desk.admin.acting import ADMINS, MODERATORS, DeskAdmin
from desk.admin.forms import NoteForm, PolicyForm, ReasonForm, shop_form
from desk.models import ModeratorTask, OverduePolicy
from desk.states import TaskState
from kernel.backoffice import actor_of
from kernel.scope import Scope
from orders.public import overdue_orders
from orders.states import OrderState
from sellers.public import people_of_shop, shop_profile, shops_at_work

LISTED = 50
TONES = {TaskState.OPEN: "warning", TaskState.CLOSED: "success"}


@admin.register(ModeratorTask)
class ModeratorTaskAdmin(DeskAdmin):
    """Shops that stopped handling their orders in time: whom to call, about what."""

    actions_list = ["suspend_shop"]
    actions_detail = ["close", "suspend", "restore"]
    acts = dict.fromkeys([*actions_list, *actions_detail], MODERATORS)
    legal = {"open": ("close", "suspend"), "suspended": ("close", "restore")}
    list_display = ["shop", "shown_state", "opened_at", "overdue_then", "suspended_at", "closed_by"]
    list_select_related = ["shop"]
    list_filter = ["state"]
    search_fields = ["shop__name", "shop__slug"]
    ordering = ["-id"]
    fields = [
        "shop",
        "standing",
        "opened_at",
        "overdue_then",
        "reason",
        "contacts",
        "orders",
        "suspended_at",
        "closed_at",
        "closed_by",
        "note",
    ]
    readonly_fields = ["standing", "contacts", "orders"]

    @display(description=_("state"), label=TONES)
    def shown_state(self, task: ModeratorTask) -> tuple[str, Any]:
        """Show whether it is open."""
        return task.state, TaskState(task.state).label

    @display(description=_("state"))
    def standing(self, task: ModeratorTask) -> str:
        """Show whether it is open, in a word."""
        return str(TaskState(task.state).label)

    @display(description=_("whom to reach"))
    def contacts(self, task: ModeratorTask) -> SafeString:
        """Show the shop's people and its inbox."""
        people = [(p.name, p.role, p.email) for p in people_of_shop(task.shop_id)]
        inbox = shop_profile(task.shop_id).notification_email
        rows = [*people, *([(_("orders"), _("inbox"), inbox)] if inbox else [])]
        return format_html_join("", '<div>{} ({}) <a class="text-primary-600" href="mailto:{}">{}</a></div>',
                                ((n, r, e, e) for n, r, e in rows))  # fmt: skip

    @display(description=_("overdue now"))
    def orders(self, task: ModeratorTask) -> SafeString | str:
        """Show the overdue orders, the longest overdue first."""
        _total, rows = overdue_orders(Scope.shop(task.shop_id), limit=LISTED)
        shown = (
            (
                reverse("admin:orders_order_change", args=[row["id"]]),
                row["number"],
                OrderState(row["state"]).label,
                f"{row['overdue_since']:%F %H:%M}Z",
            )
            for row in rows
        )
        return (
            format_html_join(
                "", '<div><a class="text-primary-600" href="{}">{}</a> · {} · {}</div>', shown
            )
            or "—"
        )

    def state_of(self, row: ModeratorTask) -> str:
        """Return whether it is open, and whether it took the shop off sale."""
        suspended = row.state == TaskState.OPEN and row.suspended_at is not None
        return "suspended" if suspended else str(row.state)

    @action(description=_("Suspend a shop"))
    def suspend_shop(self, request: Any) -> HttpResponse:
        """Take any shop off sale (R-004-34)."""
        return self.act(
            request,
            shop_form(shops_at_work(), with_reason=True),
            lambda values: services.suspend_by_hand(
                actor=actor_of(request), now=timezone.now(), **values
            ),
            title=_("Suspend a shop"),
            says=_("Its offers leave the feed and its own channels take no new orders, at once."),
            done=_("The shop is off sale."),
        )

    @action(description=_("Close the task"))
    def close(self, request: Any, object_id: str) -> HttpResponse:
        """Say what came of it (R-004-33)."""
        return self._act(
            request,
            object_id,
            NoteForm,
            services.close_task,
            title=_("Close the task"),
            says=_("If this task took the shop off sale, the shop is back with it."),
            done=_("The task is closed."),
        )

    @action(description=_("Take off sale"))
    def suspend(self, request: Any, object_id: str) -> HttpResponse:
        """Take the shop off sale."""
        return self._act(
            request,
            object_id,
            ReasonForm,
            services.suspend_for_task,
            title=_("Take off sale"),
            says=_("The shop comes back by itself when none of its orders is overdue any more."),
            done=_("The shop is off sale."),
        )

    @action(description=_("Put back on sale"))
    def restore(self, request: Any, object_id: str) -> HttpResponse:
        """Put the shop back on sale (R-004-34)."""
        return self._act(
            request,
            object_id,
            ReasonForm,
            services.restore_for_task,
            title=_("Put back on sale"),
            says=_("Its offers are back at once, paused ones excepted; the task stays open."),
            done=_("The shop is back on sale."),
        )

    def _act(
        self,
        request: Any,
        object_id: str,
        form: type[Form],
        service: Callable[..., object],
        **words: Any,
    ) -> HttpResponse:
        task = self.row(request, object_id)
        return self.act(
            request,
            form,
            lambda values: service(
                task_id=task.pk, actor=actor_of(request), now=timezone.now(), **values
            ),
            obj=task,
            **words,
        )


@admin.register(OverduePolicy)
class OverduePolicyAdmin(DeskAdmin):
    """From how many overdue orders on we call, and suspend."""

    actions_detail = ["change_rule"]
    acts = {"change_rule": ADMINS}
    list_display = ["__str__", "orders_count", "window_hours", "suspend_count"]
    fields = ["orders_count", "window_hours", "suspend_count"]
    legal = {"": ("change_rule",)}

    def state_of(self, row: OverduePolicy) -> str:
        """Return nothing: it can always be changed."""
        return ""

    @action(description=_("Change"))
    def change_rule(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Set other numbers."""
        policy = self.row(request, object_id)
        return self.act(
            request,
            PolicyForm,
            lambda values: services.change_overdue_policy(
                actor=actor_of(request), now=timezone.now(), **values
            ),
            title=_("Change"),
            says=_("It holds from the next overdue order on; open tasks stay."),
            done=_("The rule is changed."),
            obj=policy,
        )
