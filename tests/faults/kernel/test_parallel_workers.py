"""Two relays, two sweepers, two requests at once: each thing happens once. Each has its control."""

import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from kernel import history, work
from kernel.deadlines import sweeping
from kernel.deadlines.events import DeadlineMissed, DeadlineWarned
from kernel.deadlines.models import Deadline
from kernel.deadlines.outages import SWEEPER, credit_outages, note_heartbeat
from kernel.deadlines.settling import settle
from kernel.deadlines.sweeping import sweep
from kernel.history import SYSTEM, History
from kernel.idempotency import KeyInFlight, fingerprint, once
from kernel.inbox.accept import accept
from kernel.inbox.models import InboxMessage
from kernel.outbox import registry
from kernel.outbox.event import Event
from kernel.outbox.models import Delivery
from kernel.outbox.post import record_many
from kernel.outbox.registry import subscribe
from kernel.outbox.relay import deliver_due
from kernel.work import WorkState
from tests.factories.kernel import KIND, promise, promises
from tests.moments import TUESDAY_18, kyiv
from tests.racing import PATIENCE, blocked_by_us, in_thread, together

NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)
DUE = kyiv(2026, 2, 4, 10)
ME = f"{__name__}.listen"
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.beside]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrateMoved(Event):
    """A fact for tests."""

    topic = "test.crate.moved.v1"
    number: int


def note_effect(fact):
    history.write(subject=("crate", fact.number), action="moved", actor=SYSTEM, at=NOW)
    time.sleep(0.002)


def listen(_fact):
    """Hear of misses and warnings."""


@pytest.fixture(autouse=True)
def _somebody_listens():
    subscribe(CrateMoved)(note_effect)
    subscribe(DeadlineMissed)(listen)
    subscribe(DeadlineWarned)(listen)
    yield
    registry._handlers.pop(CrateMoved.topic)
    for topic in (DeadlineMissed.topic, DeadlineWarned.topic):
        registry._handlers[topic].pop(ME)


def effects():
    rows = History.objects.filter(subject_kind="crate").values_list("subject_id", flat=True)
    return sorted(Counter(rows).values())


def record_crates(number):
    with transaction.atomic():
        record_many(CrateMoved(occurred_at=NOW, number=n) for n in range(number))


def told(event):
    rows = Delivery.objects.filter(topic=event.topic, handler=ME)
    return Counter(rows.values_list("payload__deadline_id", flat=True))


def until_blocked(wanted):
    with connection.cursor() as cursor:
        stop = time.monotonic() + PATIENCE
        while blocked_by_us(cursor) < wanted:
            assert time.monotonic() < stop, "nobody waits for us"
            time.sleep(0.01)


class TestTwoRelays:
    def test_each_fact_has_its_effect_once(self):
        record_crates(60)
        at = timezone.now() + timedelta(seconds=1)

        def relay(_number):
            total = 0
            while done := deliver_due(now=at, limit=7):
                total += done
            return total

        assert sum(together(relay, 3)) == 60
        assert effects() == [1] * 60
        assert set(Delivery.objects.values_list("state", flat=True)) == {WorkState.DONE}

    def test_the_control_without_locks_does_it_twice(self, monkeypatch):
        def unlocked(model, ids, attempts):
            return model._default_manager.filter(pk__in=ids).order_by("id")

        monkeypatch.setattr(work, "_claimable", unlocked)
        record_crates(5)
        at = timezone.now() + timedelta(seconds=1)
        together(lambda _number: deliver_due(now=at), 2)
        assert effects() == [2] * 5


class TestTwoSweepers:
    def test_each_miss_is_told_once(self):
        rows = promises(120)

        def sweeper(_number):
            total = 0
            while looked := sweep(now=DUE + timedelta(seconds=1), limit=11):
                total += looked
            return total

        # A sweeper that finds all due rows held goes home, so the last rows may wait for the next run.
        looked = sum(together(sweeper, 3)) + sweeper(0)
        assert looked == 120
        assert told(DeadlineMissed) == {row.pk: 1 for row in rows}

    def test_each_warning_is_told_once(self):
        rows = promises(60)
        together(lambda _number: sweep(now=kyiv(2026, 2, 3, 19, 30)), 3)
        sweep(now=kyiv(2026, 2, 3, 19, 30))
        assert told(DeadlineWarned) == {row.pk: 1 for row in rows}

    @pytest.mark.parametrize("protected", [True, False], ids=["ours", "control without locks"])
    def test_two_that_saw_the_same_row(self, protected, monkeypatch):
        row = promise()
        if not protected:
            bare = sweeping._SWEEP.replace("for no key update skip locked", "")
            monkeypatch.setattr(sweeping, "_SWEEP", bare)
        with transaction.atomic():
            Deadline.objects.select_for_update().get(pk=row.pk)
            late = DUE + timedelta(seconds=1)
            waiting = [in_thread(lambda: sweep(now=late))[0] for _ in range(2)]
            if not protected:
                until_blocked(1)
                time.sleep(0.2)  # the other waits for the first one
            else:
                assert [wait() for wait in waiting] == [0, 0]
        if protected:
            assert sweep(now=DUE + timedelta(seconds=1)) == 1
        else:
            assert [wait() for wait in waiting] == [1, 1]
        assert told(DeadlineMissed) == {row.pk: 1 if protected else 2}

    def test_an_outage_is_found_and_credited_by_one(self):
        row = promise()
        note_heartbeat(name=SWEEPER, now=kyiv(2026, 2, 4, 9, 30))
        up = kyiv(2026, 2, 4, 12)

        def wake(_number):
            found = note_heartbeat(name=SWEEPER, now=up)
            credit_outages(now=up)
            sweep(now=up)
            return found is not None

        assert sorted(together(wake, 3)) == [False, False, True]
        row.refresh_from_db()
        assert (row.credited_s, row.due_at) == (9000, kyiv(2026, 2, 4, 12, 30))
        assert told(DeadlineMissed) == {}


