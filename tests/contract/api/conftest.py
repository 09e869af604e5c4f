"""A shop that integrators work in: a token with every scope, orders in every state, offers."""

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from kernel.scope import Scope
from orders import services
from tests.factories.orders import SELLER, TUESDAY_18, order_draft, place_order
from tests.factories.sellers import OfferFactory, ShopFactory, TokenFactory, secret_of

ROAD = {"carrier": "nova-poshta", "waybill": "20450000000001"}
ANSWERS = {"availability_checked": True}


def _moved(order, *moves):
    """Bring an order on by named use cases and return its id."""
    for name, values in moves:
        getattr(services, name)(
            order_id=order.pk,
            scope=Scope.shop(order.shop_id),
            actor=SELLER,
            now=TUESDAY_18,
            **values,
        )
    return str(order.pk)


def orders_in_every_state(shop):
    """Return an order id for each state, one of them unpaid."""
    road = [
        ("open_order", {}),
        ("confirm_order", ANSWERS),
        ("make_order_ready", {}),
        ("ship_order", ROAD),
    ]
    pickup = order_draft().delivery.__class__(method="self_pickup", country="UA", city="Київ")
    waits = [*road[:3], ("offer_order_for_pickup", {})]
    return [
        _moved(place_order(shop, paid_at=None)),
        *(_moved(place_order(shop), *road[:steps]) for steps in range(len(road) + 1)),
        _moved(place_order(shop, delivery=pickup), *waits),
        _moved(place_order(shop, delivery=pickup), *waits, ("receive_order", {})),
        _moved(
            place_order(shop),
            ("cancel_order", {"reason": "out_of_stock", "stock_corrections": {"CUP-1": 0}}),
        ),
    ]


@pytest.fixture
def shop(db):
    shop = ShopFactory()
    OfferFactory.create_batch(2, shop=shop)
    OfferFactory(shop=shop, sku="SKU-KNOWN")
    return shop


@pytest.fixture
def bearer(shop):
    """Return the headers of a token that may do everything an integrator may."""
    return {"Authorization": f"Bearer {secret_of(TokenFactory(shop=shop))}"}


@pytest.fixture
def known_orders(shop):
    return orders_in_every_state(shop)


@pytest.fixture(autouse=True)
def _no_throttle(settings):
    """Let the fuzzer ask as often as it likes."""
    settings.API_RATE_PER_MINUTE = 1_000_000


@pytest.fixture(autouse=True)
def _keep_the_connection():
    """Let no request close the test's own connection, which is inside of a transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
