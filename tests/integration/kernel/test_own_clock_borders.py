"""A scope with its own clock lives in another time: nothing of ours reaches it."""

from datetime import date

import pytest

from kernel.calendars import services
from kernel.deadlines.models import Outage, OwnClock
from kernel.deadlines.outages import SWEEPER, credit_outage, note_heartbeat
from kernel.deadlines.repricing import reprice
from kernel.deadlines.settling import settle
from kernel.deadlines.sweeping import sweep
from kernel.history import SYSTEM
from tests.factories.kernel import KIND, promise
from tests.moments import kyiv

pytestmark = pytest.mark.django_db


@pytest.fixture
def theirs():
    OwnClock.objects.create(shop_id=2)
    return promise(shop_id=2)


def test_a_silence_of_ours_excuses_nothing_there(theirs):
    note_heartbeat(name=SWEEPER, now=kyiv(2026, 2, 4, 9, 30))
    late = kyiv(2026, 2, 4, 12)
    [ended] = settle(subject_id=theirs.subject_id, kinds=[KIND], at=late, now=late)
    assert ended.state == "missed"


def test_an_outage_of_ours_is_not_credited_there_and_holds_up_nothing(theirs):
    ours = promise()
    outage = Outage.objects.create(
        started_at=kyiv(2026, 2, 4, 9, 30), ended_at=kyiv(2026, 2, 4, 12), reason="test"
    )
    late = kyiv(2026, 2, 4, 13)
    assert (sweep(now=late), sweep(now=late, shop_id=2)) == (0, 1)
    assert credit_outage(outage, now=late) == 1
    theirs.refresh_from_db()
    ours.refresh_from_db()
    assert (theirs.credited_s, ours.credited_s) == (0, 9000)


def test_changed_hours_do_not_move_what_runs_there(theirs):
    promise()
    now = kyiv(2026, 2, 3, 18, 30)
    services.add_exception(
        calendar="ua-orders", day=date(2026, 2, 4), reason="storm", actor=SYSTEM, now=now
    )
    moves = reprice(calendar="ua-orders", now=now, actor=SYSTEM)
    assert [move.shop_id for move in moves] == [1]
