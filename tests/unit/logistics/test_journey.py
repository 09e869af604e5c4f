"""The journey as stops, and as a drawing (R-003-07)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from logistics.rules.journey import Facts, awaited, stops_of
from logistics.rules.places import spot_of
from logistics.rules.route_map import MapStop, drawn_way
from logistics.states import Kind

AT = datetime(2026, 2, 5, 12, tzinfo=UTC)
H = timedelta(hours=1)
SENT = {"paid_at": AT, "confirmed_at": AT + H, "packed_at": AT + 2 * H, "left_at": AT + 3 * H,
        "first_by": AT + 30 * H, "first_on": date(2026, 2, 6), "deliver_by": AT + 54 * H,
        "deliver_on": date(2026, 2, 7)}  # fmt: skip


def told(stops):
    return [(stop.name, stop.state) for stop in stops]


def test_r_003_07_what_was_passed_unseen_is_skipped_and_the_next_is_awaited():
    facts = Facts(state=Kind.ARRIVED, **SENT, arrived_at=AT + 20 * H)
    assert told(stops_of(facts, now=AT + 21 * H)) == [
        ("paid", "done"),
        ("confirmed", "done"),
        ("packed", "done"),
        ("dispatched", "done"),
        ("accepted", "skipped"),
        ("moving", "skipped"),
        ("arrived", "done"),
        ("courier", "now"),
        ("delivered", "next"),
    ]


@pytest.mark.parametrize(
    ("more", "now", "promised"),
    [
        ({"state": Kind.IN_TRANSIT}, AT + 29 * H, (date(2026, 2, 7), False)),
        ({"state": Kind.IN_TRANSIT}, AT + 30 * H, (date(2026, 2, 6), True)),
        ({"state": Kind.AT_POINT, "first_attempt_at": AT}, AT + 31 * H, (date(2026, 2, 7), False)),
        ({"state": Kind.RETURNING}, AT + 99 * H, (None, False)),
        ({"state": Kind.DELIVERED, "over_at": AT}, AT + 99 * H, (None, False)),
    ],
)
def test_what_is_awaited_by_when(more, now, promised):
    assert awaited(Facts(**SENT, **more), now=now) == promised


def test_a_promised_step_says_whether_it_was_late():
    facts = Facts(state=Kind.FAILED_ATTEMPT, **SENT, first_attempt_at=AT + 30 * H)
    late = {stop.name: stop.is_late for stop in stops_of(facts, now=AT + 31 * H) if stop.by}
    assert late == {"courier": True, "delivered": False}


CITIES = ["Москва", "Казань", "nowhere", "Алматы", "Khorgos", "杭州", "Київ", ""]


@pytest.mark.parametrize("width", [340, 760])
@pytest.mark.parametrize("count", range(1, 9))
@pytest.mark.parametrize("turn", [0, 2, 5])
def test_every_stop_lies_on_the_sheet_whatever_is_known(width, count, turn):
    names = (CITIES[turn:] + CITIES[:turn])[:count]
    stops = [
        MapStop(name, "6 Feb", "done" if n < count // 2 else "next", spot_of(name))
        for n, name in enumerate(names)
    ]
    sheet = drawn_way(stops, width=width, height=300)
    assert [one.stop for one in sheet.stops] == stops
    for one in sheet.stops:
        assert 0 <= one.x <= width
        assert 0 <= one.y <= sheet.height
    assert bool(sheet.done or sheet.ahead) == (count > 1)


def test_what_is_done_is_one_line_and_what_is_ahead_another():
    stops = [MapStop(name, "", state, spot_of(name)) for name, state in
             [("Київ", "done"), ("Полтава", "now"), ("Харків", "next")]]  # fmt: skip
    sheet = drawn_way(stops, width=760, height=300)
    assert (sheet.done.count("Q"), sheet.ahead.count("Q")) == (1, 1)
    assert [one.x for one in sheet.stops] == sorted(one.x for one in sheet.stops)
