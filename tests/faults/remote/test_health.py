"""A partner that fails is left in peace, one that hangs holds up no other (C1, C8)."""

from concurrent.futures import Future

import pytest
from django.db import connection, transaction

from kernel.history import SYSTEM, History
from kernel.remote import (
    BUSY,
    Done,
    Standing,
    Unknown,
    ask,
    ask_many,
    plan_many,
    slots,
    standing_of,
)
from kernel.remote.deciding import resume_partner, stop_partner
from kernel.remote.health import admit, note
from kernel.remote.models import RemoteAttempt, RemoteCall, RemotePartner, RemoteSlot, RemoteTally
from kernel.remote.reading import partners_away
from kernel.remote.rules import LEAST_FAILURES
from kernel.remote.working import call_partners
from tests.racing import together

pytestmark = pytest.mark.django_db


def plan_boxes(adapter, clock, number, kind="keyed"):
    with transaction.atomic():
        wanted = {f"{adapter.name} {n}": {} for n in range(number)}
        return plan_many(getattr(adapter, kind), wanted, now=clock())


class TestTheBreaker:
    def fail(self, clock, times, good=False):
        for _ in range(times):
            note("alpha", good=good, trial=False, now=clock())

    def standing(self, clock):
        return standing_of("alpha", now=clock())

    def test_opens_at_twenty_failures_that_are_a_third_of_all(self, adapter, clock):
        self.fail(clock, 37, good=True)
        self.fail(clock, LEAST_FAILURES - 1)
        assert self.standing(clock) == Standing.WELL
        self.fail(clock, 1)
        assert (self.standing(clock), partners_away(now=clock())) == (Standing.AWAY, 1)

    def test_stays_closed_while_most_go_well(self, adapter, clock):
        self.fail(clock, 38, good=True)
        self.fail(clock, LEAST_FAILURES)
        assert self.standing(clock) == Standing.WELL

    def test_forgets_what_is_older_than_five_minutes(self, adapter, clock):
        self.fail(clock, LEAST_FAILURES - 1)
        clock.pass_by(minutes=6)
        self.fail(clock, 1)
        assert self.standing(clock) == Standing.WELL

    def test_while_it_is_open_nothing_is_sent_and_no_try_is_used_up(self, world, adapter, clock):
        self.fail(clock, LEAST_FAILURES)
        plan_boxes(adapter, clock, 1)
        assert (call_partners(clock=clock), ask(adapter.question, payload={}, clock=clock)) == (
            0,
            BUSY,
        )
        call = RemoteCall.objects.get()
        assert (call.sends, world.calls.lines("partner")) == (0, [])

    def test_after_two_minutes_one_call_at_a_time_is_let_through(self, adapter, clock):
        self.fail(clock, LEAST_FAILURES)
        clock.pass_by(minutes=2)
        assert self.standing(clock) == Standing.ON_TRIAL
        assert [admit(adapter.partner, now=clock()) for _ in range(3)] == [
            (1, True),
            (0, False),
            (0, False),
        ]

    def test_of_many_workers_one_has_the_trial(self, adapter, clock):
        """Over processes, that is: the row decides."""
        self.fail(clock, LEAST_FAILURES)
        clock.pass_by(minutes=2)
        taken = [admit(adapter.partner, now=clock())[0] for _ in range(6)]
        assert sum(taken) == 1

    def test_closes_after_ten_good_trials(self, world, adapter, clock, effects):
        self.fail(clock, LEAST_FAILURES)
        plan_boxes(adapter, clock, 15)
        clock.pass_by(minutes=2)
        assert call_partners(clock=clock) == 15
        assert (self.standing(clock), effects()) == (Standing.WELL, 15)
        begun = [line.key for line in world.calls.lines("partner")]
        assert len(begun) == 15
        assert RemoteTally.objects.count() == 1, "what went badly before is forgotten"

    def test_one_bad_trial_opens_it_again(self, world, adapter, clock):
        self.fail(clock, LEAST_FAILURES)
        plan_boxes(adapter, clock, 1)
        clock.pass_by(minutes=2)
        world.fail("partner", "status", status=503)
        assert (call_partners(clock=clock), self.standing(clock)) == (1, Standing.AWAY)
        row = RemotePartner.objects.get(pk="alpha")
        assert (row.successes, row.trial_until) == (0, None)

    def test_a_trial_with_nothing_to_call_for_is_handed_back(self, adapter, clock):
        self.fail(clock, LEAST_FAILURES)
        clock.pass_by(minutes=2)
        call_partners(clock=clock)
        assert admit(adapter.partner, now=clock()) == (1, True)

    def test_opens_by_itself_when_a_partner_fails(self, world, adapter, clock):
        world.fail("partner", "status", status=500)
        plan_boxes(adapter, clock, 60)
        call_partners(clock=clock)
        assert self.standing(clock) == Standing.AWAY
        assert len(world.calls.lines("partner")) < LEAST_FAILURES + adapter.partner.at_once

    def test_is_not_opened_by_refusals(self, world, adapter, clock):
        """A partner that says no is well."""
        world.fail("partner", "refusal", text="no such city")
        plan_boxes(adapter, clock, 30)
        call_partners(clock=clock)
        assert self.standing(clock) == Standing.WELL

    def test_people_stop_and_resume_with_a_reason(self, adapter, clock, effects):
        plan_boxes(adapter, clock, 2)
        stop_partner("alpha", actor=SYSTEM, reason="they asked", now=clock())
        assert (call_partners(clock=clock), self.standing(clock)) == (0, Standing.STOPPED)
        self.fail(clock, LEAST_FAILURES)
        resume_partner("alpha", actor=SYSTEM, reason="they are back", now=clock())
        assert (call_partners(clock=clock), effects()) == (2, 2)
        assert list(History.objects.order_by("id").values_list("action", flat=True)) == [
            "stopped",
            "resumed",
        ]

    def test_needs_no_broker(self, adapter, clock, effects, settings):
        """R2: the Redis-compatible server may be gone; nothing of this stands there."""
        settings.REDIS_URL = settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
        plan_boxes(adapter, clock, 1)
        assert (call_partners(clock=clock), effects()) == (1, 1)


