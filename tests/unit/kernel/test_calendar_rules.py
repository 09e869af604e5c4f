"""Calendars without a database: hours as written, which rule decides a day, what countries say."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from kernel.calendars import models
from kernel.calendars.hours import (
    BadHours,
    clock_of,
    day_hours,
    minutes_of,
    week_hours,
    written_day,
    written_week,
)
from kernel.calendars.official import official_days
from kernel.calendars.rules import DayRules, Official, Period

WEEK = week_hours({"0": [["09:00", "20:00"]], "1": [["10:00", "12:00"]], "5": [["11:00", "13:00"]]})
MONDAY, TUESDAY = WEEK[0], WEEK[1]
SATURDAY = WEEK[5]
OWN = ((1, 2),)
RULES = DayRules(ZoneInfo("Europe/Kyiv"), WEEK, 2026, 2027)


def hours_on(day, **changes):
    return dict(replace(RULES, **changes).hours_by_day())[date.fromisoformat(day)]


def days_of(year, days):
    return sorted(f"{day:%m-%d}" for day in days if day.year == year)


@pytest.mark.parametrize(
    ("clock", "minutes"), [("00:00", 0), ("09:05", 545), ("23:59", 1439), ("24:00", 1440)]
)
def test_times_of_day_are_read_and_written(clock, minutes):
    assert (minutes_of(clock), clock_of(minutes)) == (minutes, clock)


@pytest.mark.parametrize(
    "clock", ["24:01", "9:00", "09:60", "25:00", "0900", "", " 09:00", 9, None]
)
def test_what_is_no_time_of_day_is_refused(clock):
    with pytest.raises(BadHours, match="is not a time of day"):
        minutes_of(clock)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        pytest.param("09:00-20:00", "is not a list of shifts", id="text"),
        pytest.param({"0": 1}, "is not a list of shifts", id="object"),
        pytest.param(["09:00"], "is not a shift", id="one time"),
        pytest.param([["09:00", "10:00", "11:00"]], "is not a shift", id="three times"),
        pytest.param([["20:00", "09:00"]], "has no length", id="backwards"),
        pytest.param([["09:00", "09:00"]], "has no length", id="empty"),
        pytest.param([["09:00", "12:00"], ["11:59", "13:00"]], "before the last", id="overlap"),
        pytest.param([["14:00", "15:00"], ["09:00", "10:00"]], "before the last", id="disorder"),
    ],
)
def test_what_are_no_hours_of_a_day_is_refused(written, message):
    with pytest.raises(BadHours, match=message):
        day_hours(written)


@pytest.mark.parametrize(
    "written",
    [
        [],
        [["00:00", "24:00"]],
        [["09:00", "13:00"], ["13:00", "20:00"]],
        [["00:00", "06:00"], ["22:00", "24:00"]],
    ],
)
def test_hours_of_a_day_survive_being_read(written):
    assert written_day(day_hours(written)) == written


def test_hours_of_a_week_survive_being_read_and_a_day_left_out_is_closed():
    written = {"0": [["09:00", "20:00"]], "6": [["10:00", "12:00"]]}
    week = week_hours(written)
    assert week == (((540, 1200),), (), (), (), (), (), ((600, 720),))
    assert written_week(week) == written


@pytest.mark.parametrize(
    "written", [[], None, {"7": []}, {"mon": []}, {"-1": []}, {"0": "09:00"}, {0: [], "x": []}]
)
def test_what_are_no_hours_of_a_week_is_refused(written):
    with pytest.raises(BadHours):
        week_hours(written)


def test_an_ordinary_day_has_the_hours_of_its_weekday():
    assert [hours_on(f"2026-06-{day:02}") for day in range(1, 8)] == list(WEEK)


@pytest.mark.parametrize(
    ("changes", "hours"),
    [
        pytest.param({}, MONDAY, id="the week"),
        pytest.param({"closed_days": frozenset({(6, 1)})}, (), id="closed every year"),
        pytest.param({"official": Official(rest=frozenset({date(2026, 6, 1)}))}, (), id="holiday"),
        pytest.param({"exceptions": ((date(2026, 6, 1), OWN),)}, OWN, id="own hours"),
        pytest.param({"exceptions": ((date(2026, 6, 1), ()),)}, (), id="closed for once"),
    ],
)
def test_what_decides_a_monday(changes, hours):
    assert hours_on("2026-06-01", **changes) == hours
    assert hours_on("2026-06-02", **changes) == TUESDAY


def test_a_make_up_day_has_mondays_hours():
    worked = Official(make_up=frozenset({date(2026, 6, 6), date(2026, 6, 7)}))
    assert (
        hours_on("2026-06-06", official=worked) == hours_on("2026-06-07", official=worked) == MONDAY
    )
    assert hours_on("2026-06-13", official=worked) == SATURDAY


def test_a_holiday_beats_a_make_up_day():
    both = frozenset({date(2026, 6, 6)})
    assert hours_on("2026-06-06", official=Official(both, both)) == ()
    worked = Official(make_up=both)
    assert hours_on("2026-06-06", official=worked, closed_days=frozenset({(6, 6)})) == ()


OWN_WEEK = {"0": [["00:01", "00:02"]], "2": [["00:01", "00:02"]]}
PERIOD = Period.read(date(2026, 6, 1), date(2026, 6, 3), OWN_WEEK)
REST = frozenset(date(2026, 6, day) for day in range(1, 8))


def test_a_special_period_beats_holidays_from_its_first_to_its_last_day():
    changes = {"periods": (PERIOD,), "official": Official(rest=REST)}
    hours = [hours_on(f"2026-06-{day:02}", **changes) for day in (1, 2, 3, 4)]
    assert hours == [OWN, (), OWN, ()]
    assert hours_on("2026-05-31", **changes) == WEEK[6]
    assert hours_on("2026-06-08", **changes) == MONDAY


def test_an_exception_beats_a_special_period():
    changes = {"periods": (PERIOD,), "exceptions": ((date(2026, 6, 1), SATURDAY),)}
    assert hours_on("2026-06-01", **changes) == SATURDAY


def test_changes_on_trial_win_over_what_stands():
    standing = replace(
        RULES, periods=(PERIOD,), exceptions=((date(2026, 6, 8), OWN), (date(2026, 6, 9), OWN))
    )
    longer = Period.read(date(2026, 6, 1), date(2026, 6, 30), {})
    tried = standing.with_changes({date(2026, 6, 8): SATURDAY}, [longer])
    hours = dict(tried.hours_by_day())
    assert [hours[date(2026, 6, day)] for day in (1, 8, 9, 15)] == [(), SATURDAY, OWN, ()]
    assert dict(standing.hours_by_day())[date(2026, 6, 8)] == OWN


def test_the_years_are_whole_in_the_zone_of_the_calendar():
    days = [day for day, _ in RULES.hours_by_day()]
    assert (days[0], days[-1], len(days)) == (date(2026, 1, 1), date(2027, 12, 31), 730)
    assert RULES.begins.isoformat() == "2025-12-31T22:00:00+00:00"
    assert RULES.ends.isoformat() == "2027-12-31T22:00:00+00:00"


def test_ukraine_has_no_public_holidays_while_martial_law_lasts():
    ukraine = official_days("UA", 2010, 2037)
    assert [days_of(year, ukraine.rest) for year in (2023, 2024, 2025, 2026)] == [[], [], [], []]
    assert "01-01" in days_of(2021, ukraine.rest)
    assert days_of(2026, ukraine.make_up) == []


def test_russia_moves_days_off_and_works_a_saturday_for_them():
    russia = official_days("RU", 2010, 2037)
    weekdays = [day for day in russia.rest if day.weekday() < 5]
    assert days_of(2026, weekdays) == [
        *("01-01", "01-02", "01-05", "01-06", "01-07", "01-08", "01-09"),
        *("02-23", "03-09", "05-01", "05-11", "06-12", "11-04", "12-31"),
    ]
    assert days_of(2027, russia.make_up) == ["02-20"]
    assert {"02-22", "11-05"} <= set(days_of(2027, russia.rest))


def test_china_makes_up_for_its_long_holidays_at_weekends():
    china = official_days("CN", 2010, 2037)
    make_up = ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]
    assert days_of(2026, china.make_up) == make_up
    assert {"02-16", "10-01", "10-07"} <= set(days_of(2026, china.rest))


@pytest.mark.parametrize(
    ("validator", "good", "bad"),
    [
        (models.valid_zone, "Europe/Kyiv", ["Europe/Atlantis", "Europe", "../etc/passwd", ""]),
        (models.valid_week, {"0": [["09:00", "20:00"]]}, [{"0": "09:00"}, [], {"8": []}]),
        (models.valid_day, [["09:00", "20:00"]], [{}, [["09:00"]], "09:00"]),
        (models.valid_yearly_days, ["01-01", "02-29"], [["1-1"], ["02-30"], 5, [7]]),
    ],
)
def test_forms_refuse_what_a_calendar_cannot_be_made_of(validator, good, bad):
    validator(good)
    for value in bad:
        with pytest.raises(ValidationError):
            validator(value)
