"""Facts: written with what makes them true, delivered after it, each once for each subscriber."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction

from kernel import work
from kernel.history import SYSTEM
from kernel.ids import new_id
from kernel.outbox import registry
from kernel.outbox.event import Event
from kernel.outbox.models import Delivery
from kernel.outbox.post import record, record_many
from kernel.outbox.registry import subscribe
from kernel.outbox.relay import deliver_due
from kernel.retrying import retry_facts
from kernel.work import ATTEMPTS, WorkState, forget_done

NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)
SOON = NOW + timedelta(days=365)  # facts are due by the clock of the server
pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True, kw_only=True)
class CupBroken(Event):
    """A fact for tests."""

    topic = "test.cup.broken.v1"
    cup_id: UUID


def _beats():
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from kernel_heartbeat where name = 'half'")
        return cursor.fetchone()[0]


@pytest.fixture
def heard():
    """Subscribe and return what was heard."""
    cups = []

    def listen(fact):
        cups.append(fact.cup_id)

    subscribe(CupBroken)(listen)
    yield cups
    registry._handlers.pop(CupBroken.topic)


def broken(**values):
    return CupBroken(**{"occurred_at": NOW, "cup_id": new_id(), **values})


def only_row():
    return Delivery.objects.get()


class TestRecording:
    def test_one_row_for_each_subscriber(self, heard):
        other = subscribe(CupBroken)(lambda fact: None)
        fact = broken()
        record(fact)
        rows = Delivery.objects.order_by("handler")
        assert {row.handler for row in rows} == set(registry.handler_names(CupBroken.topic))
        assert [CupBroken.from_payload(row.payload) for row in rows] == [fact, fact]
        assert other is not None

    def test_a_fact_nobody_wants_is_no_row(self):
        record(broken())
        assert Delivery.objects.count() == 0

    def test_many_facts_are_one_statement(self, heard, django_assert_num_queries):
        with django_assert_num_queries(1):
            record_many(broken() for _ in range(50))
        assert Delivery.objects.count() == 50

    @pytest.mark.django_db(transaction=True)
    def test_without_a_transaction_it_is_an_error(self, heard):
        with pytest.raises(RuntimeError, match="needs the transaction"):
            record(broken())
        assert Delivery.objects.count() == 0

    def test_what_is_rolled_back_was_never_true(self, heard):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            record(broken())
            raise ZeroDivisionError
        assert Delivery.objects.count() == 0

    def test_the_bell_rings_once_it_is_committed(
        self, heard, rings, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            record(broken())
            assert rings == []
        assert rings == ["kernel.deliver_facts"]


class TestDelivery:
    def test_each_is_delivered_once_in_order(self, heard, deliver):
        facts = [broken() for _ in range(3)]
        record_many(facts)
        assert (deliver(SOON), deliver(SOON)) == (3, 0)
        assert heard == [fact.cup_id for fact in facts]
        assert set(Delivery.objects.values_list("state", "attempts", "done_at")) == {
            (WorkState.DONE, 1, SOON)
        }

    def test_before_it_is_due_it_waits(self, heard):
        record(broken())
        assert (deliver_due(now=NOW - timedelta(days=9999)), heard) == (0, [])

    @pytest.mark.parametrize("count", [1, 40])
    def test_a_batch_is_a_constant_number_of_statements(
        self, heard, count, django_assert_num_queries
    ):
        record_many(broken() for _ in range(count))
        with django_assert_num_queries(10):
            assert deliver_due(now=SOON) == count

    def test_the_handlers_writes_and_the_mark_commit_together(self):
        fails = [True]

        def half_done(fact):
            with connection.cursor() as cursor:
                cursor.execute("insert into kernel_heartbeat values ('half', now())")
            if fails[0]:
                raise ZeroDivisionError

        subscribe(CupBroken)(half_done)
        try:
            record(broken())
            deliver_due(now=SOON)
            assert (_beats(), only_row().state) == (0, WorkState.PENDING)
            fails[0] = False
            deliver_due(now=SOON + timedelta(minutes=1))
            assert (_beats(), only_row().state) == (1, WorkState.DONE)
        finally:
            registry._handlers.pop(CupBroken.topic)

    def test_one_that_fails_holds_up_nobody(self):
        facts = [broken() for _ in range(5)]
        heard = []

        def picky(fact):
            if fact.cup_id == facts[2].cup_id:
                raise ValueError("this cup not")
            heard.append(fact.cup_id)

        subscribe(CupBroken)(picky)
        try:
            record_many(facts)
            assert deliver_due(now=SOON) == 5
        finally:
            registry._handlers.pop(CupBroken.topic)
        # The first two were taken back with the failure and run again: only what commits counts.
        assert heard[-4:] == [f.cup_id for f in facts if f is not facts[2]]
        states = list(Delivery.objects.order_by("id").values_list("state", "attempts"))
        assert states == [(s, 1) for s in ("done", "done", "pending", "done", "done")]
        failed = Delivery.objects.get(state="pending")
        assert failed.last_error == "ValueError: this cup not"

    def test_what_was_not_reached_in_time_has_not_been_tried(self, heard, monkeypatch):
        record_many(broken() for _ in range(3))
        monkeypatch.setattr(work, "HOLD", 0)
        assert deliver_due(now=SOON) == 3
        rows = list(Delivery.objects.order_by("id").values_list("state", "attempts"))
        assert rows == [("done", 1), ("pending", 0), ("pending", 0)]
        assert len(heard) == 1

    def test_an_unknown_subscriber_is_put_off_and_parked_at_last(self, heard, deliver):
        record(broken())
        registry._handlers[CupBroken.topic].clear()
        at = SOON
        for _ in range(ATTEMPTS):
            deliver(at)
            at += timedelta(hours=2)
        row = only_row()
        assert (row.state, row.attempts) == (WorkState.PARKED, ATTEMPTS)
        assert row.last_error.startswith("LookupError: Nobody here is called")


class TestFailure:
    @pytest.fixture
    def broken_handler(self):
        def fail(fact):
            raise ValueError("\0no")

        subscribe(CupBroken)(fail)
        yield
        registry._handlers.pop(CupBroken.topic)

    def test_pauses_double_up_to_an_hour_and_then_it_is_parked(self, broken_handler):
        record(broken())
        pauses, at = [], SOON
        for _ in range(ATTEMPTS):
            assert deliver_due(now=at) == 1
            row = only_row()
            pauses.append((row.next_try_at - at).total_seconds())
            assert deliver_due(now=at) == 0
            at = row.next_try_at
        expected = [min(2 * 2**n, 3600) for n in range(ATTEMPTS)]
        assert all(
            0.8 * full <= pause <= full for pause, full in zip(pauses, expected, strict=True)
        )
        assert (row.state, row.attempts) == (WorkState.PARKED, ATTEMPTS)
        assert deliver_due(now=at + timedelta(days=1)) == 0

    def test_an_error_with_a_nul_is_kept_readable(self, broken_handler):
        record(broken())
        deliver_due(now=SOON)
        assert only_row().last_error == "ValueError: \ufffdno"

    def test_one_whose_workers_die_is_parked_without_another_try(self, heard):
        record(broken())
        # As twelve workers left it that counted their try and were killed at it.
        Delivery.objects.update(attempts=ATTEMPTS)
        assert deliver_due(now=SOON) == 1
        row = only_row()
        assert (row.state, row.last_error, heard) == (WorkState.PARKED, work.DEADLY, [])

    def test_one_tried_before_is_run_alone_and_put_off_first(self, heard):
        suspect, fresh = broken(), broken()
        record_many([suspect, fresh])
        first, second = Delivery.objects.order_by("id")
        Delivery.objects.filter(pk=first.pk).update(attempts=1)
        seen = []

        def look(fact):
            row = Delivery.objects.get(pk=first.pk)
            seen.append((fact.cup_id, row.attempts, row.next_try_at > SOON))

        subscribe(CupBroken)(look)
        Delivery.objects.update(handler=f"{look.__module__}.{look.__qualname__}")
        deliver_due(now=SOON)
        assert seen == [(fresh.cup_id, 1, False), (suspect.cup_id, 2, True)]
        assert second.pk > first.pk

    def test_staff_give_a_parked_one_a_fresh_start(self, heard, deliver):
        record(broken())
        Delivery.objects.update(state=WorkState.PARKED, attempts=ATTEMPTS)
        pk = only_row().pk
        assert retry_facts([pk], actor=SYSTEM, now=SOON, reason="mended") == 1
        assert retry_facts([pk], actor=SYSTEM, now=SOON, reason="mended") == 0
        assert (deliver(SOON), len(heard), only_row().state) == (1, 1, WorkState.DONE)


class TestForgetting:
    def test_what_was_done_long_ago_goes_a_bounded_number_a_run(self, heard, deliver):
        record_many(broken() for _ in range(4))
        deliver(SOON)
        assert forget_done(Delivery, before=SOON) == 0
        later = SOON + timedelta(seconds=1)
        runs = [forget_done(Delivery, before=later, limit=3) for _ in range(3)]
        assert (runs, Delivery.objects.count()) == ([3, 1, 0], 0)

    def test_what_is_not_done_stays(self, heard):
        record(broken())
        Delivery.objects.update(state=WorkState.PARKED)
        assert forget_done(Delivery, before=SOON) == 0
