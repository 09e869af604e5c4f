"""The lead's forecast: who makes the cut-off, who does not, and why."""

from datetime import UTC, datetime, timedelta

import pytest

from warehouse.rules.outlook import Missing, OpenParcel, Why, by_wave, outlook, seconds_of
from warehouse.rules.waves import Pace
from warehouse.states import OutboundState

CUT_OFF = datetime(2026, 2, 4, 16, tzinfo=UTC)
PACE = Pace(pick=60, sort=30, pack=60, dispatch=30)  # three minutes a line, all in all


def parcel(state="released", lines=1, due=CUT_OFF, wave=None, key=0):
    to_pick = lines if state in ("released", "in_wave", "picking", "short") else 0
    return OpenParcel(
        key=key,
        order=f"T-{key}",
        state=state,
        wave=wave,
        lines=lines,
        to_pick=to_pick,
        dispatch_by=due,
    )


def seen(parcels, minutes, people=1):
    now = CUT_OFF - timedelta(minutes=minutes)
    return outlook(parcels, pace=PACE, people=people, now=now, cut_off=CUT_OFF)


def why(parcels, minutes, people=1):
    return [(one.parcel.key, one.why) for one in seen(parcels, minutes, people).missing]


@pytest.mark.parametrize(
    ("state", "seconds"),
    [
        ("released", 180),
        ("in_wave", 180),
        ("picking", 180),
        ("picked", 120),
        ("sorted", 90),
        ("packed", 30),
        ("labelled", 30),
        ("weighed", 30),
    ],
)
def test_what_is_done_takes_no_more_time(state, seconds):
    assert seconds_of(parcel(state), PACE) == seconds


def test_strictly_before_the_cut_off():
    assert why([parcel()], 3) == [(0, Why.TOO_LONG)]
    assert why([parcel()], 3.1) == []


def test_more_urgent_ones_take_the_time_and_more_hands_give_it_back():
    two = [parcel(key=1, due=CUT_OFF - timedelta(minutes=1)), parcel(key=2)]
    assert why(two, 5) == [(2, Why.NO_TIME)]
    assert why(two, 5, people=2) == []


def test_who_is_nearer_to_the_door_goes_first():
    assert why([parcel(key=1), parcel("packed", key=2)], 3.2) == [(1, Why.NO_TIME)]


def test_what_is_short_misses_for_its_goods_and_takes_nobodys_time():
    assert why([parcel("short", key=1), parcel(key=2)], 4) == [(1, Why.SHORT)]


def test_what_was_promised_for_earlier_is_late_already_and_is_still_to_be_done():
    past = parcel(key=1, due=CUT_OFF - timedelta(days=1))
    assert why([past, parcel(key=2)], 4) == [(1, Why.PAST), (2, Why.NO_TIME)]


def test_what_is_due_later_is_not_the_matter_of_this_cut_off():
    told = seen([parcel(due=CUT_OFF + timedelta(hours=1)), parcel(due=None)], 1)
    assert (told.due, told.missing, told.people_needed) == (0, (), 0)


def test_how_many_hands_it_takes_and_when_it_is_done():
    told = seen([parcel(key=n) for n in range(10)], 16)
    assert (told.due, told.making, len(told.missing)) == (10, 5, 5)
    assert (told.work, told.done_at) == (
        timedelta(minutes=30),
        CUT_OFF - timedelta(minutes=16) + timedelta(minutes=30),
    )
    assert told.people_needed == 2
    assert why([parcel(key=n) for n in range(10)], 16, people=2) == []


def test_misses_are_counted_by_wave():
    found = [Missing(parcel(wave=w), Why.NO_TIME) for w in (1, 1, None)]
    assert by_wave(found) == {1: 2, None: 1}


def test_every_state_before_the_scan_has_its_place_in_the_order():
    told = seen([parcel(s, key=s) for s in OutboundState.values if s in _BEFORE], 0)
    assert told.due == len(_BEFORE)


_BEFORE = {
    "released",
    "in_wave",
    "picking",
    "picked",
    "sorted",
    "packed",
    "labelled",
    "weighed",
    "short",
}
