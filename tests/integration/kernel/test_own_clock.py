"""A scope with a clock of its own is swept by nobody else, and its facts reach nobody."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from kernel.calendars import ensure_calendars
from kernel.deadlines.models import Deadline, OwnClock
from kernel.deadlines.opening import Opening, open_many
from kernel.deadlines.sweeping import sweep
from kernel.outbox import registry
from kernel.outbox.models import Delivery
from kernel.outbox.post import record
from kernel.outbox.silence import told_to_nobody
from orders.events import OrdersArrived

pytestmark = pytest.mark.django_db
AT = datetime(2010, 12, 1, 9, tzinfo=UTC)
LATER = AT + timedelta(days=30)


@pytest.fixture(autouse=True)
def promises(db):
    ensure_calendars()
    open_many(
        Opening(kind="order.new", subject_id=uuid4(), at=AT, shop_id=shop_id) for shop_id in (1, 2)
    )
    OwnClock.objects.create(shop_id=2)


def missed():
    rows = Deadline.objects.filter(state="missed").order_by("shop_id")
    return list(rows.values_list("shop_id", flat=True))


def test_the_common_sweep_passes_by_a_scope_with_its_own_clock():
    assert (sweep(now=LATER), missed()) == (1, [1])
    assert sweep(now=LATER) == 0


def test_a_sweep_of_that_scope_touches_no_other():
    assert (sweep(now=LATER, shop_id=2), missed()) == (1, [2])


def test_in_silence_nobody_is_told(monkeypatch):
    monkeypatch.setattr(registry, "_handlers", {OrdersArrived.topic: {"tests.ear": print}})
    fact = OrdersArrived(occurred_at=AT, shop_id=2, channel="native", order_ids=())
    with transaction.atomic():
        with told_to_nobody():
            record(fact)
            assert Delivery.objects.count() == 0
        record(fact)
    assert Delivery.objects.count() == 1
