"""Workers killed at each point of a call: one effect, by the partner's own journal (Q1, C2, C3)."""

import os
import random
import signal
import time

import pytest
from django.db import connection, transaction

from kernel.invariants import check
from kernel.remote import plan, plan_many, working
from kernel.remote.models import RemoteAttempt, RemoteCall
from kernel.remote.rules import SENDS
from kernel.remote.truths import INVARIANTS
from kernel.remote.working import call_partners
from tests.partners import Clock
from tests.processes import KILLED, child, kill, wait

pytestmark = pytest.mark.django_db(transaction=True)


def die(*_args, **_options):
    os.kill(os.getpid(), signal.SIGKILL)


def before(name):
    """Return how to have this process die before a function of the worker."""
    return lambda: setattr(working, name, die)


def after(name):
    real = getattr(working, name)

    def act_and_die(*args, **options):
        real(*args, **options)
        die()

    return lambda: setattr(working, name, act_and_die)


def inside_settling():
    """Die after the call, with its outcome written and not committed."""
    from kernel.remote import claiming

    claiming.conclude = die


def while_under_way():
    """Die with the request on its way and no reply read."""

    def wait_a_little(_replies, _seconds, _when):
        time.sleep(0.3)
        die()

    working.wait = wait_a_little


POINTS = {
    "before claim": before("claim"),
    "after claim": after("claim"),
    "before call": before("take_off"),
    "while under way": while_under_way,
    "after call, before its outcome": before("settle"),
    "after call, before commit": inside_settling,
    "after commit": after("settle"),
}


@pytest.fixture
def clock():
    return Clock()


def broken():
    return [found.invariant.name for found in check(INVARIANTS) if found.count]


def work_until_settled(clock, rounds=12):
    for _ in range(rounds):
        let_time_pass(clock)
        call_partners(clock=clock)


def let_time_pass(clock):
    """Two minutes by our clock and by the server's: by then what a dead worker held is free."""
    clock.pass_by(minutes=2)
    with connection.cursor() as cursor:
        cursor.execute("update kernel_remoteslot set held_until = held_until - interval '2 min'")


def killed_at(point, clock):
    def act():
        POINTS[point]()
        call_partners(clock=clock)

    with child(act) as pid:
        assert wait(pid) == KILLED


@pytest.mark.parametrize("kind", ["keyed", "asked"])
@pytest.mark.parametrize("point", POINTS)
def test_killed_at_any_point_it_takes_effect_once(adapter, clock, effects, point, kind):
    """Under its key where that is honoured; asked for before any repeat where it is not."""
    with transaction.atomic():
        plan(getattr(adapter, kind), about="box 1", payload={}, now=clock())
    killed_at(point, clock)
    work_until_settled(clock, rounds=3)
    assert (RemoteCall.objects.get().state, effects("box 1")) == ("done", 1)
    assert broken() == []


@pytest.mark.parametrize("point", POINTS)
def test_where_nobody_can_be_asked_it_never_takes_effect_twice(adapter, clock, effects, point):
    """C3: at most once, and a person is told when it is not certain."""
    with transaction.atomic():
        plan(adapter.blind, about="box 1", payload={}, now=clock())
    killed_at(point, clock)
    work_until_settled(clock, rounds=3)
    call = RemoteCall.objects.get()
    assert (call.state, call.person_since is None) in [("done", True), ("unknown", False)]
    assert effects("box 1") <= 1
    assert broken() == []


