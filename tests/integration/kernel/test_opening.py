"""Opening deadlines: timed once, by the most special policy in force, with the reason why."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import F

from kernel.calendars.models import WorkCalendar
from kernel.deadlines.clocks import ClockRefused
from kernel.deadlines.explaining import explain_lines
from kernel.deadlines.models import Deadline
from kernel.deadlines.opening import Opening, open_many
from kernel.deadlines.policies import ensure_policies, policy_for
from kernel.ids import new_id
from tests.factories.kernel import HOUR, KIND, SINCE, make_policy, promise, promises
from tests.moments import TUESDAY_18, kyiv, utc

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("start", "due", "lines"),
    [
        pytest.param(
            TUESDAY_18,
            kyiv(2026, 2, 4, 10),
            ["2 h Tue 18:00-20:00", "1 h Wed 09:00-10:00"],
            id="R-004-22",
        ),
        pytest.param(
            kyiv(2026, 2, 6, 18),
            kyiv(2026, 2, 9, 10),
            ["2 h Fri 18:00-20:00", "1 h Mon 09:00-10:00"],
            id="R-004-23",
        ),
        pytest.param(
            kyiv(2026, 2, 4, 6), kyiv(2026, 2, 4, 12), ["3 h Wed 09:00-12:00"], id="before opening"
        ),
        pytest.param(
            kyiv(2026, 2, 4, 17), kyiv(2026, 2, 4, 20), ["3 h Wed 17:00-20:00"], id="to the close"
        ),
    ],
)
def test_three_working_hours_are_timed_and_explained(start, due, lines):
    deadline = promise(start)
    assert (deadline.due_at, explain_lines(deadline, "Europe/Kyiv")) == (due, lines)


def test_every_moment_of_a_promise_is_stored():
    deadline = promise()
    assert deadline.state == "running"
    assert deadline.good_at == kyiv(2026, 2, 3, 19)
    assert deadline.levels == [50, 80]
    assert deadline.looks == [kyiv(2026, 2, 3, 19, 30), kyiv(2026, 2, 4, 9, 24)]
    assert deadline.next_look_at == kyiv(2026, 2, 3, 19, 30)
    assert (deadline.calendar, deadline.calendar_version) == ("ua-orders", 1)
    assert (deadline.allowance_s, deadline.good_s, deadline.credited_s) == (3 * HOUR, HOUR, 0)
    assert (deadline.ended_at, deadline.noticed_at, deadline.closed_at) == (None, None, None)


def test_a_promise_in_days_ends_with_the_nth_working_day_after():
    """C-03: paid on Wednesday 4 February, one day: until the midnight that ends Thursday."""
    make_policy(days=1, warnings=[50])
    deadline = promise(kyiv(2026, 2, 4, 12))
    assert deadline.due_at == kyiv(2026, 2, 6)
    assert deadline.looks == [kyiv(2026, 2, 5, 6)]
    assert explain_lines(deadline, "Europe/Kyiv") == [
        "1 working day after Wed 4 Feb: until the end of Thu 5 Feb"
    ]


def test_days_that_are_not_worked_do_not_count():
    """R-003-09: three working days after Thursday end with Tuesday."""
    make_policy(days=3)
    assert promise(kyiv(2026, 2, 5, 12)).due_at == kyiv(2026, 2, 11)


def test_a_shops_own_calendar_takes_the_place_of_the_policys():
    deadline = promise(calendar="warehouse")
    assert deadline.calendar == "warehouse"


def test_a_kind_without_a_policy_makes_no_promise():
    assert open_many([Opening(kind="nobody.knows", subject_id=new_id(), at=TUESDAY_18)]) == 0
    assert Deadline.objects.count() == 0


def test_a_policy_without_a_limit_makes_no_promise():
    """C-23: the default for shipping."""
    make_policy(allowance_s=None, good_s=None)
    assert open_many([Opening(kind=KIND, subject_id=new_id(), at=TUESDAY_18)]) == 0


def test_a_promise_that_runs_already_stays_as_it_is():
    first = promise()
    again = Opening(kind=KIND, subject_id=first.subject_id, at=TUESDAY_18 + timedelta(hours=1))
    assert open_many([again]) == 0
    assert Deadline.objects.get().opened_at == TUESDAY_18


def test_many_are_opened_with_a_constant_number_of_queries(django_assert_num_queries):
    make_policy()
    promises(1)
    with django_assert_num_queries(1):  # it sees to the calendar's stamp itself
        open_many(Opening(kind=KIND, subject_id=new_id(), at=TUESDAY_18) for _ in range(50))
    assert Deadline.objects.count() == 51


def test_a_calendar_that_another_process_has_changed_is_read_anew():
    """T5: what this process has in memory is never trusted over what stands."""
    promise()
    hours = {str(day): [["12:00", "20:00"]] for day in range(5)}
    WorkCalendar.objects.filter(pk="ua-orders").update(
        weekly_hours=hours, stamp=uuid4(), version=F("version") + 1
    )
    assert open_many([Opening(kind=KIND, subject_id=new_id(), at=TUESDAY_18)]) == 1
    later = Deadline.objects.latest("id")
    assert (later.due_at, later.calendar_version) == (kyiv(2026, 2, 4, 13), 2)


def test_a_promise_that_had_run_out_when_we_were_told_counts_from_then():
    make_policy()
    told_at = kyiv(2026, 2, 4, 10)
    for at in (kyiv(2026, 2, 3, 10), kyiv(2026, 2, 3, 19)):
        open_many([Opening(kind=KIND, subject_id=new_id(), at=at, told_at=told_at)])
    starts = Deadline.objects.order_by("id").values_list("opened_at", flat=True)
    assert list(starts) == [told_at, kyiv(2026, 2, 3, 19)]


def test_a_start_outside_the_calendars_years_is_refused_and_nothing_is_opened():
    make_policy()
    openings = [
        Opening(kind=KIND, subject_id=new_id(), at=at) for at in (TUESDAY_18, utc(2099, 1, 1))
    ]
    with pytest.raises(ClockRefused) as refused:
        open_many(openings)
    assert (refused.value.code, Deadline.objects.count()) == ("outside_calendar", 0)


def test_hundred_per_cent_is_the_miss_and_no_warning():
    make_policy(warnings=[100, 80, 50, 80, 0])
    assert promise().levels == [50, 80]


class TestTheMostSpecialPolicyInForceApplies:
    """R-004-20: a policy per state, editable with effective dates."""

    def test_by_channel_shop_and_offer(self):
        general = make_policy()
        channel = make_policy(channel="tmall")
        shop = make_policy(shop_id=7)
        both = make_policy(shop_id=7, channel="tmall")
        offer = make_policy(offer_id=70)
        asked = [
            ({}, general),
            ({"channel": "native"}, general),
            ({"channel": "tmall"}, channel),
            ({"channel": "tmall", "shop_id": 8}, channel),
            ({"channel": "native", "shop_id": 7}, shop),
            ({"channel": "tmall", "shop_id": 7}, both),
            ({"channel": "tmall", "shop_id": 7, "offer_id": 70}, offer),
        ]
        answers = [policy_for(KIND, at=TUESDAY_18, **wanted) for wanted, _policy in asked]
        assert answers == [policy for _wanted, policy in asked]

    def test_from_its_own_moment_on(self):
        old = make_policy()
        new = make_policy(effective_from=TUESDAY_18, allowance_s=2 * HOUR)
        before = TUESDAY_18 - timedelta(microseconds=1)
        assert policy_for(KIND, at=before) == old
        assert policy_for(KIND, at=TUESDAY_18) == new

    def test_none_before_the_first(self):
        make_policy(effective_from=TUESDAY_18)
        assert policy_for(KIND, at=SINCE) is None

    def test_shipped_ones_leave_what_people_changed(self):
        shipped = [{"kind": KIND, "allowance_s": HOUR, "calendar": "ua-orders"}]
        ensure_policies(shipped, SINCE)
        ensure_policies([{**shipped[0], "allowance_s": 2 * HOUR}], SINCE)
        assert policy_for(KIND, at=TUESDAY_18).allowance_s == HOUR
