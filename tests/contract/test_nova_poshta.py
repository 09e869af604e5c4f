"""Nova Poshta asked over real HTTP: what it tells moves parcels and ends orders (R-004-16, R-004-16b)."""

import contextlib
from datetime import timedelta

import pytest
from django.utils import timezone

from kernel.remote import wire
from logistics.models import TrackingEvent, Waybill
from logistics.services.polling import ask_carrier, carriers_to_ask
from logistics.states import Kind
from orders.models import Order
from tests.factories.logistics import NUMBER, parcel_of, sent

pytestmark = pytest.mark.django_db
BACK = "59000000000001"


@pytest.fixture
def there(world, settings):
    """The sandbox's Nova Poshta, and the product's way to it."""
    settings.NOVA_POSHTA_URL, settings.NOVA_POSHTA_KEY = world.nova_poshta_url, "demo-key"
    settings.REMOTE_PRIVATE_PARTNERS = ["nova_poshta"]
    yield world
    wire.close()


@pytest.fixture
def order(there):
    there.call(there.nova_poshta.enrol, NUMBER)
    return sent()


def status(world, code, number=NUMBER, **more):
    world.call(world.nova_poshta.set_status, number, code, **more)


def ask(after=timedelta()):
    """Ask for what is due, as a worker does; return how many numbers were answered."""
    return ask_carrier("nova_poshta", clock=lambda: timezone.now() + after)


def end_of(order):
    return Order.everything.values_list("state", "cancel_reason").get(pk=order.pk)


LATER = timedelta(days=1)


def test_r_004_16_from_the_waybill_to_received_with_no_hand(there, order, deliver):
    for n, (code, state) in enumerate([("5", "in_transit"), ("7", "at_point"), ("9", "delivered")]):
        status(there, code)
        assert ask(n * LATER) == 1
        assert parcel_of(order).state == state
    deliver()
    assert end_of(order) == ("received", "")
    assert ask(9 * LATER) == 0


def test_r_004_54_a_refusal_cancels_and_the_way_back_is_followed_under_its_own_number(
    there, deliver
):
    there.call(there.nova_poshta.enrol, NUMBER, "refused")
    order, days = sent(), 0
    while parcel_of(order).state != "returned":
        days += 1
        for bill in Waybill.everything.all():
            _step(there, bill.number)
        ask(days * LATER)
        assert days < 20
    deliver()
    assert end_of(order) == ("cancelled", "changed_mind")
    ways = Waybill.everything.order_by("pk").values_list("direction", "next_poll_at")
    assert list(ways) == [("forward", None), ("return", None)]


def _step(world, number):
    """Let the next thing happen to a parcel, if there is one to come."""
    with contextlib.suppress(ValueError):
        world.call(world.nova_poshta.step, number)


def test_a_number_that_they_do_not_know_is_marked_until_they_do(there):
    order = sent(BACK)
    ask()
    assert Waybill.everything.get().unknown_since is not None
    assert (parcel_of(order).state, TrackingEvent.objects.count()) == ("dispatched", 0)
    there.call(there.nova_poshta.enrol, BACK)
    ask(LATER)
    assert Waybill.everything.get().unknown_since is None


def test_asked_again_at_once_nobody_is_asked(there, order):
    assert (ask(), ask()) == (1, 0)


@pytest.mark.parametrize(
    "fault",
    [("status", {"status": 500}), ("drop", {}), ("garbage", {"garbage": "html"}), ("redirect", {}),
     ("refusal", {"code": "20000100016"}), ("lying", {})],
    ids=lambda fault: fault[0],
)  # fmt: skip
def test_whatever_they_answer_nothing_is_lost_and_it_comes_again_soon(there, order, fault):
    """C1-C6: a bad answer moves nothing; the number is asked for again."""
    status(there, "5")
    kind, words = fault
    there.fail("nova_poshta", kind, **words)
    assert ask() == 0
    assert parcel_of(order).state == "dispatched"
    assert Waybill.everything.get().next_poll_at < timezone.now() + timedelta(minutes=11)
    there.heal()
    assert ask(timedelta(minutes=30)) == 1
    assert parcel_of(order).state == "in_transit"


def test_rows_left_out_doubled_or_turned_around_change_nothing_that_is_told(there, order):
    other = sent("20450000000777")
    there.call(there.nova_poshta.enrol, "20450000000777")
    for number in (NUMBER, "20450000000777"):
        status(there, "5", number=number)
    for n, kind in enumerate(("missing", "doubled", "turned")):
        there.fail("nova_poshta", kind)
        ask(n * LATER)
        there.heal()
    ask(9 * LATER)
    assert {parcel_of(one).state for one in (order, other)} == {"in_transit"}
    assert TrackingEvent.objects.filter(kind=Kind.IN_TRANSIT).count() == 2


def test_a_status_that_nobody_knows_is_kept_for_people(there, order):
    there.fail("nova_poshta", "strange")
    ask()
    assert parcel_of(order).state == "dispatched"
    assert TrackingEvent.objects.get().kind == Kind.UNKNOWN


def test_their_key_stands_in_no_row_and_no_address(there, order):
    from kernel.remote.models import OddReply

    there.fail("nova_poshta", "garbage", garbage="html")
    ask()
    assert all("demo-key" not in repr(vars(row)) for row in OddReply.objects.all())
    assert OddReply.objects.exists()


def test_only_carriers_with_parcels_due_are_asked(there, order):
    assert carriers_to_ask(now=timezone.now()) == ["nova_poshta"]
    ask()
    assert carriers_to_ask(now=timezone.now()) == []
