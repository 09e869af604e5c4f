"""Celery's door into the kernel: each task does its one thing at the time of the clock."""

from datetime import date, timedelta

import pytest
import time_machine

from kernel import tasks
from kernel.calendars import services, work_table
from kernel.calendars.models import WorkCalendar
from kernel.deadlines.events import DeadlinesOutdated
from kernel.deadlines.models import Heartbeat
from kernel.history import SYSTEM
from kernel.idempotency import IdempotencyKey
from kernel.inbox import accept as inbox
from kernel.inbox.accept import accept, receives
from kernel.inbox.models import InboxMessage
from kernel.outbox.models import Delivery
from kernel.work import WorkState
from tests.factories.kernel import deadline_of, promise
from tests.moments import kyiv

NOW = kyiv(2026, 2, 3, 18, 30)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(tasks.time, "sleep", lambda _seconds: None)
    with time_machine.travel(NOW, tick=False):
        yield


def test_the_sweep_is_a_sign_of_life_and_marks_what_is_missed():
    row = promise()
    with time_machine.travel(kyiv(2026, 2, 4, 10, 1), tick=False):
        assert tasks.sweep_deadlines() == 1
        assert Heartbeat.objects.get().seen_at == kyiv(2026, 2, 4, 10, 1)
    assert deadline_of(row.subject_id).state == "missed"


def test_facts_are_delivered():
    services.add_exception(
        calendar="ua-orders", day=date(2026, 2, 4), reason="storm", actor=SYSTEM, now=NOW
    )
    Delivery.objects.update(next_try_at=NOW)
    assert tasks.deliver_facts() == Delivery.objects.count()
    assert set(Delivery.objects.values_list("state", flat=True)) == {WorkState.DONE}


def test_messages_from_outside_are_processed():
    heard = []
    receives("test")(lambda message: heard.append(message.body))
    try:
        accept(source="test", event_id="1", body={"a": 1}, at=NOW)
        assert (tasks.process_inbox(), heard) == (1, [{"a": 1}])
    finally:
        inbox._receivers.pop("test")


def test_deadlines_counted_by_old_hours_are_found():
    promise()
    services.add_exception(
        calendar="ua-orders", day=date(2026, 2, 4), reason="storm", actor=SYSTEM, now=NOW
    )
    assert tasks.find_outdated_deadlines() == 1
    assert Delivery.objects.filter(topic=DeadlinesOutdated.topic).count() == 1


def test_a_new_release_of_the_holidays_moves_the_version():
    assert tasks.refresh_calendars() == 0
    WorkCalendar.objects.filter(pk="ua-orders").update(fingerprint="as it was before")
    assert tasks.refresh_calendars() == 1
    assert work_table("ua-orders").version == 2


def test_what_was_finished_long_ago_is_forgotten():
    long_ago, lately = NOW - timedelta(days=15), NOW - timedelta(days=6)
    for done_at in (long_ago, lately):
        Delivery.objects.create(
            topic="t", handler="h", payload={}, occurred_at=NOW, next_try_at=NOW,
            state=WorkState.DONE, done_at=done_at,
        )  # fmt: skip
        IdempotencyKey.objects.create(
            owner="o", key=str(done_at), fingerprint="f", status=200, answer={}, created_at=done_at
        )
    assert tasks.forget_finished_work() == 2
    assert Delivery.objects.get().done_at == IdempotencyKey.objects.get().created_at == lately
    assert InboxMessage.objects.count() == 0