class TestTheBulkhead:
    @pytest.mark.django_db(transaction=True)
    def test_over_all_processes_no_more_than_its_slots(self, adapter):
        """C8: eight workers ask for slots at once; four are given, and come free again."""
        taken = together(lambda _n: slots.take(adapter.partner, 2), 8)
        assert sum(len(ids) for _holder, ids in taken) == adapter.partner.at_once
        assert slots.take(adapter.partner, 1)[1] == []
        for holder, ids in taken:
            slots.release(holder, ids)
        assert len(slots.take(adapter.partner, 9)[1]) == adapter.partner.at_once

    @pytest.mark.django_db(transaction=True)
    def test_the_control_without_locks_gives_more(self, adapter, monkeypatch):
        bare = slots._TAKE.replace(" for update skip locked", "").replace(
            "and (held_until is null or held_until < statement_timestamp())", ""
        )
        monkeypatch.setattr(slots, "_TAKE", bare)
        taken = together(lambda _n: slots.take(adapter.partner, 2), 8)
        assert sum(len(ids) for _holder, ids in taken) > adapter.partner.at_once

    def test_a_slot_of_a_dead_worker_comes_free_by_itself(self, adapter):
        holder, taken = slots.take(adapter.partner, 4)
        with connection.cursor() as cursor:
            cursor.execute(
                "update kernel_remoteslot set held_until = now() - interval '1 s' where id = any(%s)",
                [taken],
            )
        again, retaken = slots.take(adapter.partner, 4)
        assert sorted(retaken) == sorted(taken)
        slots.release(holder, taken)
        assert RemoteSlot.objects.filter(holder=again).count() == 4, "the dead one's are not given"

    def test_a_question_is_put_off_when_all_slots_are_taken(self, adapter, clock):
        slots.take(adapter.partner, 4)
        assert ask(adapter.question, payload={}, clock=clock) == BUSY

    def test_one_that_hangs_holds_up_no_other(self, world, adapter_of, clock):
        """C8: every call of the healthy one is done while those of the hanging one are under way."""
        hanging = adapter_of("hanging", total_s=1.5)
        healthy = adapter_of("healthy", total_s=1.5)
        world.fail("partner", "slow", seconds=60, target="hanging")
        plan_boxes(hanging, clock, 4)
        plan_boxes(healthy, clock, 12)
        call_partners(clock=clock)
        tries = RemoteAttempt.objects.order_by("id")
        states = {
            name: set(RemoteCall.objects.filter(partner=name).values_list("state", flat=True))
            for name in ("hanging", "healthy")
        }
        assert states == {"hanging": {"unknown"}, "healthy": {"done"}}
        assert tries.filter(outcome="done").count() == 12
        landed = [line.seq for line in world.journal.lines("partner", "act.done")]
        assert len(landed) == 12
        assert world.journal.lines("partner", "act.done", "hanging 0") == []

    def test_a_loop_of_ours_that_hangs_costs_the_worker_seconds_and_the_call_its_certainty(
        self, adapter_of, clock, monkeypatch
    ):
        """C5: should our own deadline fail, the worker is free all the same."""
        from kernel.remote import flights, judging, working

        monkeypatch.setattr(flights, "begin", lambda *_args, **_options: Future())
        monkeypatch.setattr(working, "OVERDUE_S", 0.1)
        monkeypatch.setattr(judging, "GRACE_S", 0.1)
        plan_boxes(adapter_of("stuck", total_s=0.2), clock, 1)
        assert call_partners(clock=clock) == 1
        call = RemoteCall.objects.get()
        assert (call.state, call.why) == ("unknown", "deadline")

    def test_its_questions_wait_for_nobody_elses(self, world, adapter_of, clock):
        hanging, healthy = adapter_of("hanging", total_s=0.3), adapter_of("healthy")
        world.fail("partner", "slow", seconds=60, target="hanging")
        answers = ask_many(hanging.question, {"a": {}, "b": {}}, clock=clock)
        assert ask(healthy.question, payload={}, clock=clock) == Done({"answer": ""})
        assert dict(answers) == dict.fromkeys("ab", Unknown("deadline"))
