"""Many orders leave on one truck: each as if it had been sent by itself, in a fixed number of statements."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel import history
from kernel.deadlines.models import Deadline
from kernel.scope import PLATFORM
from orders.models import Order, OrderContact
from orders.public import Leaving, Left, ship_orders
from orders.services import ship_order
from orders.states import OrderState
from tests.factories.docks import NOW, PACKER, dispatched
from tests.factories.warehouse import shop_in_storage

pytestmark = pytest.mark.django_db
LATE = NOW + timedelta(days=9)


@pytest.fixture
def awaiting():
    """Return a way to have orders await shipment."""
    shop = shop_in_storage()
    return lambda n=1: [parcel.order for parcel in dispatched(n, shop)]


def leave(orders, at=NOW):
    leaving = [
        Leaving(order_id=o.pk, carrier="Nova Poshta", waybill=f"W{n}") for n, o in enumerate(orders)
    ]
    return ship_orders(leaving, scope=PLATFORM, actor=PACKER, at=at, now=at)


def told(order, facts):
    """Return all that a sent order leaves behind, without what is its own."""
    row = Order.everything.values(
        "state", "version", "shipped_at", "overdue_since", "carrier", "waybill"
    ).get(pk=order.pk)
    lines = [
        (h.action, h.changes.get("state"), h.changes.get("waybill"), h.version, h.at, h.reason)
        for h in history.of("order", order.pk)
        if h.action in ("ship", "dispatch_late")
    ]
    clocks = Deadline.objects.filter(subject_id=order.pk).values_list(
        "kind", "state", "due_at", "ended_at"
    )
    moves = [
        {k: v for k, v in fact.items() if k not in ("order_id", "deadline_id")}
        for topic in ("orders.order.moved.v1", "orders.order.dispatched_late.v1")
        for fact in facts(topic)
        if fact["order_id"] == str(order.pk) and fact.get("move", "ship") == "ship"
    ]
    search = OrderContact.everything.get(order_id=order.pk).search
    return row, lines, sorted(clocks), moves, search.endswith(" w0")


@pytest.mark.parametrize("at", [NOW, LATE])
def test_an_order_sent_with_many_is_told_as_one_sent_alone(awaiting, facts, at):
    """R-002-24, R-003-17: in time and late, the two doors leave the same behind."""
    [alone], [together] = awaiting(), awaiting()
    ship_order(
        order_id=alone.pk, scope=PLATFORM, actor=PACKER, now=at, carrier="Nova Poshta", waybill="W0"
    )
    assert leave([together], at) == Left((together.pk,), {})
    assert told(together, facts) == told(alone, facts)


def test_what_cannot_move_stays_and_is_named(awaiting):
    orders = awaiting(2)
    leave(orders[:1])
    before = Order.everything.values().get(pk=orders[0].pk)
    assert leave(orders) == Left((orders[1].pk,), {orders[0].pk: OrderState.DELIVERING})
    assert Order.everything.values().get(pk=orders[0].pk) == before


def test_what_is_merged_leaves_with_its_leader(awaiting):
    leader, rider = awaiting(2)
    Order.everything.filter(pk=rider.pk).update(rides_with=leader)
    assert set(leave([leader]).order_ids) == {leader.pk, rider.pk}
    assert Order.everything.get(pk=rider.pk).waybill == "W0"


def test_a_thousand_cost_as_many_statements_as_two(awaiting):
    counts = []
    for n in (1, 2, 40):  # the first learns calendars by heart; policies are read anew by the clock
        orders = awaiting(n)
        with CaptureQueriesContext(
            connection,
        ) as spent:
            leave(orders, LATE)
        counts.append(sum("policy" not in q["sql"] for q in spent.captured_queries))
    assert counts[1] == counts[2]
