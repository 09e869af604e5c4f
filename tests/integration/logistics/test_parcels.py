"""Parcels of orders that left, and what carriers' events do to them and to their orders."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from logistics.models import Carrier, Parcel, TrackingEvent, Waybill
from logistics.rules.heard import Heard
from logistics.services import enrol_orders, hear
from logistics.states import Kind
from orders.models import Order
from tests.factories.logistics import NUMBER, carrier, parcel_of, sent, shipped, tell
from tests.factories.sellers import ShopFactory

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 2, 5, 12, tzinfo=UTC)


def later(hours):
    return DAY + timedelta(hours=hours)


def state_of(order):
    return Order.everything.values_list("state", "cancel_reason", "received_at").get(pk=order.pk)


def test_r_004_16_a_delivered_parcel_receives_its_order_by_itself(deliver):
    order = shipped()
    deliver()
    assert (parcel_of(order).state, order.state) == ("dispatched", "delivering")
    assert Waybill.everything.get().next_poll_at is not None
    tell(Kind.ACCEPTED, DAY)
    tell(Kind.DELIVERED, later(20))
    deliver()
    assert state_of(order) == ("received", "", later(20))
    assert (parcel_of(order).over_at, Waybill.everything.get().next_poll_at) == (later(20), None)


@pytest.mark.parametrize(
    ("kind", "reason"), [(Kind.REFUSED, "changed_mind"), (Kind.UNCOLLECTED, "not_collected")]
)
def test_r_004_54_a_refused_or_uncollected_parcel_cancels_its_order(deliver, kind, reason):
    order = sent()
    tell(kind, DAY, reason="не підійшов розмір")
    deliver()
    assert state_of(order)[:2] == ("cancelled", reason)


def test_told_twice_and_in_any_order_it_comes_to_the_same():
    """R-002-51: an event is stored once, repeats are ignored; every permutation ends alike."""
    kinds, ends = (Kind.ACCEPTED, Kind.ARRIVED, Kind.AT_POINT, Kind.DELIVERED), set()
    moment = {kind: later(n) for n, kind in enumerate(kinds)}
    for n, told in enumerate(permutations(kinds)):
        number = f"2045000000{n:04}"
        order = sent(number)
        for kind in told:
            assert tell(kind, moment[kind], number=number) == 1
            assert tell(kind, moment[kind], number=number) == 0
        parcel = parcel_of(order)
        ends.add((parcel.state, parcel.state_since, parcel.accepted_at, parcel.at_point_since))
    assert ends == {("delivered", later(3), later(0), later(2))}


def test_what_was_told_is_never_changed():
    tell(Kind.ACCEPTED, DAY)
    for act in (lambda rows: rows.update(text="x"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act(TrackingEvent.objects.all())
    assert TrackingEvent.objects.get().text == ""


def test_events_told_before_the_number_was_entered_count(deliver):
    tell(Kind.AT_POINT, DAY)
    order = shipped()
    deliver()
    assert parcel_of(order).state == "at_point"


def test_an_unknown_code_is_kept_and_moves_nothing():
    order = sent()
    tell(Kind.ACCEPTED, DAY)
    tell(Kind.UNKNOWN, later(1), code="777", text="Нове слово")
    assert parcel_of(order).state == "accepted"
    assert TrackingEvent.objects.get(code="777").text == "Нове слово"


def test_an_order_in_two_parcels_is_received_with_the_last(deliver):
    order = sent()
    second = Parcel.everything.create(shop=order.shop, created_at=DAY)
    second.contents.create(order=order)
    other = Waybill.everything.create(
        shop=order.shop, parcel=second, carrier=carrier(), number="20450000000002", entered_at=DAY
    )
    tell(Kind.DELIVERED, DAY)
    deliver()
    assert state_of(order)[0] == "delivering"
    tell(Kind.DELIVERED, later(3), number=other.number)
    deliver()
    assert state_of(order) == ("received", "", later(3))


def test_two_orders_under_one_number_are_one_parcel_and_end_together(deliver):
    shop = ShopFactory()
    first, second = sent(shop=shop), sent(shop=shop)
    assert Parcel.everything.count() == 1
    tell(Kind.DELIVERED, DAY)
    deliver()
    assert {state_of(order)[0] for order in (first, second)} == {"received"}


def test_two_shops_under_one_number_have_a_parcel_each():
    one, other = sent(), sent()
    tell(Kind.ACCEPTED, DAY)
    assert parcel_of(one) != parcel_of(other)
    assert {parcel_of(order).state for order in (one, other)} == {"accepted"}


def test_enrolled_again_nothing_changes():
    order = sent()
    assert enrol_orders([order.pk], now=DAY) == 0
    assert (Parcel.everything.count(), Waybill.everything.count()) == (1, 1)


def test_a_carrier_that_nobody_knows_has_a_parcel_without_tracking():
    order = sent(name="Сусід Петро")
    assert (parcel_of(order).state, Waybill.everything.count()) == ("dispatched", 0)


@pytest.mark.parametrize("written", ["Нова Пошта", "NP", "nova-poshta", " Nova_Poshta "])
def test_a_carrier_is_known_however_it_is_written(written):
    sent(name=written)
    assert Waybill.everything.get().carrier == carrier()


def test_an_order_that_ended_otherwise_stays_as_it_is(deliver):
    """C-19: the first wins."""
    from kernel.history import SYSTEM
    from kernel.scope import PLATFORM
    from orders.services import receive_order

    order = sent()
    receive_order(order_id=order.pk, scope=PLATFORM, actor=SYSTEM, now=DAY, override_reason="seen")
    tell(Kind.REFUSED, later(1))
    deliver()
    assert state_of(order)[:2] == ("received", "")


def test_r_001_31_the_directory_ships_with_its_carriers():
    assert {"iml", "cdek", "boxberry", "dpd", "pek", "dellin", "pochta", "cainiao"} <= set(
        Carrier.objects.values_list("code", flat=True)
    )


def test_five_hundred_events_take_as_many_queries_as_one():
    sent()
    tell(Kind.ACCEPTED, DAY)
    tell(Kind.IN_TRANSIT, DAY)
    counts = []
    for group in (range(1, 2), range(2, 502)):
        heard = [
            Heard(number=NUMBER, kind=Kind.IN_TRANSIT, at=later(n / 60), code="5", raw_at=str(n))
            for n in group
        ]
        with CaptureQueriesContext(connection) as asked:
            hear(carrier(), heard, now=DAY)
        counts.append(len(asked))
    assert counts[0] == counts[1]
