"""The back office: staff find, read, and press named acts."""

from collections.abc import Iterable
from typing import Any

from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from sellers.states import PLATFORM_ROLES

OURS = frozenset({"kernel", "sellers", "orders", "desk", "warehouse", "logistics", "notifications"})


class BackofficeSite(UnfoldAdminSite):
    """The admin site of the platform's people. It has no door of its own."""

    site_header = "Otgruz"
    site_title = "Otgruz"
    index_title = _("Back office")
    final_catch_all_view = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take our own models only: those of libraries would let staff rewrite one another's accounts."""
        one = isinstance(model_or_iterable, ModelBase)
        many: Iterable[Any] = [model_or_iterable] if one else model_or_iterable
        ours = [model for model in many if model._meta.app_label in OURS]
        super().register(ours, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in whoever has a role on the platform."""
        principal = getattr(request, "principal", None)
        return bool(principal and principal.platform_roles & PLATFORM_ROLES)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the sign-in page of everybody, which knows second factors and counts attempts."""
        target = request.GET.get("next") or reverse("admin:index")
        if self.has_permission(request):
            return redirect("admin:index")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")
