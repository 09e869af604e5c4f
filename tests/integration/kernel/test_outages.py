"""When we were down (D-03, T9): noticed by silence, credited as the policy says, before anybody judges."""

from datetime import timedelta

import pytest
import time_machine

from kernel import history
from kernel.deadlines import outages
from kernel.deadlines.events import DeadlineMissed, DeadlinesRepriced
from kernel.deadlines.models import Heartbeat, Outage
from kernel.deadlines.outages import SWEEPER, credit_outage, credit_outages, note_heartbeat
from kernel.deadlines.settling import settle, void
from kernel.outbox import registry
from kernel.outbox.models import Delivery
from kernel.outbox.registry import subscribe
from kernel.tasks import sweep_deadlines
from tests.factories.kernel import HOUR, KIND, deadline_of, make_policy, promise, promises
from tests.moments import TUESDAY_18, kyiv

DUE = kyiv(2026, 2, 4, 10)
DOWN, UP = kyiv(2026, 2, 4, 9, 30), kyiv(2026, 2, 4, 12)
CREDITED_DUE = kyiv(2026, 2, 4, 12, 30)
ME = f"{__name__}.listen"
pytestmark = pytest.mark.django_db


def listen(_fact):
    """Hear of what became of promises."""


@pytest.fixture(autouse=True)
def _somebody_listens():
    events = (DeadlineMissed, DeadlinesRepriced)
    for event in events:
        subscribe(event)(listen)
    yield
    for event in events:
        registry._handlers[event.topic].pop(ME)


def told(event):
    rows = Delivery.objects.filter(topic=event.topic, handler=ME).order_by("id")
    return [event.from_payload(row.payload) for row in rows]


def down(since=DOWN, until=UP):
    return Outage.objects.create(started_at=since, ended_at=until, reason="test")


def run_sweeper(at):
    with time_machine.travel(at, tick=False):
        return sweep_deadlines()


class TestSilenceIsNoticed:
    def test_the_first_beat_proves_nothing(self):
        assert note_heartbeat(name=SWEEPER, now=DOWN) is None

    def test_a_short_silence_is_none(self, settings):
        note_heartbeat(name=SWEEPER, now=DOWN)
        just_short = timedelta(seconds=settings.OUTAGE_AFTER_SECONDS) - timedelta(microseconds=1)
        assert note_heartbeat(name=SWEEPER, now=DOWN + just_short) is None

    def test_a_long_one_is_an_outage_from_the_last_beat_to_this_one(self, settings):
        note_heartbeat(name=SWEEPER, now=DOWN)
        now = DOWN + timedelta(seconds=settings.OUTAGE_AFTER_SECONDS)
        outage = note_heartbeat(name=SWEEPER, now=now)
        assert (outage.started_at, outage.ended_at, outage.credited_at) == (DOWN, now, None)
        assert note_heartbeat(name=SWEEPER, now=now) is None
        assert Outage.objects.count() == 1

    def test_a_clock_that_steps_back_takes_nothing_back(self):
        note_heartbeat(name=SWEEPER, now=UP)
        assert note_heartbeat(name=SWEEPER, now=DOWN) is None
        assert Heartbeat.objects.get().seen_at == UP


class TestWorkersWereDownOverADeadline:
    """D-03: stop workers over a deadline, start them: handled exactly once, with the true time."""

    def test_a_policy_that_credits_gives_the_time_back_and_nobody_missed_it(self):
        row = promise()
        run_sweeper(DOWN)
        for minutes in (0, 0.1, 4):
            run_sweeper(UP + timedelta(minutes=minutes))
        row.refresh_from_db()
        assert (row.state, row.due_at, row.credited_s) == ("running", CREDITED_DUE, 2.5 * HOUR)
        assert told(DeadlineMissed) == []

    def test_and_it_is_missed_once_when_that_time_is_over_too(self):
        row = promise()
        run_sweeper(DOWN)
        run_sweeper(UP)
        for minutes in range(4, 45, 4):  # signs of life, so that this is no second outage
            run_sweeper(UP + timedelta(minutes=minutes))
        row.refresh_from_db()
        assert (row.state, row.ended_at) == ("missed", CREDITED_DUE)
        assert [fact.occurred_at for fact in told(DeadlineMissed)] == [CREDITED_DUE]

    def test_a_policy_that_does_not_credit_has_it_missed_once_at_its_true_time(self):
        make_policy(credits_outages=False)
        row = promise()
        run_sweeper(DOWN)
        assert [run_sweeper(UP), run_sweeper(UP)] == [1, 0]
        row.refresh_from_db()
        assert (row.state, row.ended_at, row.noticed_at) == ("missed", DUE, UP)
        assert [fact.occurred_at for fact in told(DeadlineMissed)] == [DUE]

    def test_one_that_was_due_before_we_went_down_is_missed_all_the_same(self):
        row = promise(TUESDAY_18 - timedelta(hours=1))  # due at 20:00
        outage = down()
        credit_outage(outage, now=UP)
        run_sweeper(UP)
        row.refresh_from_db()
        assert (row.state, row.ended_at, row.credited_s) == ("missed", kyiv(2026, 2, 3, 20), 0)


