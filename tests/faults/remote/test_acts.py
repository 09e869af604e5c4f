"""Acts from plan to end, at partners that honour our key, can be asked, or neither (C2, C3, C4, C7)."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, transaction

from kernel.history import SYSTEM, History
from kernel.invariants import check
from kernel.remote import Done, PlannedOtherwise, Refused, ask, ask_many, plan, plan_many
from kernel.remote.deciding import (
    CannotBeAsked,
    NoSuchCall,
    NotNow,
    ask_again,
    give_up,
    note_done,
    send_again,
)
from kernel.remote.models import OddReply, RemoteAttempt, RemoteCall, RemotePartner, RemoteSlot
from kernel.remote.reading import calls_about, calls_for_people, progress_of
from kernel.remote.rules import ASKS, SENDS
from kernel.remote.truths import INVARIANTS
from kernel.remote.working import call_partners
from tests.partners import NOW, SECRET

pytestmark = pytest.mark.django_db
KINDS = ["keyed", "asked", "blind"]


@pytest.fixture
def planned(adapter, clock):
    """Return a way to plan an act about a box."""

    def make(kind="keyed", about="box 1", **payload):
        with transaction.atomic():
            return plan(getattr(adapter, kind), about=about, payload=payload, now=clock())

    return make


@pytest.fixture
def work(clock):
    """Return a way to let a worker come, after so much time."""

    def come(**span):
        clock.pass_by(**span)
        return call_partners(clock=clock)

    return come


def standing(pk):
    call = RemoteCall.objects.get(pk=pk)
    return call.state, call.why


def tries(pk):
    rows = RemoteAttempt.objects.filter(call=pk).order_by("id")
    return list(rows.values_list("step", "outcome"))


def broken():
    return {found.invariant.name: found.count for found in check(INVARIANTS) if found.count}


class TestAnAct:
    @pytest.mark.parametrize("kind", KINDS)
    def test_takes_effect_once_and_its_end_is_told(
        self, adapter, planned, work, effects, deliver, kind
    ):
        heard = []
        getattr(adapter, kind).ended(heard.append)
        pk = planned(kind, weight_g=500)
        assert (work(), work()) == (1, 0)
        assert (standing(pk), effects("box 1")) == (("done", ""), 1)
        assert RemoteCall.objects.get().answer == {"number": "N-1"} or effects() == 1
        assert heard == []
        deliver()
        [end] = heard
        assert (end.call.about, end.call.key, end.call.payload) == (
            "box 1",
            str(pk),
            {"weight_g": 500},
        )
        assert isinstance(end.answer, Done)
        assert broken() == {}

    def test_is_due_only_if_the_transaction_that_decides_it_commits(self, adapter, work, effects):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            plan(adapter.keyed, about="box 1", payload={}, now=NOW)
            raise ZeroDivisionError
        assert (work(), effects(), RemoteCall.objects.count()) == (0, 0, 0)

    def test_planned_again_is_the_same_and_otherwise_is_refused(self, planned):
        pk = planned(weight_g=500)
        assert planned(weight_g=500) == pk
        with pytest.raises(PlannedOtherwise):
            planned(weight_g=501)
        assert RemoteCall.objects.get().payload == {"weight_g": 500}

    def test_after_a_refusal_it_may_be_planned_anew(self, world, planned, work, effects):
        world.fail("partner", "refusal", text="bad weight", count=1)
        first = planned(weight_g=0)
        work()
        assert standing(first) == ("refused", "their_error")
        second = planned(weight_g=500)
        work()
        assert (standing(second), effects("box 1"), second != first) == (("done", ""), 1, True)

    def test_many_are_planned_by_one_statement(self, adapter, clock, django_assert_num_queries):
        with transaction.atomic(), django_assert_num_queries(1):
            made = plan_many(adapter.keyed, {f"box {n}": {"n": n} for n in range(300)}, now=NOW)
        assert len(set(made.values())) == 300

    def test_the_progress_of_all_is_one_query(
        self, adapter, planned, work, django_assert_num_queries
    ):
        planned(about="box 1")
        work()
        planned(about="box 2")
        with django_assert_num_queries(1):
            found = progress_of(adapter.keyed, ["box 1", "box 2", "box 3"])
        assert {about: one.state for about, one in found.items()} == {
            "box 1": "done",
            "box 2": "planned",
        }
        assert [one.operation for one in calls_about("box 2")] == ["keyed"]

    def test_what_it_is_written_from_may_refuse_it(self, adapter, planned, work, monkeypatch):
        from kernel.errors import Refusal

        class NoWeight(Refusal):
            code = "no_weight"

        def write(call):
            raise NoWeight("Weigh it first.")

        monkeypatch.setattr(adapter.keyed.__class__, "write", write, raising=False)
        object.__setattr__(adapter.keyed, "write", write)
        pk = planned()
        work()
        assert standing(pk) == ("refused", "no_weight")

    def test_a_fault_of_our_own_is_tried_again_and_holds_up_no_other(
        self, adapter, planned, work, effects
    ):
        def write(call):
            raise ImproperlyConfigured("no url")

        object.__setattr__(adapter.blind, "write", write)
        bad, good = planned("blind", "box 1"), planned("keyed", "box 2")
        assert work() == 2
        assert (standing(bad), standing(good)) == (("planned", "unwritable"), ("done", ""))
        assert RemotePartner.objects.filter(open_until__isnull=False).count() == 0


class TestWhatNeverLeft:
    """C1: certain not to have arrived, so it is sent again by itself, whoever the partner is."""

    @pytest.mark.parametrize("kind", KINDS)
    def test_is_sent_again_until_it_takes_effect_once(self, world, planned, work, effects, kind):
        pk = planned(kind)
        world.fail("partner", "kill")
        for _ in range(3):
            work(minutes=1)
        assert standing(pk) == ("planned", "no_connection")
        world.heal()
        work(minutes=1)
        assert (standing(pk), effects("box 1")) == (("done", ""), 1)
        assert tries(pk) == [("send", "later")] * 3 + [("send", "done")]

    def test_is_left_to_a_person_after_too_many_tries(self, world, planned, work):
        pk = planned("blind")
        world.fail("partner", "kill")
        RemoteCall.objects.update(sends=SENDS - 1)
        work()
        assert RemoteCall.objects.get(pk=pk).person_since is not None
        assert (work(days=3), calls_for_people()) == (0, 1)

    def test_too_many_calls_hold_all_others_back_for_as_long_as_the_partner_says(
        self, world, planned, work, effects
    ):
        """C4: 429; the pause is a row, so all processes keep it."""
        world.fail("partner", "status", status=429, retry_after=90, count=1)
        planned(about="box 1")
        work()
        planned(about="box 2")
        assert (work(seconds=89), effects()) == (0, 0)
        assert (work(seconds=2), effects()) == (2, 2)


class TestAnAnswerThatWasLost:
    """C2, C3: applied or not, nobody here knows; it is settled by asking, never by guessing."""

    @pytest.mark.parametrize(("when", "outcomes"), [
        ("before", [("send", "unknown"), ("send", "done")]),
        ("after", [("send", "unknown"), ("send", "done")]),
    ])  # fmt: skip
    def test_is_repeated_under_its_key_where_that_is_honoured(
        self, world, planned, work, effects, when, outcomes
    ):
        pk = planned("keyed")
        world.fail("partner", "drop", when=when, count=1)
        work()
        assert standing(pk)[0] == "unknown"
        work(minutes=1)
        assert (standing(pk), tries(pk), effects("box 1")) == (("done", ""), outcomes, 1)

    @pytest.mark.parametrize(("when", "steps"), [
        ("before", [("send", "unknown"), ("ask", "not_there"), ("send", "done")]),
        ("after", [("send", "unknown"), ("ask", "done")]),
    ])  # fmt: skip
    def test_is_asked_for_before_any_repeat_where_no_key_is_honoured(
        self, world, planned, work, effects, when, steps
    ):
        pk = planned("asked")
        world.fail("partner", "drop", when=when, operation="plain/act", count=1)
        work()
        assert work(seconds=20) == 0, "the partner may still be at it"
        work(minutes=1)
        work(minutes=1)
        assert (standing(pk), tries(pk), effects("box 1")) == (("done", ""), steps, 1)
        assert broken() == {}

    def test_the_control_that_repeats_without_asking_does_it_twice(
        self, world, adapter, planned, work, effects
    ):
        object.__setattr__(adapter.asked, "honours_key", True)  # it does not
        planned("asked")
        world.fail("partner", "drop", when="after", count=1)
        work()
        work(minutes=1)
        assert effects("box 1") == 2

    def test_is_a_persons_where_nobody_can_be_asked(self, world, planned, work, effects):
        """C3: never a blind repeat."""
        pk = planned("blind")
        world.fail("partner", "drop", when="after", count=1)
        work()
        call = RemoteCall.objects.get(pk=pk)
        assert (call.state, call.person_since, call.next_look_at) == ("unknown", NOW, None)
        assert (work(days=3), effects("box 1")) == (0, 1)

    def test_is_asked_for_ever_more_rarely_and_then_left_to_a_person(self, world, planned, work):
        pk = planned("asked")
        world.fail("partner", "drop", when="after", operation="plain/act", count=1)
        world.fail("partner", "status", status=500, operation="found")
        work()
        asked, hours = 0, 0
        while calls_for_people() == 0 and hours < 24:
            asked += work(hours=1)
            hours += 1
        assert asked == ASKS
        assert (standing(pk)[0], tries(pk)[1:]) == ("unknown", [("ask", "unknown")] * ASKS)

    def test_stays_uncertain_when_a_repeat_never_leaves(self, world, planned, work):
        """A repeat that was not let out proves nothing about the first one."""
        pk = planned("keyed")
        world.fail("partner", "drop", when="after", count=1)
        work()
        world.fail("partner", "kill")
        work(minutes=1)
        assert standing(pk) == ("unknown", "no_connection")

    def test_of_another_call_is_not_taken_for_ours(self, world, adapter, planned, work, effects):
        """C7: plausible but wrong; the reference in the answer is held against ours."""
        real = adapter.write_keyed
        object.__setattr__(
            adapter.keyed,
            "write",
            lambda call: real(
                type(call)(call.key, "box 2" if call.about == "box 1" else "box 1", {})
            ),
        )
        first = planned(about="box 1")
        work()
        assert standing(first) == ("unknown", "bad_answer")
        assert OddReply.objects.get().why == "bad_answer: an answer to another call"


class TestAZombie:
    def test_one_that_comes_back_late_changes_nothing(self, planned, clock, work, effects):
        """Q4: the generation fences it; what it saw stands in its own try."""
        from kernel.remote.claiming import claim, settle
        from kernel.remote.judging import Verdict
        from kernel.remote.partners import partners

        pk = planned("keyed")
        [late] = claim(partners()["alpha"], now=clock(), limit=1)
        assert work(seconds=30) == 0, "held by the lease"
        assert work(minutes=2) == 1
        assert settle(late, Verdict(Refused("no")), now=clock()) is False
        assert (standing(pk), effects("box 1")) == (("done", ""), 1)
        assert RemoteAttempt.objects.get(generation=1).why == "no"


class TestPeopleDecide:
    @pytest.fixture
    def lost(self, world, planned, work):
        pk = planned("blind")
        world.fail("partner", "drop", when="after", count=1)
        work()
        return pk

    def how(self, clock):
        return {"actor": SYSTEM, "reason": "Olena called them", "now": clock()}

    def test_that_it_arrived(self, lost, clock, deliver, adapter):
        ends = []
        adapter.blind.ended(ends.append)
        note_done(lost, **self.how(clock))
        deliver()
        assert (standing(lost), ends[0].answer) == (
            ("done", ""),
            Done({"by_hand": "Olena called them"}),
        )
        assert broken() == {}

    def test_that_it_never_arrived(self, world, lost, clock, work, effects):
        send_again(lost, **self.how(clock))
        work()
        assert (standing(lost), effects("box 1")) == (("done", ""), 2)

    def test_to_give_up(self, lost, clock, work, effects):
        give_up(lost, **self.how(clock))
        assert (standing(lost), work(), effects()) == (("refused", "given_up"), 0, 1)
        line = History.objects.get(subject_id=str(lost))
        assert (line.action, line.comment, line.changes) == (
            "given_up",
            "Olena called them",
            {"state": ["unknown", "refused"]},
        )

    def test_to_ask_again_where_somebody_can_be_asked(self, world, planned, clock, work):
        pk = planned("asked")
        world.fail("partner", "drop", when="after", operation="plain/act", count=1)
        work()
        ask_again(pk, **self.how(clock))
        work()
        assert standing(pk) == ("done", "")

    def test_not_to_ask_who_cannot_be_asked(self, lost, clock):
        with pytest.raises(CannotBeAsked):
            ask_again(lost, **self.how(clock))
        assert (standing(lost)[0], History.objects.count()) == ("unknown", 0)

    @pytest.mark.parametrize("act", [ask_again, send_again, note_done, give_up])
    def test_nothing_about_one_that_has_ended(self, planned, work, clock, act):
        pk = planned()
        work()
        with pytest.raises(NotNow):
            act(pk, **self.how(clock))
        with pytest.raises(NoSuchCall):
            act("00000000-0000-7000-8000-000000000000", **self.how(clock))
        assert standing(pk) == ("done", "")


class TestAQuestion:
    def test_is_answered_at_once_and_leaves_no_row(self, adapter, clock, effects):
        assert ask(adapter.question, payload={}, clock=clock) == Done({"answer": ""})
        assert (RemoteCall.objects.count(), effects()) == (0, 0)

    def test_many_are_asked_and_each_is_answered(self, adapter, clock):
        answers = dict(ask_many(adapter.question, {f"q{n}": {} for n in range(9)}, clock=clock))
        assert answers == {f"q{n}": Done({"answer": f"{n}q"}) for n in range(9)}
        assert RemoteSlot.objects.filter(held_until__isnull=False).count() == 0

    def test_an_act_cannot_be_asked(self, adapter, clock):
        with pytest.raises(TypeError):
            ask(adapter.keyed, payload={}, clock=clock)

    def test_is_not_asked_inside_a_transaction(self, adapter, clock):
        with pytest.raises(RuntimeError), transaction.atomic():
            ask(adapter.question, payload={}, clock=clock)


class TestTheRows:
    def test_one_that_is_open_has_a_next_look_or_a_person(self, planned):
        """The database forgets no call, whatever the code does."""
        pk = planned()
        with pytest.raises(IntegrityError), transaction.atomic():
            RemoteCall.objects.filter(pk=pk).update(next_look_at=None)

    def test_the_same_cannot_be_planned_twice_past_the_service(self, planned):
        planned()
        row = RemoteCall.objects.get()
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            RemoteCall(
                partner=row.partner, operation=row.operation, about=row.about,
                created_at=NOW, next_look_at=NOW,
            ).save(force_insert=True)  # fmt: skip

    def test_one_that_was_forgotten_would_be_found(self, planned):
        """The control of the invariants."""
        pk = planned()
        with connection.cursor() as cursor:
            cursor.execute(
                "update kernel_remotecall set state = 'sent', next_look_at = %s where id = %s",
                [NOW, pk],
            )
        assert broken() == {
            "kernel.no_call_is_sent_and_forgotten": 1,
            "kernel.a_call_under_way_has_its_try": 1,
        }

    @pytest.mark.parametrize("fault", [
        {"kind": "status", "status": 500, "text": f"bad key {SECRET} of olena@example.ua"},
        {"kind": "refusal", "text": f"{SECRET} +380671234567"},
        {"kind": "redirect", "location": f"http://127.0.0.1:9/?key={SECRET}"},
        {"kind": "drop"}, {"kind": "kill"}, {"kind": "garbage", "garbage": "html"},
    ])  # fmt: skip
    def test_no_key_and_no_address_is_in_any_row_or_log(
        self, world, adapter, planned, work, clock, fault, caplog, capfd
    ):
        caplog.set_level("DEBUG")
        world.fail("partner", **fault)
        planned("asked")
        for _ in range(3):
            work(minutes=1)
        ask(adapter.question, payload={}, clock=clock)
        rows = [list(m.objects.values_list()) for m in (RemoteCall, RemoteAttempt, OddReply)]
        said = repr(rows) + caplog.text + "".join(capfd.readouterr())
        assert [word in said for word in (SECRET, "olena@", "380671234567")] == [False] * 3

    def test_only_the_newest_odd_replies_are_kept(self, world, adapter, clock):
        """C6."""
        from kernel.remote.samples import KEPT

        world.fail("partner", "status", status=404)
        dict(ask_many(adapter.question, {f"q{n}": {} for n in range(KEPT + 3)}, clock=clock))
        rows = OddReply.objects.order_by("id")
        assert (rows.count(), rows[0].status, rows[0].why) == (KEPT, 404, "http_404")

    def test_what_ended_long_ago_loses_its_contents_and_keeps_its_outcome(
        self, planned, work, clock
    ):
        from kernel.remote.forgetting import forget_contents

        pk = planned(name="Olena")
        work()
        assert forget_contents(before=clock()) == 0
        assert forget_contents(before=clock.pass_by(seconds=1)) == 1
        call = RemoteCall.objects.get(pk=pk)
        assert (call.payload, call.answer, call.state) == ({}, {}, "done")
