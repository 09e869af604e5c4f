"""Confirmed and Delivering have no limit of their own until staff gives them one."""

from datetime import timedelta

import pytest

from kernel.deadlines.changing_policies import Terms, add_policy
from kernel.deadlines.models import Deadline
from kernel.deadlines.policies import minutes
from kernel.history import Actor
from kernel.scope import PLATFORM
from orders import services
from tests.factories.orders import SELLER, TUESDAY_18, place_order

pytestmark = pytest.mark.django_db
STAFF = Actor(kind="platform", label="Ada", source="backoffice")
LATER = TUESDAY_18 + timedelta(minutes=10)


def limit(kind, allowance_s):
    """Let a limit hold for ``kind`` from Tuesday 18:00 on; None is none."""
    terms = Terms(
        kind=kind, calendar="ua-orders", effective_from=TUESDAY_18, allowance_s=allowance_s
    )
    add_policy(terms, actor=STAFF, now=TUESDAY_18)


def clocks_on_the_road(kind):
    order = place_order()
    told = {"order_id": order.pk, "scope": PLATFORM, "actor": SELLER, "now": LATER}
    services.open_order(**told)
    services.confirm_order(**told, availability_checked=True)
    services.make_order_ready(**told)
    services.ship_order(**told, carrier="Nova Poshta", waybill="20450000000001")
    rows = Deadline.objects.filter(subject_id=order.pk, kind=kind)
    return [(row.opened_at, row.due_at) for row in rows]


@pytest.mark.parametrize("kind", ["order.picking", "order.shipping"])
class TestTheTwoStatesWithoutNumbers:
    """R-004-28."""

    def test_as_shipped_there_is_no_limit(self, kind):
        assert clocks_on_the_road(kind) == []

    def test_a_limit_can_be_given(self, kind, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            limit(kind, minutes(60))
        assert clocks_on_the_road(kind) == [(LATER, LATER + timedelta(minutes=60))]

    def test_and_taken_away(self, kind, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            limit(kind, minutes(60))
            terms = Terms(kind=kind, calendar="ua-orders", effective_from=LATER)
            add_policy(terms, actor=STAFF, now=LATER)
        assert clocks_on_the_road(kind) == []