class TestTheSellerActsAsTheSweepComes:
    """T8: the row lock picks one; kept or missed is decided by the event's own time."""

    def test_an_act_in_time_that_commits_first_is_kept(self):
        row = promise()
        with transaction.atomic():
            settle(subject_id=row.subject_id, kinds=[KIND], at=DUE, now=DUE)
            wait, _began = in_thread(lambda: sweep(now=DUE + timedelta(seconds=1)))
            assert wait() == 0
        row.refresh_from_db()
        assert (row.state, told(DeadlineMissed)) == ("kept", {})

    def test_an_act_that_comes_while_the_sweep_marks_it_waits_and_finds_it_missed(self):
        row = promise()
        late = DUE + timedelta(seconds=1)
        with transaction.atomic():
            assert sweep(now=late) == 1
            wait, _began = in_thread(
                lambda: settle(subject_id=row.subject_id, kinds=[KIND], at=late, now=late)
            )
            until_blocked(1)
        assert wait() == []
        row.refresh_from_db()
        assert (row.state, row.closed_at) == ("missed", late)
        assert told(DeadlineMissed) == {row.pk: 1}

    def test_thousand_acts_at_once_end_it_once(self):
        row = promise()
        ended = together(
            lambda _number: settle(
                subject_id=row.subject_id, kinds=[KIND], at=TUESDAY_18, now=TUESDAY_18
            ),
            8,
        )
        assert sorted(map(len, ended)) == [0] * 7 + [1]


class TestTwinRequests:
    """A8, P2: the first request runs, its twin waits and is answered by the same."""

    REQUEST = fingerprint(b"same")

    def place(self, number):
        def effect():
            history.write(subject=("twin", "1"), action="placed", actor=SYSTEM, at=NOW)
            time.sleep(0.05)
            return 201, {"by": number}

        return once(owner="token:1", key="k", request=self.REQUEST, now=NOW, run=effect)

    def test_of_twins_in_flight_one_runs_and_all_are_answered_alike(self):
        answers = together(self.place, 6)
        assert sorted(answer.repeated for answer in answers) == [False] + [True] * 5
        assert len({answer.body["by"] for answer in answers}) == 1
        assert History.objects.filter(subject_kind="twin").count() == 1

    def test_the_control_without_keys_runs_them_all(self, monkeypatch):
        from kernel import idempotency

        monkeypatch.setattr(idempotency, "_claim", lambda *_args: 0)
        monkeypatch.setattr(idempotency, "_store", lambda _row, _status, body: body)
        together(self.place, 6)
        assert History.objects.filter(subject_kind="twin").count() == 6

    def test_when_the_first_is_refused_its_twin_runs(self):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            self.place(0)
            wait, _began = in_thread(lambda: self.place(1))
            until_blocked(1)
            raise ZeroDivisionError
        assert wait().repeated is False

    def test_one_that_takes_too_long_is_said_to_be_in_flight(self):
        def impatient():
            with connection.cursor() as cursor:
                cursor.execute("set lock_timeout = '100ms'")
            return self.place(1)

        with transaction.atomic():
            self.place(0)
            wait, _began = in_thread(impatient)
            with pytest.raises(KeyInFlight):
                wait()
        assert History.objects.filter(subject_kind="twin").count() == 1


def test_copies_of_one_message_are_one_row():
    """W1: concurrent copies, one inbox row."""
    kept = together(lambda _n: accept(source="s", event_id="e", body={"a": 1}, at=NOW), 8)
    assert sorted(kept) == [False] * 7 + [True]
    assert InboxMessage.objects.count() == 1