class TestControls:
    """Each protection switched off is noticed."""

    def kill_and_recover(self, act, clock, point="after call, before its outcome"):
        with transaction.atomic():
            plan(act, about="box 1", payload={}, now=clock())
        killed_at(point, clock)
        work_until_settled(clock, rounds=3)

    def test_without_a_key_of_its_own_for_each_call_it_takes_effect_twice(
        self, adapter, clock, effects
    ):
        real, numbers = adapter.write_keyed, iter(range(100, 200))
        object.__setattr__(
            adapter.keyed,
            "write",
            lambda call: real(type(call)(f"k{next(numbers)}{os.getpid()}", call.about, {})),
        )
        self.kill_and_recover(adapter.keyed, clock)
        assert effects("box 1") == 2

    def test_with_a_repeat_before_asking_it_takes_effect_twice(self, adapter, clock, effects):
        object.__setattr__(adapter.asked, "honours_key", True)  # it does not
        self.kill_and_recover(adapter.asked, clock)
        assert effects("box 1") == 2

    def test_with_the_outcome_written_before_the_call_it_is_lost(
        self, adapter, clock, effects, monkeypatch
    ):
        """At most once: done in our rows, and the partner has never heard of it."""
        from kernel.remote.answers import Done
        from kernel.remote.claiming import settle
        from kernel.remote.judging import Verdict

        real = working.claim

        def claim_and_settle(partner, *, now, limit):
            claims = real(partner, now=now, limit=limit)
            for one in claims:
                settle(one, Verdict(Done({})), now=now)
            return claims

        monkeypatch.setattr(working, "claim", claim_and_settle)
        self.kill_and_recover(adapter.keyed, clock, point="before call")
        assert (RemoteCall.objects.get().state, effects("box 1")) == ("done", 0)

    def test_without_the_search_for_lost_calls_it_is_forgotten(
        self, adapter, clock, effects, monkeypatch
    ):
        monkeypatch.setattr(working, "judge_lost", lambda now: 0)
        self.kill_and_recover(adapter.keyed, clock, point="before call")
        assert (RemoteCall.objects.get().state, effects("box 1")) == ("sent", 0)
        assert broken() == ["kernel.no_call_is_sent_and_forgotten"]


def test_one_that_kills_its_workers_is_left_to_a_person(adapter, clock, effects):
    """Q2: poison is parked, and the others flow."""
    with transaction.atomic():
        plan(adapter.keyed, about="box 1", payload={}, now=clock())
    RemoteCall.objects.update(sends=SENDS - 1)
    killed_at("before call", clock)
    with transaction.atomic():
        plan(adapter.keyed, about="box 2", payload={}, now=clock())
    work_until_settled(clock, rounds=2)
    poison = RemoteCall.objects.get(about="box 1")
    assert (poison.state, poison.person_since is not None) == ("unknown", True)
    assert (effects("box 1"), effects("box 2")) == (0, 1)


def test_killed_at_random_moments_with_a_partner_that_faults_each_takes_effect_once(
    world, adapter, clock, effects
):
    """0 lost, 0 doubled over twelve kills, counted at the partner's."""
    kinds = ("keyed", "asked")
    with transaction.atomic():
        for kind in kinds:
            wanted = {f"{kind} {n}": {} for n in range(15)}
            plan_many(getattr(adapter, kind), wanted, now=clock())
    for when in ("before", "after"):
        world.fail("partner", "drop", when=when, count=8)
    dice, kills = random.Random(20260203), 0
    while RemoteCall.objects.exclude(state="done").exists():
        let_time_pass(clock)
        with child(lambda: call_partners(clock=clock)) as pid:
            if kills < 12:
                time.sleep(dice.uniform(0.02, 0.3))
                kill(pid)
                kills += 1
            else:
                assert wait(pid) == 0
    wanted = [f"{kind} {n}" for kind in kinds for n in range(15)]
    assert {about: effects(about) for about in wanted} == dict.fromkeys(wanted, 1)
    assert RemoteAttempt.objects.filter(outcome="started").count() == 0
    assert broken() == []


def test_an_act_needs_the_transaction_that_decides_it(adapter, clock):
    """Rule 1: else a worker killed between the two would leave one without the other."""
    with pytest.raises(RuntimeError, match="transaction"):
        plan(adapter.keyed, about="box 1", payload={}, now=clock())
    assert RemoteCall.objects.count() == 0
