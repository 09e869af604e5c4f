"""What pages read: the clocks of their rows in a constant number of queries, and the board of the day."""

from datetime import timedelta

import pytest
from django.db import connection

from kernel import history
from kernel.deadlines.models import Deadline, DeadlineState
from kernel.deadlines.reading import (
    BUCKETS,
    board,
    changes_of,
    clocks_of,
    deadlines_by_due,
    nearest_open,
    open_clocks,
)
from kernel.deadlines.settling import settle
from kernel.deadlines.sweeping import sweep
from kernel.history import SYSTEM
from kernel.scope import PLATFORM, Scope
from tests.factories.kernel import HOUR, KIND, make_policy, promise, promises
from tests.moments import TUESDAY_18, kyiv

MINE, THEIRS = Scope.shop(1), Scope.shop(2)
DUE = kyiv(2026, 2, 4, 10)
NOW = kyiv(2026, 2, 3, 19, 15)
KYIV = "Europe/Kyiv"
pytestmark = pytest.mark.django_db


class TestTheClocksOfAPage:
    @pytest.mark.parametrize("count", [1, 3])
    def test_two_queries_whatever_the_number(self, count, django_assert_num_queries):
        rows = promises(count)
        with django_assert_num_queries(2):
            clocks = open_clocks(MINE, [row.subject_id for row in rows], now=NOW)
        assert {subject: [face.id for face in faces] for subject, faces in clocks.items()} == {
            row.subject_id: [row.pk] for row in rows
        }

    def test_a_face_has_all_that_is_shown(self):
        row = promise()
        face = nearest_open(MINE, [row.subject_id], now=NOW)[row.subject_id]
        assert (face.kind, face.band, face.due_at, face.good_at) == (
            KIND,
            "amber",
            DUE,
            kyiv(2026, 2, 3, 19),
        )
        assert (face.allowance_s, face.calendar_zone) == (3 * HOUR, KYIV)
        assert face.explain == ("2 h Tue 18:00-20:00", "1 h Wed 09:00-10:00")
        assert sum(closes - opens for opens, closes in face.intervals) == 3 * HOUR

    def test_the_nearest_of_several_stands_for_a_subject(self):
        """C-05: run both, show the nearest."""
        row = promise()
        make_policy(kind="test.sooner", allowance_s=HOUR, good_s=None)
        sooner = promise(kind="test.sooner", subject_id=row.subject_id)
        assert nearest_open(MINE, [row.subject_id], now=NOW)[row.subject_id].id == sooner.pk

    def test_late_ones_are_open_until_somebody_has_done_it(self):
        row = promise()
        late = DUE + timedelta(minutes=1)
        sweep(now=late)
        assert nearest_open(MINE, [row.subject_id], now=late)[row.subject_id].band == "late"
        settle(subject_id=row.subject_id, kinds=[KIND], at=late, now=late)
        assert open_clocks(MINE, [row.subject_id], now=late) == {}

    def test_another_shops_are_not_there(self):
        row = promise()
        assert open_clocks(THEIRS, [row.subject_id], now=NOW) == {}
        assert clocks_of(THEIRS, row.subject_id, now=NOW) == []
        assert len(clocks_of(PLATFORM, row.subject_id, now=NOW)) == 1

    def test_nothing_asked_is_nothing_answered(self):
        assert open_clocks(MINE, [], now=NOW) == {}

    def test_all_of_a_subject_ended_ones_too(self):
        row = promise()
        settle(subject_id=row.subject_id, kinds=[KIND], at=NOW, now=NOW)
        again = promise(NOW, subject_id=row.subject_id)
        faces = clocks_of(MINE, row.subject_id, now=NOW)
        assert [(face.id, face.band) for face in faces] == [(row.pk, "kept"), (again.pk, "calm")]

    def test_how_they_were_moved(self):
        row = promise()
        history.write(
            subject=("deadline", str(row.pk)), action="moved", actor=SYSTEM, at=NOW, shop_id=1
        )
        assert [line.action for line in changes_of(MINE, row.subject_id)] == ["moved"]
        assert changes_of(THEIRS, row.subject_id) == []


