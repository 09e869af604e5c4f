"""Workers killed by the kernel at any moment: each fact has its effect exactly once (Q1, Q2)."""

import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from kernel import history
from kernel.history import SYSTEM, History
from kernel.idempotency import IdempotencyKey, once
from kernel.outbox import registry
from kernel.outbox.event import Event
from kernel.outbox.models import Delivery
from kernel.outbox.post import record_many
from kernel.outbox.registry import subscribe
from kernel.outbox.relay import deliver_due
from kernel.work import ATTEMPTS, WorkState
from tests.processes import KILLED, child, kill, wait

NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxMoved(Event):
    """A fact for tests."""

    topic = "test.box.moved.v1"
    number: int


@pytest.fixture
def handled_by():
    """Return a way to subscribe for the length of the test."""
    yield subscribe(BoxMoved)
    registry._handlers.pop(BoxMoved.topic, None)


def record_boxes(number):
    with transaction.atomic():
        record_many(BoxMoved(occurred_at=NOW, number=n) for n in range(number))


def note_effect(fact):
    history.write(subject=("box", fact.number), action="moved", actor=SYSTEM, at=NOW)


def effects():
    return Counter(History.objects.filter(subject_kind="box").values_list("subject_id", flat=True))


def work_off_everything(at):
    while deliver_due(now=at, limit=20):
        pass


def pending():
    return Delivery.objects.filter(state=WorkState.PENDING).count()


def test_killed_inside_the_handler_there_is_neither_effect_nor_mark(handled_by, tmp_path):
    inside = tmp_path / "inside"

    @handled_by
    def effect_then_hang(fact):
        note_effect(fact)
        inside.touch()
        time.sleep(60)

    record_boxes(1)
    at = timezone.now() + timedelta(seconds=1)
    with child(lambda: work_off_everything(at)) as pid:
        _until(inside.exists)
        kill(pid)
    row = Delivery.objects.get()
    assert (effects(), row.state, row.attempts) == ({}, WorkState.PENDING, 1)


def test_killed_at_random_moments_each_has_its_effect_once(handled_by):
    @handled_by
    def slowly(fact):
        note_effect(fact)
        time.sleep(0.003)

    record_boxes(60)
    dice, at, kills = random.Random(20260203), timezone.now(), 0
    while pending():
        at += timedelta(hours=2)
        with child(lambda at=at: work_off_everything(at)) as pid:
            if kills < 12:
                time.sleep(dice.uniform(0.01, 0.25))
                kill(pid)
                kills += 1
            else:
                assert wait(pid) == 0
    assert effects() == {str(number): 1 for number in range(60)}
    assert set(Delivery.objects.values_list("state", flat=True)) == {WorkState.DONE}


def test_one_that_kills_its_worker_is_parked_and_the_others_flow(handled_by):
    """Q2: attempt cap, parked; others flow."""

    @handled_by
    def deadly(fact):
        if fact.number == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        note_effect(fact)

    record_boxes(8)
    at, deaths = timezone.now(), 0
    while pending():
        at += timedelta(hours=2)
        with child(lambda at=at: work_off_everything(at)) as pid:
            deaths += wait(pid) == KILLED
    assert deaths == ATTEMPTS
    assert effects() == {str(number): 1 for number in range(8) if number != 3}
    parked = Delivery.objects.get(state=WorkState.PARKED)
    assert parked.payload["number"] == 3


def test_killed_between_effect_and_answer_a_request_can_be_repeated():
    """A8, P2: neither the effect nor the key is there, so the repeat is the first."""

    def place(deadly):
        def effect():
            history.write(subject=("box", "1"), action="placed", actor=SYSTEM, at=NOW)
            if deadly:
                os.kill(os.getpid(), signal.SIGKILL)
            return 201, {"id": "1"}

        return once(owner="token:1", key="k", request="same", now=NOW, run=effect)

    with child(lambda: place(deadly=True)) as pid:
        assert wait(pid) == KILLED
    assert (effects(), IdempotencyKey.objects.count()) == ({}, 0)
    answers = [place(deadly=False), place(deadly=False)]
    assert [answer.repeated for answer in answers] == [False, True]
    assert effects() == {"1": 1}


def _until(holds, seconds=20):
    stop = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < stop, "it did not happen"
        time.sleep(0.01)
