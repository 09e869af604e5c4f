"""People and their roles, as staff sees them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from kernel.backoffice import StaffAdmin, actor_of
from sellers import services
from sellers.admin.forms import AppointForm, ReasonForm
from sellers.models import Membership, User
from sellers.states import Role

READERS = frozenset({Role.MODERATOR, Role.ADMIN})
ADMINS = frozenset({Role.ADMIN})


@admin.register(User)
class UserAdmin(StaffAdmin):
    """Accounts: read by moderators and admins, closed and appointed by admins."""

    readers = READERS
    acts = {"appoint": ADMINS, "withdraw": ADMINS, "suspend": ADMINS, "reinstate": ADMINS}
    actions_list = ["appoint"]
    actions_detail = ["withdraw", "suspend", "reinstate"]
    list_display = ["email", "name", "is_active", "last_login", "created_at"]
    list_filter = ["is_active", "memberships__role"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    fields = ["email", "name", "language", "is_active", "last_login", "created_at"]

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Offer to close an open account, and to open a closed one."""
        user = self.get_object(request, object_id)
        senseless = "sellers_user_reinstate" if user and user.is_active else "sellers_user_suspend"
        acts = super().get_actions_detail(request, object_id)
        return [act for act in acts if act.action_name != senseless]

    @action(description=_("Give a role on the platform"))
    def appoint(self, request: Any) -> HttpResponse:
        """Say who works for the platform, and as what."""
        return self.act(
            request,
            AppointForm,
            lambda values: services.assign_platform_role(
                actor=actor_of(request), at=timezone.now(), **values
            ),
            title=_("Give a role on the platform"),
            says=_("It takes the place of any other role they have on the platform."),
            done=_("They have the role from their next click on."),
        )

    @action(description=_("Withdraw the platform role"))
    def withdraw(self, request: Any, object_id: str) -> HttpResponse:
        """Take a role on the platform away."""
        user = self.row(request, object_id)
        return self.act(
            request,
            Form,
            lambda _values: services.withdraw_platform_role(
                user_id=user.pk, actor=actor_of(request), at=timezone.now()
            ),
            title=_("Withdraw the platform role"),
            says=_("They lose the back office from their next click on; shops keep them."),
            done=_("The role is withdrawn."),
            obj=user,
        )

    @action(description=_("Close the account"))
    def suspend(self, request: Any, object_id: str) -> HttpResponse:
        """Let somebody in no more."""
        return self._close(request, object_id, services.suspend_user, _("Close the account"))

    @action(description=_("Open the account again"))
    def reinstate(self, request: Any, object_id: str) -> HttpResponse:
        """Let somebody in again."""
        return self._close(request, object_id, services.reinstate_user, _("Open the account again"))

    def _close(self, request: Any, object_id: str, service: Any, title: Any) -> HttpResponse:
        user = self.row(request, object_id)
        return self.act(
            request,
            ReasonForm,
            lambda values: service(
                user_id=user.pk, actor=actor_of(request), at=timezone.now(), **values
            ),
            title=title,
            says=_("It holds from their next click on. Their roles and their history stay."),
            done=_("Done."),
            obj=user,
        )


@admin.register(Membership)
class MembershipAdmin(StaffAdmin):
    """Who is what to which shop."""

    readers = READERS
    list_display = ["user", "shop", "role", "created_at"]
    list_filter = ["role"]
    search_fields = ["user__email", "user__name", "shop__name", "shop__slug"]
    ordering = ["shop__name", "id"]
    fields = ["user", "shop", "role", "created_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        """Return the rows with the people and shops they name."""
        return super().get_queryset(request).select_related("user", "shop")
