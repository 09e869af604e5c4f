"""The end of the road, told from a set of events: promises, places, problems (C-07..C-09)."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.rules.last_mile import Promise, Terms, Waits, ending
from logistics.rules.last_mile_words import HOLD_CLOCK, STORAGE_CLOCK, Delivery, HoldAt, ProblemKind
from logistics.rules.reasons import is_of_address, lacks_reason
from logistics.rules.tracking import Told
from logistics.states import Kind

NOON = datetime(2026, 2, 5, 12, tzinfo=UTC)
K, P = Kind, ProblemKind
DOOR = Terms(delivery=Delivery.DOOR)
POINT = Terms(delivery=Delivery.POINT)
AT_HOME = "nobody at home"


def at(hour):
    return NOON + timedelta(hours=hour)


def told(kind, hour=0, *, reason="", **more):
    return Told(f"{kind}@{hour}", kind, at(hour), reason=reason, **more)


FAILED_ONCE = [told(K.ACCEPTED, -9), told(K.FAILED_ATTEMPT, reason=AT_HOME)]
FAILED_TWICE = [
    *FAILED_ONCE,
    told(K.RESCHEDULED, 2),
    told(K.OUT_FOR_DELIVERY, 20),
    told(K.FAILED_ATTEMPT, 24, reason=AT_HOME, place="Kazan, depot 3"),
]
AT_POINT = [told(K.ACCEPTED, -9), told(K.AT_POINT, place="Branch 22, Kyiv")]


def troubles(events, terms=DOOR, **more):
    return set(ending(events, terms, **more).troubles)


def test_r_002_60_the_fourteen_days_run_from_the_first_attempt_that_failed():
    for events in (FAILED_ONCE, FAILED_TWICE):
        assert ending(events, DOOR).promise == Promise(HOLD_CLOCK, NOON, 14)


def test_r_002_58_the_first_failure_wants_a_slot_until_one_is_agreed():
    assert troubles(FAILED_ONCE) == {P.FAILED_ATTEMPT}
    assert troubles(FAILED_ONCE, agreed=[2]) == set()
    assert troubles([*FAILED_ONCE, told(K.RESCHEDULED, 2)]) == set()


def test_r_002_58_a_second_try_that_nobody_agreed_on_is_a_problem_of_its_own():
    again = [*FAILED_ONCE, told(K.OUT_FOR_DELIVERY, 20)]
    assert troubles(again) == {P.FAILED_ATTEMPT, P.UNAGREED}
    assert troubles(again, agreed=[2]) == set()


def test_r_002_59_after_the_second_failure_it_waits_at_a_named_place():
    found = ending(FAILED_TWICE, DOOR)
    assert found.waits == Waits(HoldAt.STATION, "Kazan, depot 3", at(24))
    assert set(found.troubles) == {P.HELD}
    moved = [*FAILED_TWICE, told(K.AT_POINT, 30, place="Bauman st. 1")]
    transit = Terms(delivery=Delivery.DOOR, hold_at=HoldAt.TRANSIT)
    assert ending(moved, transit).waits == Waits(HoldAt.TRANSIT, "Bauman st. 1", at(24))


def test_r_002_59_a_point_after_failed_attempts_keeps_it_for_fourteen_days():
    moved = [*FAILED_TWICE, told(K.AT_POINT, 30)]
    assert ending(moved, DOOR).promise == Promise(HOLD_CLOCK, NOON, 14)


@pytest.mark.parametrize(
    ("terms", "told_days", "days"),
    [
        (POINT, None, 3),
        (POINT, 2, 2),
        (POINT, 9, 3),
        (Terms(delivery=Delivery.POINT, extra_days=4), None, 7),
        (Terms(delivery=Delivery.POINT, extra_days=4), 2, 2),
    ],
)
def test_r_002_62_a_point_keeps_it_as_long_as_the_message_says_and_never_longer(
    terms, told_days, days
):
    """C-09: the least of the message and three days; paid days are an option of the carrier."""
    found = ending(AT_POINT, terms, told_days=told_days)
    assert found.promise == Promise(STORAGE_CLOCK, NOON, days)
    assert found.waits == Waits(HoldAt.POINT, "Branch 22, Kyiv", NOON)


@pytest.mark.parametrize("end", [K.DELIVERED, K.REFUSED, K.UNCOLLECTED, K.RETURNING, K.LOST])
def test_what_is_over_or_goes_back_is_promised_nothing(end):
    for events in (FAILED_TWICE, AT_POINT):
        found = ending([*events, told(end, 40, reason="said so")], DOOR)
        assert (found.promise, found.waits) == (None, None)


def test_r_003_30_what_is_wrong_is_named_and_passes_by_itself():
    road = [told(K.ACCEPTED, -9)]
    for kind, wrong in (
        (K.CUSTOMS, {P.CUSTOMS}),
        (K.PROBLEM, {P.HELD_UP}),
        (K.REFUSED, {P.REFUSED}),
        (K.UNCOLLECTED, {P.RETURNED}),
        (K.RETURNED, {P.RETURNED}),
        (K.LOST, {P.LOST}),
    ):
        assert troubles([*road, told(kind, reason="so")]) == wrong
    assert troubles([*road, told(K.CUSTOMS), told(K.IN_TRANSIT, 5)]) == set()


def test_r_002_63_a_wrong_address_is_asked_for_until_it_is_corrected():
    asked = [told(K.ACCEPTED, -9), told(K.FAILED_ATTEMPT, reason="Incomplete address")]
    assert P.ADDRESS_WRONG in troubles(asked)
    assert P.ADDRESS_WRONG not in troubles(asked, corrected_at=at(3))
    assert P.ADDRESS_WRONG not in troubles([*asked, told(K.ADDRESS_CHANGED, 4)])
    again = [*asked, told(K.PROBLEM, 30, reason="Wrong phone")]
    assert P.ADDRESS_WRONG in troubles(again, corrected_at=at(3))


def test_r_002_68_a_failure_without_a_reason_is_said_to_lack_one():
    """Whatever fails, as long as the parcel is not where it should be."""
    silent = [told(K.ACCEPTED, -9), told(K.REFUSED)]
    assert P.REASON_MISSING in troubles(silent)
    assert P.REASON_MISSING not in troubles([*silent, told(K.RETURNED, 30)])
    assert P.REASON_MISSING not in troubles([told(K.REFUSED, reason="too dear")])
    assert [k for k in K if lacks_reason(k, " ")] == [K.PROBLEM, K.FAILED_ATTEMPT, K.REFUSED]


@pytest.mark.parametrize(
    ("words", "is_one"),
    [
        ("Невірна адреса отримувача", True),
        ("Некорректный телефон", True),
        ("wrong phone number", True),
        ("Адресата нікого не застали", False),
        ("buyer refused", False),
        ("", False),
    ],
)
def test_what_is_about_an_address_is_read_from_the_words(words, is_one):
    assert is_of_address(words) is is_one


STORIES = [
    [*FAILED_TWICE, told(K.AT_POINT, 30, place="Bauman st. 1"), told(K.DELIVERED, 60)],
    [told(K.ACCEPTED, -9), told(K.PROBLEM, reason="wrong address"), told(K.ADDRESS_CHANGED, 3),
     told(K.FAILED_ATTEMPT, 9), told(K.INFO, 10, revokes="failed_attempt@9"),
     told(K.AT_POINT, 12, place="P"), told(K.REFUSED, 20)],
]  # fmt: skip


@pytest.mark.parametrize("story", STORIES)
def test_any_order_of_telling_and_telling_again_ends_alike(story):
    """Each of 5,040 orders of up to seven events; some are told twice."""
    for cut in (len(story) - 1, len(story)):
        part = story[:cut]
        end = ending(part, DOOR)
        for order in permutations(part):
            assert ending([*order, *order[:2]], DOOR) == end


KINDS = st.sampled_from([kind.value for kind in K])
EVENTS = st.builds(lambda k, h, r: told(k, h, reason=r), KINDS, st.integers(0, 9),
                   st.sampled_from(["", "wrong address", "busy"]))  # fmt: skip


@settings(max_examples=80)
@given(st.lists(EVENTS, max_size=7, unique_by=lambda e: e.key), st.randoms(use_true_random=False))
def test_any_history_ends_alike_and_waits_only_while_it_is_on_the_way(history, chance):
    mixed = [*history, *history]
    chance.shuffle(mixed)
    found = ending(mixed, DOOR)
    assert found == ending(history, DOOR)
    assert found.waits is None or found.promise is not None
