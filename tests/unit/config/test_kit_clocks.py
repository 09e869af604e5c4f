"""What a clock shows, on the worked example of R-004-22: Tuesday 18:00, three hours, Wednesday 10:00."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from config.kit.clocks import Promise, duration_text, moment_text

KYIV = ZoneInfo("Europe/Kyiv")


def feb(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 2, day, hour, minute, second, tzinfo=KYIV)


def promise(**changes):
    counted = [(feb(3, 18), feb(3, 20)), (feb(4, 9), feb(4, 10))]
    return Promise.read(
        {
            "opened_at": feb(3, 18),
            "good_at": feb(3, 19),
            "due_at": feb(4, 10),
            "allowance_s": 3 * 3600,
            "intervals": [(a.timestamp(), b.timestamp()) for a, b in counted],
            "calendar_zone": "Europe/Kyiv",
            **changes,
        }
    )


@pytest.mark.parametrize(
    ("now", "band", "words"),
    [
        (feb(3, 18), "calm", ("3 h 00 left", "until tomorrow 10:00")),
        (feb(3, 18, 59, 59), "calm", ("2 h 00 left", "until tomorrow 10:00")),
        (feb(3, 19), "amber", ("2 h 00 left", "until tomorrow 10:00")),
        (feb(3, 20), "amber", ("1 h 00 left", "paused until tomorrow 09:00")),
        (feb(4, 3), "amber", ("1 h 00 left", "paused until 09:00")),
        (feb(4, 9, 23, 59), "amber", ("36 min left", "until 10:00")),
        (feb(4, 9, 24), "red", ("36 min left", "until 10:00")),
        (feb(4, 9, 55, 30), "red", ("4 min 30 s left", "until 10:00")),
        (feb(4, 10), "late", ("late by 0 min 00 s", "since 10:00")),
        (feb(4, 12, 5), "late", ("late by 2 h 05", "since 10:00")),
        (feb(6, 11), "late", ("late by 2 d 1 h", "since 4 February, 10:00")),
    ],
)
def test_the_clock_stands_still_at_night_and_changes_its_band_by_itself(now, band, words):
    """R-004-22, R-004-26."""
    assert (promise().band(now), promise().words(now)) == (band, words)


@pytest.mark.parametrize(
    ("state", "ended_at", "words"),
    [
        ("kept", feb(3, 18, 40), ("", "18:40")),
        ("missed", feb(4, 12), ("late by 2 h 00", "tomorrow 12:00")),
        ("void", None, ("", "tomorrow 10:00")),
    ],
)
def test_a_promise_that_ended_tells_how(state, ended_at, words):
    ended = promise(state=state, ended_at=ended_at)
    assert (ended.band(feb(3, 21)), ended.words(feb(3, 21))) == (state, words)


def test_without_intervals_every_second_counts():
    """A cut-off is a moment, not an allowance of working time."""
    plain = promise(intervals=())
    assert plain.words(feb(3, 20)) == ("14 h 00 left", "until tomorrow 10:00")


def test_a_pause_in_good_time_has_its_own_icon():
    calm = promise(good_at=feb(4, 9, 30))
    assert (calm.icon(feb(3, 19)), calm.icon(feb(3, 21))) == ("clock", "clock-pause")


def test_an_allowance_may_be_a_length_of_time():
    assert promise(allowance_s=timedelta(hours=3)).total_s == 10800


@pytest.mark.parametrize(
    ("seconds", "elapsed", "text"),
    [
        (59, False, "0 min 59 s"),
        (299, False, "4 min 59 s"),
        (300, False, "5 min"),
        (3599, False, "59 min"),
        (3600, False, "1 h 00"),
        (52 * 3600 + 60, False, "52 h"),
        (52 * 3600 + 60, True, "2 d 4 h"),
    ],
)
def test_only_elapsed_time_is_told_in_days(seconds, elapsed, text):
    assert duration_text(seconds, elapsed=elapsed) == text


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (feb(3, 23, 59), "23:59"),
        (feb(4, 0), "tomorrow 00:00"),
        (feb(2, 23, 59), "yesterday 23:59"),
        (feb(5, 10), "Thu 10:00"),
        (feb(9, 10), "Mon 10:00"),
        (feb(10, 10), "10 February, 10:00"),
        (feb(1, 10), "1 February, 10:00"),
    ],
)
def test_moments_are_told_as_people_near_them_do(moment, text):
    assert moment_text(moment, feb(3, 12), KYIV) == text
