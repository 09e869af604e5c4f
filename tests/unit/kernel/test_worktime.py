"""Working time: the vectors of R-004-21, R-004-22 and R-004-23, and every edge of a shift."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from kernel.calendars.hours import week_hours
from kernel.calendars.rules import DayRules
from kernel.worktime import (
    Counted,
    Interval,
    NeverOpen,
    OutOfRange,
    WorkTable,
    in_utc,
    in_words,
    wall_moment,
)

KYIV = ZoneInfo("Europe/Kyiv")
MOSCOW = ZoneInfo("Europe/Moscow")
HOUR, MINUTE, SECOND = 3600, 60, timedelta(seconds=1)
OFFICE_HOURS = {str(day): [["09:00", "20:00"]] for day in range(5)}


def table_of(zone=KYIV, week=OFFICE_HOURS, exceptions=(), years=(2026, 2027)):
    rules = DayRules(zone, week_hours(week), *years, exceptions=tuple(exceptions))
    return WorkTable(zone, rules.shifts(), rules.begins, rules.ends)


OFFICE = table_of()
LUNCH = table_of(week={"0": [["09:00", "13:00"], ["14:00", "20:00"]]})


def kyiv(text):
    return datetime.fromisoformat(text).replace(tzinfo=KYIV)


def at(text):
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=KYIV)


VECTORS = [
    pytest.param("2026-02-03 18:00", 180, "2026-02-04 10:00", id="V1 and R-004-22"),
    pytest.param("2026-02-06 18:00", 180, "2026-02-09 10:00", id="V2 and R-004-23"),
    pytest.param("2026-02-06 18:00", 60, "2026-02-06 19:00", id="V3"),
    pytest.param("2026-02-03 19:30", 60, "2026-02-04 09:30", id="V4"),
    pytest.param("2026-02-03 20:00", 60, "2026-02-04 10:00", id="V5"),
    pytest.param("2026-02-03 20:00", 180, "2026-02-04 12:00", id="V6"),
    pytest.param("2026-02-03 08:15", 180, "2026-02-03 12:00", id="V7"),
    pytest.param("2026-02-07 12:00", 180, "2026-02-09 12:00", id="V8"),
    pytest.param("2026-02-08 23:59", 60, "2026-02-09 10:00", id="V9"),
    pytest.param("2026-02-03 17:00", 180, "2026-02-03 20:00", id="V10"),
    pytest.param("2026-02-03 17:01", 180, "2026-02-04 09:01", id="V11"),
    pytest.param("2026-02-06 18:00", 360, "2026-02-09 13:00", id="V12"),
    pytest.param("2026-02-06 14:01", 360, "2026-02-09 09:01", id="V13"),
    pytest.param("2026-03-27 18:00", 180, "2026-03-30 10:00", id="V14: clocks go forward"),
    pytest.param("2026-10-23 18:00", 180, "2026-10-26 10:00", id="V15: clocks go back"),
]


@pytest.mark.parametrize(("start", "minutes", "due"), VECTORS)
def test_the_clock_ignores_nights_and_weekends(start, minutes, due):
    """R-004-21, vectors V1 to V15."""
    assert OFFICE.due(kyiv(start), minutes * MINUTE) == kyiv(due)


@pytest.mark.parametrize(
    ("day_off", "start", "due"),
    [
        pytest.param(date(2026, 4, 13), "2026-04-10 18:00", "2026-04-14 10:00", id="V16"),
        pytest.param(date(2027, 1, 1), "2026-12-31 18:00", "2027-01-04 10:00", id="V17"),
    ],
)
def test_the_clock_ignores_holidays(day_off, start, due):
    """R-004-21, vectors V16 and V17."""
    table = table_of(exceptions=[(day_off, ())])
    assert table.due(kyiv(start), 3 * HOUR) == kyiv(due)


@pytest.mark.parametrize(
    ("start", "due", "hours"),
    [
        pytest.param("2026-03-27 18:00", "2026-03-30 10:00", 63, id="V14"),
        pytest.param("2026-10-23 18:00", "2026-10-26 10:00", 65, id="V15"),
    ],
)
def test_a_weekend_over_a_clock_change_is_an_hour_shorter_or_longer(start, due, hours):
    assert OFFICE.due(kyiv(start), 3 * HOUR) - in_utc(kyiv(start)) == timedelta(hours=hours)
    assert OFFICE.elapsed(kyiv(start), kyiv(due)) == 3 * HOUR


EDGES = [
    pytest.param("02-03 08:59:59", 1, "02-03 09:00:01", id="a second before opening"),
    pytest.param("02-03 09:00:00", 1, "02-03 09:00:01", id="at opening"),
    pytest.param("02-03 09:00:01", 1, "02-03 09:00:02", id="a second after opening"),
    pytest.param("02-03 19:59:59", 1, "02-03 20:00:00", id="the last second"),
    pytest.param("02-03 19:59:59", 2, "02-04 09:00:01", id="the last second and one more"),
    pytest.param("02-03 20:00:00", 1, "02-04 09:00:01", id="at closing"),
    pytest.param("02-03 20:00:01", 1, "02-04 09:00:01", id="a second after closing"),
    pytest.param("02-03 09:00:00", 11 * HOUR, "02-03 20:00:00", id="a whole shift"),
    pytest.param("02-03 09:00:00", 11 * HOUR + 1, "02-04 09:00:01", id="a whole shift and more"),
    pytest.param("02-03 09:00:00", 22 * HOUR, "02-04 20:00:00", id="two whole shifts"),
    pytest.param("02-03 09:00:00", 22 * HOUR + 1, "02-05 09:00:01", id="two shifts and more"),
    pytest.param("02-03 20:00:00", 55 * HOUR, "02-10 20:00:00", id="a whole week"),
    pytest.param("02-03 20:00:00", 55 * HOUR + 1, "02-11 09:00:01", id="a whole week and more"),
    pytest.param("02-03 19:59:59.5", 1, "02-04 09:00:00.5", id="half a second is kept"),
    pytest.param("02-03 08:59:59.5", 1, "02-03 09:00:01", id="half a second of the night is not"),
]


@pytest.mark.parametrize(("start", "seconds", "due"), EDGES)
def test_a_shift_is_open_at_its_opening_and_closed_at_its_closing(start, seconds, due):
    assert OFFICE.due(at(start), seconds) == at(due)


@pytest.mark.parametrize(("start", "seconds", "due"), EDGES)
def test_many_at_once_have_the_same_edges(start, seconds, due):
    assert OFFICE.due_many([at(start)], seconds) == [at(due)]


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        pytest.param("02-03 08:59:59", "02-03 09:00:00", id="before opening"),
        pytest.param("02-03 09:00:00", "02-03 09:00:00", id="at opening"),
        pytest.param("02-03 19:59:59", "02-03 19:59:59", id="while open"),
        pytest.param("02-03 20:00:00", "02-04 09:00:00", id="at closing"),
        pytest.param("02-07 12:00:00", "02-09 09:00:00", id="at the weekend"),
    ],
)
def test_no_time_is_due_at_once_when_open_and_else_at_the_next_opening(moment, opening):
    assert OFFICE.due(at(moment), 0) == OFFICE.next_open(at(moment)) == at(opening)
    assert OFFICE.due_many([at(moment)], 0) == [at(opening)]
    assert OFFICE.is_open(at(moment)) == (moment == opening)
    assert OFFICE.explain(at(moment), 0) == []


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        pytest.param("02-02 12:00", 1, "02-02 13:00", id="to the break sharp"),
        pytest.param("02-02 12:00", 2, "02-02 15:00", id="over the break"),
        pytest.param("02-02 13:00", 1, "02-02 15:00", id="from the break"),
        pytest.param("02-02 12:00", 9, "02-09 11:00", id="into the next week"),
        pytest.param("02-02 21:00", 25, "02-23 15:00", id="over three weeks"),
    ],
)
def test_a_day_may_have_several_shifts(start, hours, due):
    assert LUNCH.due(at(start), hours * HOUR) == at(due)
    assert LUNCH.due_many([at(start)], hours * HOUR) == [at(due)]


def test_shifts_that_touch_are_one_stretch_of_work():
    week = {str(day): [["00:00", "12:00"], ["12:00", "24:00"]] for day in range(7)}
    table = table_of(week=week)
    assert table.due(at("02-03 11:00"), 14 * HOUR) == at("02-04 01:00")
    assert table.due(at("02-03 11:00"), 1 * HOUR) == at("02-03 12:00")
    assert table.due(at("02-03 12:00"), 0) == at("02-03 12:00")
    assert table.is_open(at("02-04 00:00"))


@pytest.mark.parametrize(
    ("handed_over_on", "last_day"),
    [
        pytest.param("02-04", "02-09", id="Wednesday"),
        pytest.param("02-05", "02-10", id="Thursday, R-002-43"),
        pytest.param("02-06", "02-11", id="Friday"),
        pytest.param("02-07", "02-11", id="Saturday"),
    ],
)
def test_a_claim_may_come_until_the_end_of_the_third_working_day(handed_over_on, last_day):
    """The claim vectors of section 11, C-13: the day of handover is day 0."""
    claims = table_of(MOSCOW, {str(day): [["00:00", "24:00"]] for day in range(5)})
    handover = date.fromisoformat(f"2026-{handed_over_on}")
    due = claims.due(wall_moment(handover, 24 * 60, MOSCOW), 3 * 24 * HOUR)
    last = datetime.fromisoformat(f"2026-{last_day} 23:59:59").replace(tzinfo=MOSCOW)
    assert due - SECOND == last


def test_the_explanation_names_what_was_counted():
    """R-004-22: 2 h on Tuesday and 1 h on Wednesday."""
    counted = OFFICE.explain(at("02-03 18:00"), 3 * HOUR)
    assert counted == [
        Counted(at("02-03 18:00"), at("02-03 20:00"), 2 * HOUR),
        Counted(at("02-04 09:00"), at("02-04 10:00"), 1 * HOUR),
    ]
    assert [in_words(times, KYIV) for times in counted] == [
        "2 h Tue 2026-02-03 18:00-20:00",
        "1 h Wed 2026-02-04 09:00-10:00",
    ]


def test_an_explanation_to_the_close_sharp_does_not_open_the_next_day():
    assert OFFICE.explain(at("02-03 17:00"), 3 * HOUR) == [
        Counted(at("02-03 17:00"), at("02-03 20:00"), 3 * HOUR)
    ]


def test_fractions_of_a_second_still_sum_to_the_allowance():
    counted = OFFICE.explain(at("02-03 19:59:58.5"), 3)
    assert [times.seconds for times in counted] == [1, 2]


@pytest.mark.parametrize(
    ("opens", "closes", "seconds", "words"),
    [
        ("02-03 18:00", "02-03 18:45", 2700, "45 min Tue 2026-02-03 18:00-18:45"),
        ("02-03 18:00", "02-03 19:30", 5400, "1 h 30 min Tue 2026-02-03 18:00-19:30"),
        ("02-03 18:00", "02-03 18:00:05", 5, "5 s Tue 2026-02-03 18:00-18:00:05"),
        ("02-08 00:00", "02-09 00:00", 86400, "24 h Sun 2026-02-08 00:00-24:00"),
        ("02-09 00:00", "02-09 00:00", 0, "0 s Mon 2026-02-09 00:00-00:00"),
    ],
)
def test_counted_time_in_words(opens, closes, seconds, words):
    assert in_words(Counted(in_utc(at(opens)), in_utc(at(closes)), seconds), KYIV) == words


@pytest.mark.parametrize(
    ("start", "end", "seconds"),
    [
        pytest.param("02-03 18:00", "02-04 10:00", 3 * HOUR, id="over a night"),
        pytest.param("02-03 20:00", "02-04 09:00", 0, id="nothing at night"),
        pytest.param("02-04 10:00", "02-03 18:00", -3 * HOUR, id="backwards"),
        pytest.param("02-03 19:59:59.5", "02-04 09:00:01", 1, id="whole seconds only"),
        pytest.param("02-04 09:00:01", "02-03 19:59:59.5", -1, id="whole seconds backwards"),
        pytest.param("02-06 08:00", "02-08 08:00", 11 * HOUR, id="over a weekend"),
    ],
)
def test_working_time_between_two_moments(start, end, seconds):
    assert OFFICE.elapsed(at(start), at(end)) == seconds


def test_the_answer_is_in_utc_whatever_the_zone_of_the_question():
    start = datetime(2026, 2, 3, 11, tzinfo=timezone(timedelta(hours=-5)))
    due = OFFICE.due(start, 3 * HOUR)
    assert (due, due.tzinfo) == (at("02-04 10:00"), UTC)


@pytest.mark.parametrize("ask", ["due", "next_open", "is_open", "elapsed", "explain", "due_many"])
@pytest.mark.parametrize(
    "moment",
    [datetime(2025, 12, 31, 21, 59, 59, tzinfo=UTC), datetime(2027, 12, 31, 22, 0, 1, tzinfo=UTC)],
)
def test_nothing_is_known_outside_the_years_of_the_table(ask, moment):
    arguments = {
        "due": (moment, 1),
        "explain": (moment, 1),
        "due_many": ([moment], 1),
        "elapsed": (moment, moment),
    }
    with pytest.raises(OutOfRange):
        getattr(OFFICE, ask)(*arguments.get(ask, (moment,)))


def test_the_first_and_the_last_moment_belong_to_the_table():
    assert OFFICE.due(OFFICE.begins, 0) == at("01-01 09:00")
    assert OFFICE.elapsed(OFFICE.begins, OFFICE.ends) == 522 * 11 * HOUR
    assert not OFFICE.is_open(OFFICE.ends)


@pytest.mark.parametrize(
    ("start", "seconds"),
    [
        pytest.param("2027-12-31 19:00", HOUR + 1, id="a second too much in the last shift"),
        pytest.param("2027-12-30 09:00", 22 * HOUR + 1, id="a second too much in the last two"),
        pytest.param("2027-12-31 20:00", 0, id="no opening is left"),
        pytest.param("2027-12-31 20:00", HOUR, id="no shift is left"),
        pytest.param("2026-02-03 18:00", 3 * 10**7, id="more than two years have"),
        pytest.param("2026-02-03 18:00", 10**12, id="past the end of dates"),
        pytest.param("2026-02-03 18:00", 10**30, id="past the end of numbers"),
    ],
)
def test_a_promise_that_cannot_be_kept_is_refused(start, seconds):
    with pytest.raises(NeverOpen):
        OFFICE.due(kyiv(start), seconds)
    with pytest.raises(NeverOpen):
        OFFICE.due_many([kyiv(start)], seconds)


def test_the_very_last_moment_can_be_promised():
    assert OFFICE.due(kyiv("2027-12-31 19:00"), HOUR) == kyiv("2027-12-31 20:00")
    assert OFFICE.due(kyiv("2027-12-30 09:00"), 22 * HOUR) == kyiv("2027-12-31 20:00")
    whole = OFFICE.elapsed(OFFICE.begins, OFFICE.ends)
    assert OFFICE.due(OFFICE.begins, whole) == kyiv("2027-12-31 20:00")
    assert OFFICE.due_many([OFFICE.begins], whole) == [kyiv("2027-12-31 20:00")]


def test_a_calendar_that_never_opens_promises_nothing():
    never = table_of(week={})
    assert never.elapsed(never.begins, never.ends) == 0
    assert not never.is_open(at("02-03 12:00"))
    with pytest.raises(NeverOpen):
        never.due(at("02-03 12:00"), 0)
    with pytest.raises(NeverOpen):
        never.due_many([at("02-03 12:00")], 1)


@pytest.mark.parametrize("many", [False, True])
def test_less_than_nothing_cannot_be_promised(many):
    with pytest.raises(ValueError, match=r"past\.$"):
        OFFICE.due_many([at("02-03 12:00")], -1) if many else OFFICE.due(at("02-03 12:00"), -1)


@pytest.mark.parametrize("many", [False, True])
def test_a_naive_moment_is_refused(many):
    naive = datetime(2026, 2, 3, 18)
    with pytest.raises(ValueError, match="has no time zone"):
        OFFICE.due_many([naive], 1) if many else OFFICE.due(naive, 1)


def test_the_edge_of_time_is_out_of_range():
    with pytest.raises(OutOfRange):
        OFFICE.due(datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))), 1)


def test_many_take_an_allowance_each():
    starts = [at("02-03 18:00"), at("02-06 18:00"), at("02-03 20:00")]
    dues = [at("02-04 10:00"), at("02-06 19:00"), at("02-04 09:00")]
    assert OFFICE.due_many(starts, [3 * HOUR, HOUR, 0]) == dues


def test_many_as_an_array_are_microseconds_in_and_out():
    epochs = [int(at(text).timestamp()) * 10**6 for text in ("02-06 18:00", "02-09 10:00")]
    starts = np.array(epochs[:1])
    assert OFFICE.due_many(starts, 3 * HOUR).tolist() == epochs[1:]
    assert starts.tolist() == epochs[:1]


GOOD = at("02-03 18:00")


@pytest.mark.parametrize(
    ("starts", "seconds", "error"),
    [
        pytest.param([GOOD, OFFICE.begins - SECOND], 1, OutOfRange, id="too early"),
        pytest.param([GOOD, OFFICE.ends + SECOND], 1, OutOfRange, id="too late"),
        pytest.param([GOOD, OFFICE.ends], 0, NeverOpen, id="after the last shift"),
        pytest.param([GOOD, kyiv("2027-12-31 19:00")], 3601, NeverOpen, id="too little left"),
        pytest.param([GOOD, GOOD], [1, -1], ValueError, id="less than nothing"),
        pytest.param([GOOD, GOOD], [1, 10**11], NeverOpen, id="far too much"),
    ],
)
def test_one_start_without_an_answer_refuses_them_all(starts, seconds, error):
    for ordered in (1, -1):
        allowances = seconds[::ordered] if isinstance(seconds, list) else seconds
        with pytest.raises(error):
            OFFICE.due_many(starts[::ordered], allowances)


def test_none_at_all_are_many_too():
    assert OFFICE.due_many([], 60) == []
    assert OFFICE.due_many(np.array([], np.int64), 60).tolist() == []


def test_many_take_whole_seconds_and_whole_microseconds_only():
    with pytest.raises(TypeError, match="whole seconds"):
        OFFICE.due_many([at("02-03 18:00")], 1.5)
    with pytest.raises(TypeError, match="Cannot cast"):
        OFFICE.due_many(np.array([1.5]), 60)


def test_a_table_can_be_built_from_any_shifts():
    shifts = [
        Interval(at("02-03 09:00"), at("02-03 10:00")),
        Interval(at("02-03 10:00"), at("02-03 11:00")),
    ]
    table = WorkTable.build(KYIV, shifts)
    assert table.due(at("02-03 09:30"), HOUR) == at("02-03 10:30")
    assert table.shifts() == shifts
    assert (table.begins, table.ends) == (at("02-03 09:00"), at("02-03 11:00"))


@pytest.mark.parametrize(
    "shifts",
    [
        pytest.param([("09:00", "10:00"), ("09:59", "11:00")], id="overlapping"),
        pytest.param([("10:00", "11:00"), ("09:00", "10:00")], id="out of order"),
        pytest.param([("10:00", "10:00")], id="empty"),
        pytest.param([("11:00", "10:00")], id="backwards"),
        pytest.param([], id="none"),
    ],
)
def test_shifts_that_make_no_sense_are_refused(shifts):
    with pytest.raises(ValueError, match="shift"):
        WorkTable.build(KYIV, [Interval(at(f"02-03 {o}"), at(f"02-03 {c}")) for o, c in shifts])


@pytest.mark.parametrize(
    ("day", "minutes", "moment"),
    [
        pytest.param("2026-03-29", 2 * 60, "00:00", id="before clocks go forward"),
        pytest.param("2026-03-29", 3 * 60, "01:00", id="the first minute that is skipped"),
        pytest.param("2026-03-29", 3 * 60 + 30, "01:00", id="inside what is skipped"),
        pytest.param("2026-03-29", 4 * 60, "01:00", id="after clocks went forward"),
        pytest.param("2026-10-25", 2 * 60 + 59, "-00:01", id="before the hour that comes twice"),
        pytest.param("2026-10-25", 3 * 60, "00:00", id="its first coming"),
        pytest.param("2026-10-25", 3 * 60 + 30, "00:30", id="inside its first coming"),
        pytest.param("2026-10-25", 4 * 60, "02:00", id="after its second coming"),
        pytest.param("2026-10-25", 24 * 60, "22:00", id="the end of a day of 25 hours"),
    ],
)
def test_the_clock_on_the_wall(day, minutes, moment):
    """Kyiv: on 29 March 03:00 becomes 04:00, on 25 October 04:00 becomes 03:00, both at 01:00 UTC."""
    midnight = datetime.fromisoformat(day).replace(tzinfo=UTC)
    hours, rest = moment.lstrip("-").split(":")
    offset = timedelta(hours=int(hours), minutes=int(rest)) * (-1 if moment[0] == "-" else 1)
    assert wall_moment(date.fromisoformat(day), minutes, KYIV) == midnight + offset


def test_a_day_that_a_zone_skipped_whole_is_the_moment_of_the_change():
    # Samoa went from 29 to 31 December 2011 at midnight.
    apia = ZoneInfo("Pacific/Apia")
    change = datetime(2011, 12, 30, 10, tzinfo=UTC)
    for minutes in (0, 60, 24 * 60):
        assert wall_moment(date(2011, 12, 30), minutes, apia) == change


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        pytest.param(date(2026, 3, 29), 7, id="clocks go forward"),
        pytest.param(date(2026, 10, 25), 9, id="clocks go back"),
        pytest.param(date(2026, 3, 22), 8, id="an ordinary Sunday"),
    ],
)
def test_a_shift_over_a_clock_change_keeps_its_true_length(day, hours):
    night = table_of(week={"6": [["01:00", "09:00"]]})
    begins = wall_moment(day, 0, KYIV)
    assert night.elapsed(begins, begins + timedelta(hours=12)) == hours * HOUR


def test_a_shift_in_an_hour_that_is_skipped_does_not_take_place():
    table = table_of(week={"6": [["03:10", "03:50"], ["10:00", "11:00"]]})
    assert table.due(kyiv("2026-03-29 00:00"), 60) == kyiv("2026-03-29 10:01")
