"""A cancellation that is not the buyer's doing is told to the buyer at once, or has not happened."""

from datetime import timedelta

import pytest
from django.db import transaction

from kernel.outbox.models import Delivery
from kernel.scope import PLATFORM
from notifications.models import Message
from orders.models import Order
from orders.services import cancel_order
from tests.factories.notifications import deliver_facts
from tests.factories.orders import SELLER, TUESDAY_18, place_order

pytestmark = pytest.mark.django_db
LATER = TUESDAY_18 + timedelta(minutes=5)
GONE = {"CUP-1": 0}
REASONS = [("out_of_stock", ""), ("other", "The last one broke")]


def cancelled(order, reason, comment):
    told = {"order_id": order.pk, "scope": PLATFORM, "actor": SELLER, "now": LATER}
    return cancel_order(**told, reason=reason, comment=comment, stock_corrections=GONE)


def told_to_buyer():
    rows = Message.everything.filter(audience="buyer")
    return [(row.topic, row.channel) for row in rows]


@pytest.mark.parametrize(("reason", "comment"), REASONS)
def test_the_buyer_has_one_message_r_004_46(reason, comment):
    cancelled(place_order(), reason, comment)
    deliver_facts()
    deliver_facts()
    assert told_to_buyer() == [("buyer_cancelled", "email")]


@pytest.mark.parametrize(("reason", "comment"), REASONS)
def test_its_fact_is_written_with_the_cancellation_or_not_at_all_r_004_46(reason, comment):
    order = place_order()
    Delivery.objects.all().delete()
    with pytest.raises(ConnectionError), transaction.atomic():
        cancelled(order, reason, comment)
        assert Delivery.objects.filter(handler__startswith="notifications.").count() > 0
        raise ConnectionError
    assert Delivery.objects.count() == 0
    assert Order.everything.get(pk=order.pk).state == "new"
    deliver_facts()
    assert told_to_buyer() == []
