"""How a deadline was counted, in words; how urgent it is, by the moment."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from kernel.deadlines.explaining import band, duration_words, explain_lines, used_percent
from tests.moments import kyiv

START, GOOD, DUE = kyiv(2026, 2, 3, 18), kyiv(2026, 2, 3, 19), kyiv(2026, 2, 4, 10)
MOST = kyiv(2026, 2, 4, 9, 24)
MOMENT = timedelta(microseconds=1)


def interval(opens, closes):
    return [
        int(opens.timestamp()),
        int(closes.timestamp()),
        int((closes - opens).total_seconds()),
    ]


def deadline(**values):
    """R-004-22: Tuesday 18:00 and three hours."""
    known = {
        "state": "running",
        "opened_at": START,
        "good_at": GOOD,
        "due_at": DUE,
        "days": None,
        "credited_s": 0,
        "closed_at": None,
        "explanation": [
            interval(START, kyiv(2026, 2, 3, 20)),
            interval(kyiv(2026, 2, 4, 9), DUE),
        ],
    }
    return SimpleNamespace(**{**known, **values})


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (START, "calm"),
        (GOOD, "calm"),
        (GOOD + MOMENT, "amber"),
        (MOST - MOMENT, "amber"),
        (MOST, "red"),
        (DUE, "red"),
        (DUE + MOMENT, "late"),
    ],
)
def test_the_band_changes_at_its_very_moments(at, expected):
    assert band(deadline(), at) == expected


def test_without_an_excellent_band_it_is_calm_until_red():
    assert band(deadline(good_at=None), MOST - MOMENT) == "calm"


@pytest.mark.parametrize("state", ["kept", "missed", "void"])
def test_what_has_ended_says_how(state):
    assert band(deadline(state=state, closed_at=DUE), DUE + MOMENT) == state


def test_what_was_missed_is_late_as_long_as_somebody_waits():
    assert band(deadline(state="missed"), DUE + MOMENT) == "late"


@pytest.mark.parametrize(
    ("at", "percent"),
    [
        (START - timedelta(days=1), 0),
        (kyiv(2026, 2, 3, 19, 30), 50),
        (kyiv(2026, 2, 4, 3), 200 / 3),  # at night nothing passes
        (kyiv(2026, 2, 9), 100),
    ],
)
def test_only_working_time_is_used_up(at, percent):
    assert used_percent(deadline(), at) == pytest.approx(percent)


def test_no_time_at_all_is_used_up_when_it_is_due():
    nothing = deadline(explanation=[], due_at=START)
    assert (used_percent(nothing, START - MOMENT), used_percent(nothing, START)) == (0, 100)


def test_the_worked_example_is_told_as_the_owner_tells_it():
    """R-004-22: 2 h Tue + 1 h Wed."""
    assert explain_lines(deadline(), "Europe/Kyiv") == [
        "2 h Tue 18:00-20:00",
        "1 h Wed 09:00-10:00",
    ]


def test_in_another_zone_the_clocks_are_its_own():
    assert explain_lines(deadline(), "Asia/Shanghai") == [
        "2 h Wed 00:00-02:00",
        "1 h Wed 15:00-16:00",
    ]


def test_midnight_ends_its_day():
    row = deadline(explanation=[interval(kyiv(2026, 2, 3, 22), kyiv(2026, 2, 4))])
    assert explain_lines(row, "Europe/Kyiv") == ["2 h Tue 22:00-24:00"]


def test_a_start_between_minutes_is_told_to_the_second():
    start = kyiv(2026, 2, 3, 18) + timedelta(seconds=20)
    row = deadline(explanation=[interval(start, kyiv(2026, 2, 3, 20))])
    assert explain_lines(row, "Europe/Kyiv") == ["1 h 59 min 40 s Tue 18:00:20-20:00"]


def test_over_a_week_the_date_is_named():
    row = deadline(
        explanation=[
            interval(kyiv(2026, 2, 3, 19), kyiv(2026, 2, 3, 20)),
            interval(kyiv(2026, 2, 10, 9), kyiv(2026, 2, 10, 10)),
        ]
    )
    assert explain_lines(row, "Europe/Kyiv") == [
        "1 h Tue 3 Feb 19:00-20:00",
        "1 h Tue 10 Feb 09:00-10:00",
    ]


@pytest.mark.parametrize(
    ("days", "credited", "line"),
    [
        (1, 0, "1 working day after Tue 3 Feb: until the end of Wed 4 Feb"),
        (3, 0, "3 working days after Tue 3 Feb: until the end of Wed 4 Feb"),
        (
            1,
            5400,
            "1 working day after Tue 3 Feb: until the end of Wed 4 Feb; "
            "1 h 30 min more for our outage",
        ),
    ],
)
def test_days_are_one_line(days, credited, line):
    row = deadline(days=days, credited_s=credited, due_at=kyiv(2026, 2, 5))
    assert explain_lines(row, "Europe/Kyiv") == [line]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (5400, "1 h 30 min"), (7205, "2 h 5 s")],
)
def test_durations_are_exact(seconds, words):
    assert duration_words(seconds) == words


def test_the_language_can_be_asked_for():
    from django.utils import translation

    with translation.override("uk"):
        explain_lines(deadline(), "Europe/Kyiv", "en")
        assert translation.get_language() == "uk"
