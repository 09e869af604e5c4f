"""Shops, their offers and their tokens, as staff sees them."""

from typing import Any

from django.contrib import admin
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from kernel.backoffice import StaffAdmin, actor_of
from sellers import services
from sellers.admin.forms import ModelForm, OpenShopForm
from sellers.models import ApiToken, Offer, Shop
from sellers.states import PLATFORM_ROLES, Role

READERS = frozenset({Role.MODERATOR, Role.ADMIN})


@admin.register(Shop)
class ShopAdmin(StaffAdmin):
    """Shops: read by all staff, opened by admins."""

    readers = PLATFORM_ROLES
    acts = dict.fromkeys(["open_shop", "set_model"], frozenset({Role.ADMIN}))
    actions_list = ["open_shop"]
    actions_detail = ["set_model"]
    list_display = [
        "name",
        "slug",
        "operating_model",
        "country",
        "currency",
        "calendar",
        "suspended_at",
        "created_at",
    ]
    list_filter = ["country"]
    search_fields = ["name", "slug"]
    ordering = ["name", "id"]

    @action(description=_("Open a shop"))
    def open_shop(self, request: Any) -> HttpResponse:
        """Open a shop for its owner."""
        return self.act(
            request,
            OpenShopForm,
            lambda values: services.create_shop(
                actor=actor_of(request), at=timezone.now(), **values
            ),
            title=_("Open a shop"),
            says=_("The owner gets an account if they have none, and invites the others."),
            done=_("The shop is open."),
        )

    @action(description=_("Set the operating model"))
    def set_model(self, request: Any, object_id: str) -> HttpResponse:
        """Set the operating model (R-003-01)."""
        return self.act(
            request,
            ModelForm,
            lambda values: services.set_operating_model(
                shop_id=int(object_id), actor=actor_of(request), at=timezone.now(), **values
            ),
            title=_("Set the operating model"),
            says=_("The seller answers for stock, orders and logistics as the model says."),
            done=_("Changed."),
            obj=self.get_object(request, object_id),
        )


@admin.register(Offer)
class OfferAdmin(StaffAdmin):
    """What shops sell."""

    readers = PLATFORM_ROLES
    list_display = ["sku", "name", "shop", "price_minor", "currency", "paused_at"]
    list_select_related = ["shop"]
    search_fields = ["sku", "name", "barcode"]
    ordering = ["shop", "sku"]


@admin.register(ApiToken)
class ApiTokenAdmin(StaffAdmin):
    """Which keys there are; not even their hashes are shown."""

    readers = READERS
    exclude = ["sha256"]
    list_display = ["label", "prefix", "shop", "created_at", "last_used_on", "revoked_at"]
    list_select_related = ["shop"]
    search_fields = ["label", "prefix", "shop__name"]
    ordering = ["-created_at"]
