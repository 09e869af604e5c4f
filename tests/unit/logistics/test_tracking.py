"""Where a parcel is, told from a set of events: confluent, onward only, revocable by name (R-002-51)."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.rules.tracking import NOTHING, Told, standing
from logistics.states import OVER, PHASES, RANKS, REOPENS, Kind, Source

NOON = datetime(2026, 2, 5, 12, tzinfo=UTC)
K = Kind


def told(kind, hour=0, *, key="", **more):
    at = NOON + timedelta(hours=hour)
    return Told(key or f"{kind}@{hour}", kind, at, **more)


JOURNEY = [
    told(K.REGISTERED),
    told(K.DISPATCHED, 1),
    told(K.ACCEPTED, 5),
    told(K.IN_TRANSIT, 9),
    told(K.ARRIVED, 30),
    told(K.AT_POINT, 31),
    told(K.DELIVERED, 50),
]


def states(events):
    return [standing(events[:n]).state for n in range(len(events) + 1)]


def test_a_journey_leads_on_step_by_step():
    assert states(JOURNEY) == [
        "registered", "registered", "dispatched", "accepted", "in_transit", "arrived", "at_point",
        "delivered",
    ]  # fmt: skip


def test_nothing_told_is_a_number_and_no_more():
    assert standing([]) == NOTHING


def test_every_order_of_telling_seven_events_twice_leads_to_the_same_end():
    """Each of 5,040 permutations, and each event told again after it."""
    end = standing(JOURNEY)
    for order in permutations(JOURNEY):
        assert standing([*order, *order[:3]]) == end


@st.composite
def histories(draw):
    kinds = st.sampled_from([kind.value for kind in Kind])
    made = st.builds(
        lambda kind, hour, way: told(kind, hour, key=f"{kind}{hour}{way}", direction=way),
        kinds,
        st.integers(0, 12),
        st.sampled_from(["forward", "return"]),
    )
    return draw(st.lists(made, max_size=7))


@settings(max_examples=300)
@given(histories(), st.randoms(use_true_random=False))
def test_any_history_is_read_the_same_whatever_the_order(history, chance):
    mixed = [*history, *history]
    chance.shuffle(mixed)
    assert standing(mixed) == standing(history)


@settings(max_examples=300)
@given(histories(), st.sampled_from(sorted(RANKS)))
def test_a_later_event_never_leads_back_but_by_name(history, kind):
    before = standing(history).state
    after = standing([*history, told(kind, 99)]).state
    assert PHASES[after] >= PHASES[before] or after in REOPENS[before]


@pytest.mark.parametrize("end", sorted(OVER))
def test_an_end_is_left_only_by_what_says_so(end):
    left = {kind for kind in RANKS if standing([told(end), told(kind, 1)]).state != end}
    assert left == set(REOPENS[end])


def test_what_a_carrier_takes_back_has_not_happened():
    delivered = told(K.DELIVERED, 5, key="d")
    taken_back = told(K.INFO, 6, key="r", revokes="d")
    for order in permutations([told(K.ACCEPTED), told(K.ARRIVED, 2), delivered, taken_back]):
        assert standing(order).state == "arrived"


def test_delivered_on_the_way_back_is_returned():
    back = [told(K.ACCEPTED, 60, direction="return"), told(K.DELIVERED, 90, direction="return")]
    refused = [*JOURNEY[:-1], told(K.REFUSED, 50)]
    assert states([*refused, *back])[-3:] == ["refused", "returning", "returned"]


def test_a_persons_word_outranks_any_end():
    assert standing([*JOURNEY, told(K.LOST, 60, source=Source.PERSON)]).state == "lost"


def test_an_early_clock_of_the_carrier_does_not_put_a_parcel_back_into_the_warehouse():
    assert standing([told(K.DISPATCHED, 5), told(K.ACCEPTED, 4)]).state == "accepted"


def test_what_only_says_something_moves_nothing():
    says = [told(kind, 40, key=kind) for kind in (K.INFO, K.UNKNOWN, K.ADDRESS_CHANGED, K.PAYMENT)]
    assert standing([*JOURNEY[:4], *says]) == standing(JOURNEY[:4])


def test_the_moments_that_count_are_kept():
    """C-07: the fourteen days run from the first attempt that failed."""
    tries = [told(K.FAILED_ATTEMPT, 32), told(K.FAILED_ATTEMPT, 56), told(K.AT_POINT, 60)]
    found = standing([*JOURNEY[:5], *tries])
    assert (found.first_failed_at, found.failed_attempts, found.at_point_since, found.accepted_at) == (
        NOON + timedelta(hours=32), 2, NOON + timedelta(hours=60), NOON + timedelta(hours=5),
    )  # fmt: skip


def test_why_it_goes_back_is_known_to_the_end():
    """However late somebody looks, a refusal is not taken for something nobody fetched."""
    refused = [*JOURNEY[:-1], told(K.REFUSED, 50), told(K.RETURNING, 60), told(K.RETURNED, 90)]
    assert [standing(refused[:n]).turned_back for n in (6, 7, 8, 9)] == [
        "",
        "refused",
        "refused",
        "refused",
    ]