class TestCrediting:
    def test_only_working_time_is_given_back(self):
        row = promise()
        down(kyiv(2026, 2, 3, 19), kyiv(2026, 2, 4, 9, 15))  # an evening hour and a quarter
        assert credit_outages(now=kyiv(2026, 2, 4, 9, 15)) == 1
        row.refresh_from_db()
        assert (row.credited_s, row.due_at) == (75 * 60, kyiv(2026, 2, 4, 11, 15))

    def test_an_outage_outside_of_working_hours_takes_nothing(self):
        row = promise()
        outage = down(kyiv(2026, 2, 3, 21), kyiv(2026, 2, 4, 8))
        assert credit_outages(now=kyiv(2026, 2, 4, 8)) == 0
        row.refresh_from_db()
        outage.refresh_from_db()
        assert (row.credited_s, row.due_at, outage.credited_at) == (0, DUE, kyiv(2026, 2, 4, 8))

    def test_only_the_time_since_it_was_opened(self):
        row = promise(kyiv(2026, 2, 4, 11))
        down()
        credit_outages(now=UP)
        row.refresh_from_db()
        assert row.credited_s == HOUR

    def test_it_is_given_once(self):
        row = promise()
        outage = down()
        assert [credit_outages(now=UP), credit_outages(now=UP)] == [1, 0]
        assert credit_outage(outage, now=UP) == 0
        row.refresh_from_db()
        assert row.credited_s == 2.5 * HOUR

    def test_two_outages_add_up_and_what_they_share_counts_once(self):
        row = promise()
        down(kyiv(2026, 2, 4, 9), kyiv(2026, 2, 4, 9, 20))
        down(kyiv(2026, 2, 4, 9, 10), kyiv(2026, 2, 4, 9, 30))
        credit_outages(now=kyiv(2026, 2, 4, 9, 30))
        row.refresh_from_db()
        assert row.credited_s == 30 * 60

    def test_the_excellent_band_the_looks_and_the_explanation_move_too(self):
        row = promise(kyiv(2026, 2, 4, 9))
        down(kyiv(2026, 2, 4, 9, 30), kyiv(2026, 2, 4, 10, 30))
        credit_outages(now=kyiv(2026, 2, 4, 10, 30))
        row.refresh_from_db()
        assert row.good_at == kyiv(2026, 2, 4, 11)
        assert row.looks == [kyiv(2026, 2, 4, 11), kyiv(2026, 2, 4, 12, 12)]
        assert row.next_look_at == kyiv(2026, 2, 4, 11)
        assert sum(seconds for _opens, _closes, seconds in row.explanation) == 4 * HOUR

    def test_it_is_history_and_told_once_a_shop(self):
        rows = promises(3) + promises(2, shop_id=2)
        down()
        credit_outages(now=UP)
        [line] = history.of("deadline", rows[0].pk)
        assert (line.action, line.reason, line.actor_kind, line.at) == (
            "moved",
            "outage",
            "platform",
            UP,
        )
        assert line.changes == {"due_at": [str(DUE), str(CREDITED_DUE)]}
        assert [(fact.shop_id, fact.cause, fact.later, fact.earlier) for fact in told(DeadlinesRepriced)] == [
            (1, "outage", 3, 0),
            (2, "outage", 2, 0),
        ]  # fmt: skip

    def test_a_promise_in_days_gets_working_time_after_its_day(self):
        make_policy(days=1)
        row = promise(kyiv(2026, 2, 3, 18))
        down()
        credit_outages(now=UP)
        row.refresh_from_db()
        assert row.due_at == kyiv(2026, 2, 5, 11, 30)

    def test_batches_are_taken_up_where_a_killed_one_stopped(self, monkeypatch):
        rows = promises(5)
        outage = down()
        monkeypatch.setattr(outages, "BATCH", 2)
        tell = outages.tell_moved

        def die_in_the_second(moves, **told):
            if any(move.deadline_id == rows[3].pk for move in moves):
                raise RuntimeError("killed")
            tell(moves, **told)

        monkeypatch.setattr(outages, "tell_moved", die_in_the_second)
        with pytest.raises(RuntimeError):
            credit_outage(outage, now=UP)
        assert [deadline_of(row.subject_id).credited_s for row in rows] == [9000, 9000, 0, 0, 0]
        monkeypatch.setattr(outages, "tell_moved", tell)
        assert credit_outage(outage, now=UP) == 3
        assert {deadline_of(row.subject_id).credited_s for row in rows} == {9000}


class TestSomebodyActsBeforeTheSweeperIsBack:
    """The cabinet may be up first: what would be a miss is credited before it is judged."""

    @pytest.mark.parametrize(
        ("at", "state"),
        [
            (CREDITED_DUE, "kept"),
            (CREDITED_DUE + timedelta(microseconds=1), "missed"),
        ],
    )
    def test_an_outage_that_waits_to_be_credited(self, at, state):
        row = promise()
        down()
        [ended] = settle(subject_id=row.subject_id, kinds=[KIND], at=at, now=at)
        assert (ended.state, ended.due_at) == (state, CREDITED_DUE)

    def test_an_outage_nobody_has_noticed_yet(self):
        row = promise()
        note_heartbeat(name=SWEEPER, now=DOWN)
        [ended] = settle(subject_id=row.subject_id, kinds=[KIND], at=UP, now=UP)
        assert (ended.state, ended.due_at) == ("kept", CREDITED_DUE)
        assert told(DeadlineMissed) == []

    def test_a_withdrawal_is_void(self):
        row = promise()
        down()
        [ended] = void(subject_id=row.subject_id, at=UP, now=UP)
        assert ended.state == "void"

    def test_a_policy_that_does_not_credit_has_it_missed(self):
        make_policy(credits_outages=False)
        row = promise()
        down()
        [ended] = settle(subject_id=row.subject_id, kinds=[KIND], at=UP, now=UP)
        assert (ended.state, ended.due_at) == ("missed", DUE)

    def test_a_sweeper_that_is_alive_excuses_nothing(self):
        row = promise()
        note_heartbeat(name=SWEEPER, now=UP)
        [ended] = settle(subject_id=row.subject_id, kinds=[KIND], at=UP, now=UP)
        assert (ended.state, ended.due_at) == ("missed", DUE)
