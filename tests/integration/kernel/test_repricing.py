"""Changed hours and changed policies move what runs, forward or back, never into the past (R-004-25, T5)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db.models import Q

from kernel import history
from kernel.calendars import draft_table, services, work_table
from kernel.deadlines import moving, repricing
from kernel.deadlines.events import DeadlinesOutdated, DeadlinesRepriced
from kernel.deadlines.models import Deadline
from kernel.deadlines.moving import Moved
from kernel.deadlines.repricing import NothingToReprice, preview_moves, reprice, tell_outdated
from kernel.deadlines.settling import settle
from kernel.deadlines.sweeping import sweep
from kernel.history import SYSTEM, Actor
from kernel.outbox import registry
from kernel.outbox.models import Delivery
from kernel.outbox.registry import subscribe
from tests.factories.kernel import HOUR, KIND, deadline_of, make_policy, promise, promises
from tests.moments import TUESDAY_18, kyiv

DUE = kyiv(2026, 2, 4, 10)
DAY_LATER = kyiv(2026, 2, 5, 10)
NOW = kyiv(2026, 2, 3, 18, 30)
WEDNESDAY = date(2026, 2, 4)
CHIEF = Actor(kind="platform", label="Chief", user_id=7, source="backoffice")
ME = f"{__name__}.listen"
pytestmark = pytest.mark.django_db


def listen(_fact):
    """Hear of moved deadlines."""


@pytest.fixture(autouse=True)
def _somebody_listens():
    subscribe(DeadlinesRepriced)(listen)
    yield
    registry._handlers[DeadlinesRepriced.topic].pop(ME)


def told():
    rows = Delivery.objects.filter(topic=DeadlinesRepriced.topic, handler=ME).order_by("id")
    return [DeadlinesRepriced.from_payload(row.payload) for row in rows]


def close_wednesday(now=NOW):
    return services.add_exception(
        calendar="ua-orders", day=WEDNESDAY, reason="storm", actor=CHIEF, now=now
    )


def moved(row, before, after):
    return Moved(row.pk, row.kind, row.subject_id, row.shop_id, before, after)


class TestACalendarHasChanged:
    def test_open_deadlines_move_to_its_hours(self):
        row = promise()
        version = close_wednesday()
        assert reprice(calendar="ua-orders", now=NOW, actor=CHIEF) == [moved(row, DUE, DAY_LATER)]
        row.refresh_from_db()
        assert (row.due_at, row.calendar_version) == (DAY_LATER, version)
        assert row.looks == [kyiv(2026, 2, 3, 19, 30), kyiv(2026, 2, 5, 9, 24)]
        assert row.next_look_at == kyiv(2026, 2, 3, 19, 30)
        assert row.explanation[-1][1] == int(DAY_LATER.timestamp())

    def test_and_again_nothing_is_left_to_do(self):
        promise()
        close_wednesday()
        reprice(calendar="ua-orders", now=NOW, actor=CHIEF)
        assert reprice(calendar="ua-orders", now=NOW, actor=CHIEF) == []
        assert len(told()) == 1

    def test_each_move_is_history_and_each_shop_is_told_once(self):
        rows = promises(2) + promises(1, shop_id=2)
        close_wednesday()
        reprice(calendar="ua-orders", now=NOW, actor=CHIEF)
        [line] = history.of("deadline", rows[0].pk)
        assert (line.action, line.reason, line.comment) == ("moved", "calendar", "ua-orders")
        assert (line.actor_label, line.at, line.shop_id) == ("Chief", NOW, 1)
        assert line.changes == {"due_at": [str(DUE), str(DAY_LATER)]}
        facts = [(f.shop_id, f.cause, f.detail, f.later, f.earlier) for f in told()]
        assert facts == [(1, "calendar", "ua-orders", 2, 0), (2, "calendar", "ua-orders", 1, 0)]

    def test_a_level_told_is_not_told_again(self):
        row = promise()
        sweep(now=kyiv(2026, 2, 3, 19, 30))
        close_wednesday()
        reprice(calendar="ua-orders", now=kyiv(2026, 2, 3, 19, 31), actor=CHIEF)
        row.refresh_from_db()
        assert (row.warned, row.next_look_at) == (50, kyiv(2026, 2, 5, 9, 24))

    def test_longer_hours_shorten_and_none_into_the_past(self):
        early = promise(kyiv(2026, 2, 4, 19))  # due Thursday 11:00
        late = promise(kyiv(2026, 2, 4, 19, 30))  # due Thursday 11:30
        services.add_exception(
            calendar="ua-orders",
            day=date(2026, 2, 5),
            hours=[["07:00", "20:00"]],
            reason="rush",
            actor=CHIEF,
            now=kyiv(2026, 2, 5, 9, 15),
        )
        moves = reprice(calendar="ua-orders", now=kyiv(2026, 2, 5, 9, 15), actor=CHIEF)
        assert moves == [moved(late, kyiv(2026, 2, 5, 11, 30), kyiv(2026, 2, 5, 9, 30))]
        early.refresh_from_db()
        # Its new due time, 09:00, has passed: it keeps the old one and is not asked about again.
        assert early.due_at == kyiv(2026, 2, 5, 11)
        assert early.calendar_version == work_table("ua-orders").version
        assert [(fact.later, fact.earlier) for fact in told()] == [(0, 1)]

    def test_one_that_is_due_already_is_judged_by_the_hours_it_had(self):
        row = promise()
        close_wednesday()
        assert reprice(calendar="ua-orders", now=DUE + timedelta(seconds=1), actor=CHIEF) == []
        row.refresh_from_db()
        assert row.due_at == DUE

    def test_ended_ones_and_other_calendars_are_untouched(self):
        kept = promise()
        settle(subject_id=kept.subject_id, kinds=[KIND], at=TUESDAY_18, now=TUESDAY_18)
        other = promise(calendar="warehouse")
        before = [deadline_of(row.subject_id).due_at for row in (kept, other)]
        close_wednesday()
        assert reprice(calendar="ua-orders", now=NOW, actor=CHIEF) == []
        assert [deadline_of(row.subject_id).due_at for row in (kept, other)] == before

    def test_a_credit_for_an_outage_stays(self):
        row = promise()
        Deadline.objects.filter(pk=row.pk).update(credited_s=HOUR)
        close_wednesday()
        reprice(calendar="ua-orders", now=NOW, actor=CHIEF)
        row.refresh_from_db()
        assert (row.credited_s, row.due_at) == (HOUR, kyiv(2026, 2, 5, 11))

    def test_promises_in_days_move_too(self):
        make_policy(days=1)
        row = promise()
        close_wednesday()
        assert reprice(calendar="ua-orders", now=NOW, actor=CHIEF) == [
            moved(row, kyiv(2026, 2, 5), kyiv(2026, 2, 6))
        ]

    def test_one_the_new_hours_cannot_time_keeps_its_own(self, monkeypatch):
        row = promise()
        close_wednesday()

        def refuse(*_args):
            raise repricing.ClockRefused("never open")

        monkeypatch.setattr(repricing, "clock_on", refuse)
        assert reprice(calendar="ua-orders", now=NOW, actor=CHIEF) == []
        row.refresh_from_db()
        assert (row.due_at, row.calendar_version) == (DUE, work_table("ua-orders").version)

    def test_a_dry_run_says_what_would_move_and_moves_nothing(self):
        row = promise()
        close_wednesday()
        moves = reprice(calendar="ua-orders", now=NOW, actor=CHIEF, dry_run=True)
        assert moves == [moved(row, DUE, DAY_LATER)]
        row.refresh_from_db()
        assert (row.due_at, row.calendar_version, told()) == (DUE, 1, [])

    @pytest.mark.parametrize("count", [1, 40])
    def test_queries_do_not_grow_with_the_rows(self, count, django_assert_num_queries):
        promises(count)
        close_wednesday()
        with django_assert_num_queries(8):
            assert len(reprice(calendar="ua-orders", now=NOW, actor=CHIEF)) == count

    def test_batches_do_them_all(self, monkeypatch):
        monkeypatch.setattr(repricing, "BATCH", 3)
        promises(7)
        close_wednesday()
        assert len(reprice(calendar="ua-orders", now=NOW, actor=CHIEF)) == 7
        assert {row.due_at for row in Deadline.objects.all()} == {DAY_LATER}
        assert [fact.later for fact in told()] == [7]

    def test_a_batch_that_fails_leaves_nothing_moved(self, monkeypatch):
        promises(3)
        close_wednesday()
        monkeypatch.setattr(moving.history, "write_many", lambda _entries: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            reprice(calendar="ua-orders", now=NOW, actor=CHIEF)
        assert {row.due_at for row in Deadline.objects.all()} == {DUE}


class TestTheChangeFindsItsWay:
    """A change of a calendar is a fact; each shop is repriced by a fact of its own."""

    def test_from_the_calendar_to_every_shop(self, deliver):
        promises(2)
        promises(1, shop_id=2)
        close_wednesday()
        with time_machine.travel(NOW, tick=False):
            deliver(NOW + timedelta(days=365))
        assert {row.due_at for row in Deadline.objects.all()} == {DAY_LATER}
        assert sorted((fact.shop_id, fact.later) for fact in told()) == [(1, 2), (2, 1)]

    def test_one_opened_by_the_old_hours_meanwhile_is_found_later(self):
        row = promise()
        close_wednesday()
        assert tell_outdated(now=NOW) == 1
        facts = Delivery.objects.filter(topic=DeadlinesOutdated.topic)
        assert [fact.payload["shop_id"] for fact in facts] == [1]
        reprice(calendar="ua-orders", only=Q(shop_id=1), now=NOW, actor=SYSTEM)
        assert tell_outdated(now=NOW) == 0
        assert deadline_of(row.subject_id).due_at == DAY_LATER

    def test_only_the_shop_asked_for_is_repriced(self):
        mine, other = promise(), promise(shop_id=2)
        close_wednesday()
        reprice(calendar="ua-orders", only=Q(shop_id=2), now=NOW, actor=SYSTEM)
        due = [deadline_of(row.subject_id).due_at for row in (mine, other)]
        assert due == [DUE, DAY_LATER]


class TestAPolicyHasChanged:
    def test_what_ran_under_the_old_one_moves(self):
        row = promise()
        policy = make_policy(
            effective_from=NOW, allowance_s=5 * HOUR, good_s=2 * HOUR, warnings=[90]
        )
        assert reprice(policy=policy, now=NOW, actor=CHIEF) == [
            moved(row, DUE, kyiv(2026, 2, 4, 12))
        ]
        row.refresh_from_db()
        assert (row.policy, row.allowance_s, row.good_s) == (policy, 5 * HOUR, 2 * HOUR)
        assert (row.good_at, row.levels) == (kyiv(2026, 2, 3, 20), [90])
        assert history.of("deadline", row.pk).get().reason == "policy"

    def test_a_shops_own_calendar_stays_with_it(self):
        row = promise(calendar="warehouse")
        policy = make_policy(effective_from=NOW, allowance_s=5 * HOUR, calendar="claims-ru")
        reprice(policy=policy, now=NOW, actor=CHIEF)
        row.refresh_from_db()
        assert (row.policy, row.calendar) == (policy, "warehouse")

    def test_the_policys_calendar_takes_the_place_of_the_old_policys(self):
        row = promise()
        policy = make_policy(effective_from=NOW, calendar="warehouse")
        reprice(policy=policy, now=NOW, actor=CHIEF)
        row.refresh_from_db()
        assert row.calendar == "warehouse"

    def test_another_kind_channel_or_shop_is_not_touched(self):
        make_policy()
        make_policy(channel="tmall")
        make_policy(shop_id=3)
        rows = [
            promise(),
            promise(channel="tmall"),
            promise(shop_id=3),
            promise(kind="test.other"),
        ]
        policy = make_policy(effective_from=NOW, allowance_s=5 * HOUR)
        assert [move.deadline_id for move in reprice(policy=policy, now=NOW, actor=CHIEF)] == [
            rows[0].pk
        ]

    def test_a_policy_for_one_shop_moves_that_shops_only(self):
        rows = [promise(), promise(shop_id=3)]
        policy = make_policy(effective_from=NOW, allowance_s=5 * HOUR, shop_id=3)
        assert [move.deadline_id for move in reprice(policy=policy, now=NOW, actor=CHIEF)] == [
            rows[1].pk
        ]

    def test_one_that_would_be_over_already_keeps_its_promise_whole(self):
        row = promise()
        policy = make_policy(effective_from=NOW, allowance_s=HOUR, good_s=60, warnings=[10])
        assert reprice(policy=policy, now=kyiv(2026, 2, 3, 19, 30), actor=CHIEF) == []
        row.refresh_from_db()
        assert (row.due_at, row.allowance_s, row.levels) == (DUE, 3 * HOUR, [50, 80])

    def test_a_policy_without_a_limit_is_refused(self):
        row = promise()
        policy = make_policy(effective_from=NOW, allowance_s=None, good_s=None)
        with pytest.raises(NothingToReprice):
            reprice(policy=policy, now=NOW, actor=CHIEF)
        row.refresh_from_db()
        assert row.due_at == DUE


def test_something_must_have_changed():
    with pytest.raises(ValueError, match="a calendar or a policy"):
        reprice(now=NOW, actor=CHIEF)


class TestThePreviewOfADraft:
    def test_it_counts_and_lists_what_would_move(self):
        rows = promises(2)
        promise(kyiv(2026, 2, 3, 9))  # due the same day: stays
        table = draft_table("ua-orders", {WEDNESDAY: []})
        preview = preview_moves("ua-orders", table, now=kyiv(2026, 2, 3, 10))
        assert (preview.running, preview.later, preview.earlier, preview.unmoved) == (3, 2, 0, 1)
        assert preview.moves == tuple(moved(row, DUE, DAY_LATER) for row in rows)

    def test_it_is_what_the_change_then_does(self):
        promises(2)
        make_policy(kind="test.days", days=2)
        promise(kind="test.days")
        table = draft_table("ua-orders", {WEDNESDAY: []})
        preview = preview_moves("ua-orders", table, now=NOW)
        close_wednesday()
        done = reprice(calendar="ua-orders", now=NOW, actor=CHIEF)
        assert sorted(preview.moves, key=lambda move: move.deadline_id) == done

    def test_it_shows_the_first_and_counts_all(self):
        promises(5)
        table = draft_table("ua-orders", {WEDNESDAY: []})
        preview = preview_moves("ua-orders", table, now=NOW, most=2)
        assert (len(preview.moves), preview.later) == (2, 5)

    def test_what_would_lie_in_the_past_stays(self):
        promise(kyiv(2026, 2, 4, 19))  # due Thursday 11:00; would be 09:00
        table = draft_table("ua-orders", {date(2026, 2, 5): [["07:00", "20:00"]]})
        preview = preview_moves("ua-orders", table, now=kyiv(2026, 2, 5, 9, 15))
        assert (preview.running, preview.unmoved) == (1, 1)

    def test_promises_in_days_are_shown_both_ways(self):
        make_policy(days=1)
        row = promise()  # until the end of Wednesday
        later = draft_table("ua-orders", {WEDNESDAY: []})
        [move] = preview_moves("ua-orders", later, now=NOW).moves
        assert (move.due_before, move.due_after) == (kyiv(2026, 2, 5), kyiv(2026, 2, 6))
        friday = promise(kyiv(2026, 2, 6, 12))  # until the end of Monday
        earlier = draft_table("ua-orders", {date(2026, 2, 7): [["09:00", "12:00"]]})
        [move] = preview_moves("ua-orders", earlier, now=NOW).moves
        assert (move.deadline_id, move.due_after) == (friday.pk, kyiv(2026, 2, 8))
        assert row.pk != friday.pk

    def test_one_the_draft_cannot_time_stays_and_the_others_are_shown(self):
        row = promise()
        far = promise()
        Deadline.objects.filter(pk=far.pk).update(allowance_s=2**31 - 1)
        preview = preview_moves("ua-orders", draft_table("ua-orders", {WEDNESDAY: []}), now=NOW)
        assert [move.deadline_id for move in preview.moves] == [row.pk]

    def test_it_changes_nothing(self):
        row = promise()
        preview_moves("ua-orders", draft_table("ua-orders", {WEDNESDAY: []}), now=NOW)
        row.refresh_from_db()
        assert row.due_at == DUE
