"""What the factories promise: stock is booked, orders know their offers."""

import pytest

from kernel.scope import PLATFORM
from tests.factories.sellers import OfferFactory
from tests.factories.warehouse import (
    CellFactory,
    confirmed_order,
    shop_in_storage,
    stock,
    warehouse_of,
)
from warehouse.models import Balance, Movement

pytestmark = pytest.mark.django_db


def test_stock_is_the_sum_of_its_movements_and_a_line_knows_its_offer():
    shop = shop_in_storage()
    offer = OfferFactory(shop=shop)
    cell = CellFactory(warehouse=warehouse_of(shop))
    stock(offer, cell, 5)
    stock(offer, cell, 2)
    order = confirmed_order(shop, {offer: 3})
    balance = Balance.objects.of(PLATFORM).get()
    deltas = list(Movement.objects.of(PLATFORM).order_by("id").values_list("delta", flat=True))
    assert (balance.on_hand, balance.reserved, deltas) == (7, 0, [5, 2])
    assert (order.state, order.lines.get().offer_id) == ("confirmed", offer.pk)
