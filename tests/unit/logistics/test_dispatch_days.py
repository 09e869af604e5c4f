"""Which day a scan counts for, and when a truck comes: vectors of section 11, ten years of cut-offs."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from kernel.calendars.shipped import shipped_calendars
from kernel.calendars.tables import _rules_of
from kernel.worktime import WorkTable
from logistics.rules.dispatching import (
    due_of,
    pickup_day,
    span_of,
    warning_due,
    why_no_slot,
)

MOSCOW, KYIV = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Kyiv")
SIX = time(18)


def table(**changes):
    """Return the calendar of pickups as it ships, or as a contract changes it."""
    [calendar] = [one for one in shipped_calendars() if one.code == "cainiao-pickup"]
    calendar.its_exceptions, calendar.its_periods = [], []
    for name, value in changes.items():
        setattr(calendar, name, value)
    rules = _rules_of(calendar)
    return WorkTable(rules.zone, rules.shifts(), rules.begins, rules.ends)


@pytest.fixture(scope="module")
def pickups():
    return table()


def counted_for(at, zone=MOSCOW, known=None):
    return span_of(at, cut_off=SIX, zone=zone, known=known or {}).on


def truck(on, calendar, now=None):
    now = now or due_of(on, cut_off=SIX, zone=MOSCOW)
    return pickup_day(on, calendar=calendar, closes=time(19), zone=MOSCOW, now=now)


@pytest.mark.parametrize(
    ("at", "on", "pickup"),
    [
        ("2026-12-30 17:59:59", "2026-12-30", "2026-12-31"),
        ("2026-12-30 17:59:59.999999", "2026-12-30", "2026-12-31"),
        ("2026-12-30 18:00:00", "2026-12-31", "2027-01-02"),
        ("2026-12-31 17:00:00", "2026-12-31", "2027-01-02"),
    ],
)
def test_r_002_09_the_scans_own_second_decides_the_day_and_its_pickup(at, on, pickup, pickups):
    day = counted_for(datetime.fromisoformat(at).replace(tzinfo=MOSCOW))
    assert (f"{day}", f"{truck(day, pickups)}") == (on, pickup)


def test_r_002_41_trucks_come_every_day_but_the_first_of_january(pickups):
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(3 * 365)]
    skipped = {day for day in days if truck(day - timedelta(days=1), pickups) != day}
    assert skipped == {date(2026, 1, 1), date(2027, 1, 1), date(2028, 1, 1)}
    saturday = date(2026, 2, 7)
    assert truck(saturday, pickups) == date(2026, 2, 8)


def test_r_002_41_a_contract_changes_the_calendar_and_nothing_else():
    """C-04: an agreed calendar without Sundays."""
    agreed = table(weekly_hours={str(day): [["10:00", "12:00"]] for day in range(6)})
    assert truck(date(2026, 2, 7), agreed) == date(2026, 2, 9)


def test_a_day_sealed_after_its_truck_would_have_gone_waits_for_the_next(pickups):
    on, late = date(2026, 2, 4), datetime(2026, 2, 5, 19, tzinfo=MOSCOW)
    assert truck(on, pickups, late - timedelta(seconds=1)) == date(2026, 2, 5)
    assert truck(on, pickups, late) == date(2026, 2, 6)


@pytest.mark.parametrize(
    ("since", "until", "fits"),
    [
        (time(9), time(19), True),
        (time(8, 59), time(12), False),
        (time(12), time(19, 1), False),
        (time(12), time(12), False),
        (time(15), time(12), False),
    ],
)
def test_r_002_13_a_slot_outside_the_window_is_refused(since, until, fits):
    assert (why_no_slot(since, until, opens=time(9), closes=time(19)) is None) is fits


def test_a_cut_off_moved_today_moves_the_days_to_come_and_none_that_stands():
    noon, standing = datetime(2026, 2, 4, 12, tzinfo=KYIV), {}
    standing[date(2026, 2, 4)] = due_of(date(2026, 2, 4), cut_off=SIX, zone=KYIV)
    for cut_off in (time(16), time(20)):
        terms = {"cut_off": cut_off, "zone": KYIV, "known": standing}
        today = span_of(noon, **terms)
        after = span_of(today.due_at, **terms)
        assert (today.on, today.due_at.astimezone(KYIV).time()) == (date(2026, 2, 4), SIX)
        assert (after.on, after.begins_at) == (date(2026, 2, 5), today.due_at)
        assert after.due_at.astimezone(KYIV).time() == cut_off


@pytest.mark.parametrize("zone", ["Europe/Moscow", "Europe/Kyiv", "America/New_York"])
def test_ten_years_of_cut_offs_leave_no_gap_and_no_overlap(zone, pickups):
    """Issue 5: over every clock change each instant has one day, and every day one pickup after it."""
    here = ZoneInfo(zone)
    at, days = datetime(2026, 1, 1, 12, tzinfo=UTC), []
    while at.year < 2036:
        span = span_of(at, cut_off=SIX, zone=here, known={})
        last = span.due_at - timedelta(microseconds=1)
        assert span.begins_at <= at < span.due_at
        assert span_of(last, cut_off=SIX, zone=here, known={}) == span
        assert span.due_at.astimezone(here).time() == SIX
        days.append(span)
        at = span.due_at
    assert [one.on for one in days] == [days[0].on + timedelta(days=n) for n in range(len(days))]
    assert all(one.due_at == two.begins_at for one, two in pairwise(days))
    hours = {(one.due_at - one.begins_at) / timedelta(hours=1) for one in days}
    assert hours == ({24} if zone == "Europe/Moscow" else {23, 24, 25})
    trucks = [truck(one.on, pickups) for one in days]
    assert trucks == sorted(trucks)


def test_the_loudest_warning_that_is_due_is_given_once():
    due = datetime(2026, 2, 4, 16, tzinfo=UTC)
    told, given = [], []
    for minute in range(180, -1, -1):
        if (one := warning_due(due - timedelta(minutes=minute), due, told)) is not None:
            told.append(one)
            given.append((minute, one))
    assert given == [(120, 120), (60, 60), (30, 30)]
    assert (
        warning_due(due - timedelta(minutes=20), due, []) == 30
    )  # slept through: the last says all
