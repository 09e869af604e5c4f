"""D-03 with real processes: the sweeper is killed before a deadline and comes back, twice over, after it."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from kernel.calendars import work_table
from kernel.calendars.models import WorkCalendar
from kernel.deadlines.events import DeadlineMissed
from kernel.deadlines.models import Deadline, Heartbeat, Outage
from kernel.deadlines.sweeping import sweep
from kernel.outbox import registry
from kernel.outbox.models import Delivery
from kernel.outbox.registry import subscribe
from kernel.tasks import sweep_deadlines
from tests.factories.kernel import make_policy, promises
from tests.processes import child, kill

ME = f"{__name__}.listen"
pytestmark = pytest.mark.django_db(transaction=True)


def listen(_fact):
    """Hear of misses."""


@pytest.fixture(autouse=True)
def _short_patience(settings):
    settings.OUTAGE_AFTER_SECONDS = 1
    subscribe(DeadlineMissed)(listen)
    yield
    registry._handlers[DeadlineMissed.topic].pop(ME)


def work():
    while True:
        sweep_deadlines()
        time.sleep(0.05)


@pytest.mark.parametrize("credits_outages", [False, True], ids=["not credited", "credited"])
def test_each_overdue_is_handled_once_with_its_true_time(credits_outages):
    WorkCalendar.objects.create(
        code="always",
        title="Always",
        zone="UTC",
        weekly_hours={str(day): [["00:00", "24:00"]] for day in range(7)},
    )
    work_table("always")  # built before any clock runs
    make_policy(
        calendar="always", allowance_s=5, good_s=None, warnings=[], credits_outages=credits_outages
    )
    with child(work) as sweeper:
        _until(lambda: Heartbeat.objects.exists())
        rows = promises(20, timezone.now())
        kill(sweeper)
    time.sleep(6)  # over the deadline
    with child(work), child(work):
        _until(lambda: set(Deadline.objects.values_list("state", flat=True)) == {"missed"})
        time.sleep(0.3)  # a second telling would come now
    told = Delivery.objects.filter(topic=DeadlineMissed.topic, handler=ME)
    assert sorted(told.values_list("payload__deadline_id", flat=True)) == [row.pk for row in rows]
    outage = Outage.objects.get()
    began = max(outage.started_at, rows[0].opened_at)
    lost = int((outage.ended_at - began).total_seconds()) if credits_outages else 0
    for before, row in zip(rows, Deadline.objects.order_by("id"), strict=True):
        assert row.credited_s == lost
        assert row.ended_at == row.due_at == before.due_at + timedelta(seconds=lost)
    assert sweep(now=timezone.now()) == 0


def _until(holds, seconds=120):
    stop = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < stop, "it did not happen"
        time.sleep(0.05)
