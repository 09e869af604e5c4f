"""What stands in addresses: for each name of a parameter, one of ours, one of theirs, one that is not.

A route with a parameter that is not here fails the tests: say what it is, and it is covered.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.contrib import admin
from django.utils import timezone

from kernel.scope import Scope
from notifications.hooks.secrets import path_secret
from orders.services import buyer_token
from tests.integration.access.routes import Route
from tests.integration.access.world import ShopWorld, World

NO_NUMBER, NO_UUID = 999_999_999, UUID(int=0)


@dataclass(frozen=True)
class Thing:
    """How to find it in a shop; ``absent`` is one that nobody has, None for what belongs to no shop."""

    of: Callable[[ShopWorld], Any]
    absent: Any = None


def always(value: Any) -> Thing:
    """Return a thing that is the same for all."""
    return Thing(lambda _shop: value)


THINGS: dict[str, Thing] = {
    "offer_id": Thing(lambda shop: shop.offer.pk, NO_NUMBER),
    "sku": Thing(lambda shop: shop.offer.sku, "no-such-sku"),
    "user_id": Thing(lambda shop: shop.leaver.pk, NO_NUMBER),
    "token_id": Thing(lambda shop: shop.tokens["every scope"].pk, NO_NUMBER),
    "order_id": Thing(lambda shop: shop.order.pk, NO_UUID),
    "day_id": always(NO_NUMBER),
    "warning_id": always(NO_NUMBER),
    "problem_id": Thing(lambda shop: shop.problem.pk, NO_UUID),
    "view_id": Thing(lambda shop: shop.view.pk, NO_NUMBER),
    "item_id": always(NO_NUMBER),
    "message_id": Thing(lambda shop: shop.message.pk, NO_UUID),
    "address_id": Thing(lambda shop: shop.silent.pk, NO_NUMBER),
    "job_id": Thing(lambda shop: shop.job.pk, NO_UUID),
    "run_id": Thing(lambda shop: shop.run.pk, NO_UUID),
    "pk": Thing(lambda _shop: NO_NUMBER),
    "code": always("ua-orders"),
    "form": always("csv"),
    "parcel": always("OG0"),
    "fmt": always("png"),
    "written_as": always("csv"),
    "what": always("phone"),
    "inbound_id": Thing(lambda shop: shop.inbound.pk, NO_NUMBER),
    "number": Thing(lambda shop: shop.inbound.number, str(NO_NUMBER)),
    "warehouse": Thing(lambda shop: shop.inbound.warehouse.code),
    "screen": always("receive"),
    # The warehouse's people see the goods of every shop that they keep.
    "barcode_id": Thing(lambda shop: shop.barcode.pk),
    "copies": always(1),
    "sscc": Thing(lambda shop: shop.truck.pallets.get().sscc),
    "handover": Thing(lambda shop: shop.truck.pk),
    "handover_id": Thing(lambda shop: shop.truck.pk, NO_UUID),
    "kind": always("sheet"),
    "version": always(1),
    "wave_number": always(1),
    "subject": always("inbound"),
    "subject_id": Thing(lambda shop: shop.inbound.pk),
    "claim_id": Thing(lambda shop: shop.claim.pk, NO_UUID),
    "file_id": Thing(lambda shop: shop.claim.files.get().pk, NO_NUMBER),
    "app_label": always("sellers"),
    "content_type_id": always("1"),
    "path_secret": Thing(lambda _shop: path_secret()),
    # Whoever has a buyer's link is the buyer, of whichever shop.
    "token": Thing(lambda shop: _buyers_link(shop)),
    "key": always("1-set-password"),
    "uidb36": always("1"),
}


def _buyers_link(shop: ShopWorld) -> str:
    scope = Scope.shop(shop.shop.pk)
    return buyer_token(order_id=shop.order.pk, scope=scope, now=timezone.now())


def values_for(route: Route, world: World, whose: str = "ours") -> dict[str, Any]:
    """Return what to put into the address: of ``ours``, of ``theirs``, or of nobody (``absent``).

    The shop in the address is always ours.
    """
    values: dict[str, Any] = {}
    for name in route.params:
        if name == "shop":
            values[name] = world.ours.shop.slug
        elif name == "object_id":
            values[name] = _object_id(route)
        elif name in route.choices():
            values[name] = route.choices()[name][0]
        else:
            values[name] = _value(_thing(route, name), world, whose)
    return values


def has_owner(route: Route) -> bool:
    """Tell whether something in the address belongs to a shop."""
    names = set(route.params) - {"shop", "object_id", *route.choices()}
    return any(_thing(route, name).absent is not None for name in names)


def _value(thing: Thing, world: World, whose: str) -> Any:
    if thing.absent is not None and whose == "absent":
        return thing.absent
    return thing.of(world.theirs if whose == "theirs" else world.ours)


def _thing(route: Route, name: str) -> Thing:
    if name not in THINGS:
        pytest.fail(
            f"Route {route.name} has <{name}> in its address, and nobody has said what that is:"
            " add it to THINGS in tests/integration/access/things.py."
        )
    return THINGS[name]


def _object_id(route: Route) -> Any:
    """Return the id of any row that the back office's page of that route shows."""
    for model in admin.site._registry:
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
        if route.name.startswith(base):
            row = model._base_manager.first()
            return NO_NUMBER if row is None else row.pk
    return NO_NUMBER
