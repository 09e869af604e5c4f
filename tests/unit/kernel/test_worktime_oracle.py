"""Working time agrees with a judge that looks at every real minute, over every clock change (T3)."""

import random
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.calendars.hours import week_hours
from kernel.calendars.official import official_days
from kernel.calendars.rules import DayRules
from kernel.worktime import SECOND, NeverOpen, WorkTable
from tests.unit.kernel.oracle import MinuteOracle, clock_changes

COUNTRIES = {"Europe/Kyiv": "UA", "Europe/Moscow": "RU", "Asia/Shanghai": "CN"}
ZONES = list(COUNTRIES)
YEARS = (2010, 2037)
OFFICE = ((9 * 60, 20 * 60),)
CASES = 10_000
ALLOWANCES = (1, 59, 60, 3600, 3 * 3600, 6 * 3600, 11 * 3600, 11 * 3600 + 1, 55 * 3600, 300 * 3600)

oracles = settings(max_examples=150, deadline=None, derandomize=True)
# Each example draws a judge and a table of its own, which takes longer than all questions to them.
oracles_anew = settings(oracles, max_examples=60)


@cache
def table_of(zone):
    week = week_hours({str(day): [["09:00", "20:00"]] for day in range(5)})
    rules = DayRules(ZoneInfo(zone), week, *YEARS, official=official_days(COUNTRIES[zone], *YEARS))
    return WorkTable(rules.zone, rules.shifts(), rules.begins, rules.ends)


@cache
def judge_of(zone):
    """The judge asks the holiday library in its own way: is this a working day?"""
    known = holidays.country_holidays(COUNTRIES[zone], years=range(YEARS[0], YEARS[1] + 1))

    def hours_on(day):
        return OFFICE if known.is_working_day(day) else ()

    return MinuteOracle(zone, date(YEARS[0], 1, 1), date(YEARS[1], 12, 31), hours_on)


def moments(zone, count):
    """Random moments: half anywhere, a third within three days of a clock change, the rest at edges."""
    draw = random.Random(f"{zone} 2010-2037")
    begins, ends = datetime(2010, 1, 5, tzinfo=UTC), datetime(2036, 6, 1, tzinfo=UTC)
    span = (ends - begins) // SECOND
    changes = [at for at in clock_changes(zone, *YEARS) if begins < at < ends] or [begins]
    for number in range(count):
        if number % 6 < 3:
            yield begins + timedelta(seconds=draw.randrange(span))
        elif number % 6 < 5:
            near = max(begins, draw.choice(changes) + timedelta(days=draw.uniform(-3, 3)))
            yield near.replace(microsecond=0)
        else:
            day = date(2010, 1, 5) + timedelta(days=draw.randrange(9500))
            edge = timedelta(hours=draw.choice((9, 20)), seconds=draw.choice((-1, 0, 1)))
            yield (datetime.combine(day, datetime.min.time(), ZoneInfo(zone)) + edge).astimezone(
                UTC
            )


@pytest.mark.parametrize("zone", ZONES)
def test_ten_thousand_random_promises_agree_with_the_oracle(zone):
    """Done-when 2: with holidays, transfers and make-up days, single and batch."""
    table, judge = table_of(zone), judge_of(zone)
    draw = random.Random(zone)
    starts = list(moments(zone, CASES))
    allowances = [
        draw.choice(ALLOWANCES) if draw.random() < 0.5 else draw.randrange(500_000) for _ in starts
    ]
    judged = [judge.due(start, s) for start, s in zip(starts, allowances, strict=True)]
    assert [table.due(start, s) for start, s in zip(starts, allowances, strict=True)] == judged
    assert table.due_many(starts, allowances) == judged


@pytest.mark.parametrize("zone", ZONES)
def test_three_hours_over_every_clock_change_agree_with_the_oracle(zone):
    """Each minute from four days before to four days after every change of 2010-2037."""
    table, judge = table_of(zone), judge_of(zone)
    changes = clock_changes(zone, *YEARS)
    assert len(changes) == {"Europe/Kyiv": 56, "Europe/Moscow": 4, "Asia/Shanghai": 0}[zone]
    for change in changes:
        starts = [change + timedelta(minutes=7 * n) for n in range(-800, 800)]
        judged = [judge.due(start, 3 * 3600) for start in starts]
        assert table.due_many(starts, 3 * 3600) == judged
        assert [table.due(start, 3 * 3600) for start in starts[::5]] == judged[::5]


