"""Waves are planned backwards from the cut-off (R-002-15, C-03)."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.rules.waves import MOST_LINES, MOST_ORDERS, Crew, Job, Pace, Why, next_cut_offs, plan

KYIV = ZoneInfo("Europe/Kyiv")
MINUTE = timedelta(minutes=1)
NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)  # 14:00 in Kyiv
SIX, NEXT = NOW + timedelta(hours=4), NOW + timedelta(hours=28)
A_MINUTE_A_LINE = Pace(pick=20, sort=10, pack=20, dispatch=10)


def job(key=1, lines=1, by=SIX, released=NOW, path=0):
    return Job(key, lines, by, released, path)


def planned(jobs, *, people=1, now=NOW, busy=timedelta(), cut_offs=(SIX, NEXT)):
    return plan(jobs, pace=A_MINUTE_A_LINE, crew=Crew(now, cut_offs, people, busy))


def keys(wave):
    return [one.key for one in wave.jobs]


@pytest.mark.parametrize(
    ("at", "first"),
    [
        pytest.param(datetime(2026, 2, 3, 15, 59, 59, tzinfo=UTC), 3, id="a second before"),
        pytest.param(datetime(2026, 2, 3, 16, tzinfo=UTC), 4, id="at six it is too late"),
        pytest.param(datetime(2026, 2, 3, 23, tzinfo=UTC), 4, id="the local day counts"),
    ],
)
def test_the_cut_off_is_of_the_warehouses_own_clock(at, first):
    found = next_cut_offs(at, cut_off=time(18), zone=KYIV)
    assert found == tuple(datetime(2026, 2, first + n, 16, tzinfo=UTC) for n in range(2))


def test_the_cut_off_stays_at_six_when_clocks_change():
    before = datetime(2026, 3, 28, 17, tzinfo=UTC)
    assert next_cut_offs(before, cut_off=time(18), zone=KYIV) == (
        datetime(2026, 3, 29, 15, tzinfo=UTC),
        datetime(2026, 3, 30, 15, tzinfo=UTC),
    )


def test_the_last_wave_ends_just_before_the_cut_off_and_the_others_before_it():
    found = planned([job(n, lines=30, path=n) for n in range(3)])
    second = timedelta(seconds=1)
    assert [keys(wave) for wave in found.waves] == [[0, 1], [2]]
    assert [wave.start_by for wave in found.waves] == [
        SIX - second - 90 * MINUTE,
        SIX - second - 30 * MINUTE,
    ]
    assert found.misses == ()


def test_twice_the_people_may_begin_twice_as_late():
    [wave] = planned([job(lines=30)], people=2).waves
    assert SIX - wave.start_by == 15 * MINUTE + timedelta(seconds=1)


def test_the_urgent_ones_get_the_time_and_the_rest_is_told_why_it_misses():
    soon = [job("soon", lines=100, by=SIX), job("later", lines=100, by=NEXT)]
    found = planned([*soon[::-1], job("last", lines=100, by=NEXT, released=NOW + MINUTE)])
    assert [(keys(w), w.leave_by) for w in found.waves] == [
        (["soon"], SIX),
        (["later"], SIX),
        (["last"], NEXT),
    ]
    [miss] = found.misses
    assert (miss.job.key, miss.why, miss.needs, miss.is_late) == (
        "last",
        Why.NO_TIME,
        100 * MINUTE,
        False,
    )
    assert miss.left == 40 * MINUTE - timedelta(seconds=1)


def test_what_is_in_hand_already_takes_its_time():
    found = planned([job(lines=200)], busy=60 * MINUTE)
    [miss] = found.misses
    assert (miss.why, miss.is_late, [w.leave_by for w in found.waves]) == (
        Why.TOO_LONG,
        True,
        [NEXT],
    )


def test_one_too_large_for_any_cut_off_is_not_planned():
    huge = job(lines=2000)
    assert planned([huge]).unplanned == (huge,)


def test_a_wave_is_one_walk():
    found = planned([job(n, path=100 - n) for n in range(40)], people=9)
    assert [keys(wave) for wave in found.waves] == [
        list(range(39, 19, -1)),
        list(range(19, -1, -1)),
    ]


@given(
    st.lists(st.tuples(st.integers(1, 90), st.sampled_from([SIX, NEXT, None])), max_size=60),
    st.integers(1, 5),
)
def test_whatever_is_ordered_every_job_is_planned_once_and_no_two_waves_overlap(asked, people):
    jobs = [job(n, lines=lines, by=by) for n, (lines, by) in enumerate(asked)]
    found = planned(jobs, people=people)
    told = [one.key for wave in found.waves for one in wave.jobs]
    assert sorted(told + [one.key for one in found.unplanned]) == list(range(len(jobs)))
    for wave in found.waves:
        assert NOW <= wave.start_by < wave.leave_by
        assert len(wave.jobs) <= MOST_ORDERS
        assert sum(one.lines for one in wave.jobs) <= MOST_LINES or len(wave.jobs) == 1
    ends = [wave.start_by + wave.work for wave in found.waves]
    assert all(end <= wave.start_by for end, wave in zip(ends, found.waves[1:], strict=False))