class TestTheListByDueTime:
    def test_pages_follow_on_one_another(self):
        rows = [promise(TUESDAY_18 + timedelta(minutes=n // 2)) for n in range(5)]
        first = deadlines_by_due(MINE, limit=3)
        rest = deadlines_by_due(MINE, after=(first[-1].due_at, first[-1].pk), limit=3)
        assert first + rest == rows

    def test_it_is_filtered(self):
        row, other = promise(), promise(kind="test.other")
        promise(shop_id=2)
        assert deadlines_by_due(MINE, kind=KIND) == [row]
        assert deadlines_by_due(MINE, due_before=DUE) == []
        assert deadlines_by_due(MINE, due_before=DUE + timedelta(seconds=1)) == [row, other]
        settle(subject_id=row.subject_id, kinds=[KIND], at=NOW, now=NOW)
        assert deadlines_by_due(MINE, state=DeadlineState.KEPT) == [row]

    def test_a_shop_with_a_long_past_is_read_by_index(self):
        kept = promise()
        settle(subject_id=kept.subject_id, kinds=[KIND], at=NOW, now=NOW)
        promise()
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into kernel_deadline select (jsonb_populate_record(d, jsonb_build_object("
                "'id', 1000000 + n, 'subject_id', gen_random_uuid()))).*"
                " from kernel_deadline d, generate_series(1, 5000) n where d.id = %s",
                [kept.pk],
            )
            cursor.execute("analyze kernel_deadline")
        # Which of the indexes of what runs is cheapest depends on how much the tests before left in them.
        assert "Seq Scan" not in deadline_rows(MINE).explain()


def deadline_rows(scope):
    """Return the query of the list, to be asked for its plan."""
    rows = Deadline.objects.filter(shop_id__in=scope.shop_ids, state="running", closed_at=None)
    return rows.order_by("due_at", "pk")[:50]


class TestTheBoard:
    def due_at(self, *at, **values):
        """Open a promise that falls due at this moment, by a calendar that never closes at night."""
        return promise(kyiv(*at) - timedelta(hours=1), **values)

    @pytest.fixture
    def rows(self):
        make_policy(allowance_s=HOUR, good_s=None)
        self.late = self.due_at(2026, 2, 3, 15)
        self.hour = self.due_at(2026, 2, 3, 16)
        self.today = self.due_at(2026, 2, 3, 18, 30)
        self.tomorrow = self.due_at(2026, 2, 4, 12)
        self.later = self.due_at(2026, 2, 5, 12)
        self.due_at(2026, 2, 3, 16, shop_id=2)

    def ids(self, made):
        return [[face.id for face in bucket.clocks] for bucket in made.buckets]

    def test_each_stands_in_its_column(self, rows):
        made = board(MINE, now=kyiv(2026, 2, 3, 15, 30), zone=KYIV)
        columns = [self.late, self.hour, self.today, self.tomorrow, self.later]
        assert self.ids(made) == [[row.pk] for row in columns]
        assert [bucket.name for bucket in made.buckets] == list(BUCKETS)
        assert [bucket.count for bucket in made.buckets] == [1] * 5

    def test_one_just_due_is_within_the_hour_and_then_late(self, rows):
        at = kyiv(2026, 2, 3, 16)
        assert self.hour.pk in self.ids(board(MINE, now=at, zone=KYIV))[1]
        late = self.ids(board(MINE, now=at + timedelta(microseconds=1), zone=KYIV))[0]
        assert late == [self.late.pk, self.hour.pk]

    def test_late_ones_stay_when_the_sweep_has_seen_them_and_go_when_done(self, rows):
        now = kyiv(2026, 2, 3, 15, 30)
        sweep(now=now)
        assert self.ids(board(MINE, now=now, zone=KYIV))[0] == [self.late.pk]
        settle(subject_id=self.late.subject_id, kinds=[KIND], at=now, now=now)
        assert board(MINE, now=now, zone=KYIV)["late"].count == 0

    def test_days_are_those_of_the_reader(self, rows):
        at = kyiv(2026, 2, 3, 15, 30)  # 21:30 in Shanghai
        shanghai = board(MINE, now=at, zone="Asia/Shanghai")
        assert self.today.pk in self.ids(shanghai)[3]

    def test_the_midnight_that_ends_a_day_is_of_that_day_r_003_19(self, rows):
        """R-003-19: "until the end of Tuesday" is to be done on Tuesday."""
        tonight, next_night = (promise(kyiv(2026, 2, day, 12), days=1) for day in (2, 3))
        assert tonight.due_at == kyiv(2026, 2, 4)
        made = self.ids(board(MINE, now=kyiv(2026, 2, 3, 15, 30), zone=KYIV))
        assert (made[2], made[3]) == (
            [self.today.pk, tonight.pk],
            [self.tomorrow.pk, next_night.pk],
        )

    def test_a_subject_stands_once_at_its_nearest(self, rows):
        promise(kyiv(2026, 2, 4, 11), subject_id=self.hour.subject_id, kind="test.other")
        made = board(MINE, now=kyiv(2026, 2, 3, 15, 30), zone=KYIV)
        assert [bucket.count for bucket in made.buckets] == [1] * 5

    def test_kinds_narrow_it(self, rows):
        assert board(MINE, now=NOW, zone=KYIV, kinds=["other"])["late"].count == 0
        assert board(MINE, now=NOW, zone=KYIV, kinds=[KIND])["late"].count == 3

    @pytest.mark.parametrize("count", [1, 6])
    def test_three_queries_and_the_first_few_of_each(self, count, django_assert_num_queries):
        promises(count)
        with django_assert_num_queries(3):
            made = board(MINE, now=NOW, zone=KYIV, most=4)
        assert (made["tomorrow"].count, len(made["tomorrow"].clocks)) == (count, min(count, 4))

    def test_no_work_is_an_empty_board(self):
        made = board(MINE, now=NOW, zone=KYIV)
        assert [(bucket.count, bucket.clocks) for bucket in made.buckets] == [(0, ())] * 5

    def test_the_platform_sees_everybodys(self, rows):
        assert board(PLATFORM, now=kyiv(2026, 2, 3, 15, 30), zone=KYIV)["hour"].count == 2