@pytest.mark.parametrize("zone", ZONES)
def test_elapsed_working_time_agrees_with_the_oracle(zone):
    table, judge = table_of(zone), judge_of(zone)
    starts = list(moments(zone, 2_000))
    pairs = list(zip(starts, reversed(starts), strict=True))
    assert [table.elapsed(*pair) for pair in pairs] == [judge.elapsed(*pair) for pair in pairs]


clock = st.integers(0, 24 * 60)


@st.composite
def day_shifts(draw):
    edges = sorted(draw(st.lists(clock, max_size=6, unique=True)))
    return tuple(zip(edges[::2], edges[1::2], strict=False))


@st.composite
def odd_weeks(draw):
    """Any week at all, with some of its edges in the hours that come twice or never."""
    return tuple(draw(day_shifts()) for _ in range(7))


@cache
def changes_of(zone):
    # Shanghai has had none since 1991, so it stands for a zone that never changes.
    return clock_changes(zone, *YEARS) or [datetime(2020, 3, 1, tzinfo=UTC)]


@given(data=st.data(), zone=st.sampled_from(ZONES), week=odd_weeks())
@oracles_anew
def test_any_week_over_any_clock_change_agrees_with_the_oracle(data, zone, week):
    change = data.draw(st.sampled_from(changes_of(zone)))
    first, last = (change + timedelta(days=n) for n in (-8, 8))
    judge = MinuteOracle(zone, first.date(), last.date(), lambda day: week[day.weekday()])
    rules = DayRules(ZoneInfo(zone), week, first.year, last.year)
    table = WorkTable(rules.zone, rules.shifts(), rules.begins, rules.ends)
    start = change + timedelta(seconds=data.draw(st.integers(-3 * 86_400, 3 * 86_400)))
    end = start + timedelta(seconds=data.draw(st.integers(0, 4 * 86_400)))
    worked = table.elapsed(start, end)
    assert worked == judge.elapsed(start, end)
    if worked:
        assert table.due(start, worked) == judge.due(start, worked)


moment = st.datetimes(
    datetime(2010, 1, 2), datetime(2036, 1, 1), timezones=st.just(UTC), allow_imaginary=False
)
seconds = st.one_of(st.sampled_from(ALLOWANCES), st.integers(0, 3_000_000))
any_table = st.sampled_from(ZONES).map(table_of)


@given(table=any_table, start=moment, allowance=seconds)
@oracles
def test_elapsed_undoes_due(table, start, allowance):
    assert table.elapsed(start, table.due(start, allowance)) == allowance


@given(table=any_table, start=moment, allowance=seconds, more=st.integers(0, 100_000))
@oracles
def test_due_never_goes_back(table, start, allowance, more):
    due = table.due(start, allowance)
    assert start <= due <= table.due(start, allowance + more)
    assert due <= table.due(start + timedelta(seconds=more), allowance)


@given(table=any_table, starts=st.lists(moment, max_size=20), allowance=seconds)
@oracles
def test_many_are_what_each_is(table, starts, allowance):
    assert table.due_many(starts, allowance) == [table.due(start, allowance) for start in starts]


@given(table=any_table, start=moment, allowance=seconds)
@oracles
def test_an_explanation_sums_to_the_allowance_and_ends_when_it_is_due(table, start, allowance):
    counted = table.explain(start, allowance)
    assert sum(times.seconds for times in counted) == allowance
    assert [times.closes for times in counted][-1:] == [table.due(start, allowance)][: len(counted)]
    for times in counted:
        assert table.elapsed(times.opens, times.closes) == (times.closes - times.opens) // SECOND


@given(table=any_table, start=moment)
@oracles
def test_the_next_opening_is_open(table, start):
    opening = table.next_open(start)
    assert table.is_open(opening)
    assert table.elapsed(start, opening) == 0
    assert (opening == start) == table.is_open(start)


@given(table=any_table, allowance=st.integers(10**9, 10**40))
@oracles
def test_no_allowance_breaks_the_arithmetic(table, allowance):
    for ask in (table.due, lambda start, s: table.due_many([start], s)):
        with pytest.raises(NeverOpen):
            ask(datetime(2026, 2, 3, 16, tzinfo=UTC), allowance)
