from collections import Counter

import pytest

from orders.rules.scripts import HABITS, MINUTE, next_act
from orders.states import MOVES, OrderState


@pytest.mark.parametrize("state", HABITS)
def test_every_habit_is_a_legal_move_of_its_state(state):
    for habit in HABITS[state]:
        assert not habit.move or state in MOVES[habit.move][0]
    assert sum(habit.weight for habit in HABITS[state]) == 100


def test_the_same_seed_and_order_do_the_same_again():
    assert next_act(1, "A-1", "new", "carrier_door") == next_act(1, "A-1", "new", "carrier_door")
    acts = {next_act(seed, "A-1", "new", "carrier_door") for seed in range(20)}
    assert len(acts) > 5


def test_most_new_orders_are_opened_in_time_some_late_and_a_few_never():
    """R-004-26: 60 minutes excellent, 180 acceptable."""
    acts = [next_act(7, str(n), "new", "carrier_door") for n in range(2_000)]
    bands = Counter(
        "never" if act is None else
        "excellent" if act.after_s <= 60 * MINUTE else
        "kept" if act.after_s <= 180 * MINUTE else "late"
        for act in acts
    )  # fmt: skip
    assert 0.5 < bands["excellent"] / 2_000 < 0.6
    assert 0.22 < bands["kept"] / 2_000 < 0.32
    assert 0.09 < bands["late"] / 2_000 < 0.17
    assert 0.03 < bands["never"] / 2_000 < 0.08


def test_a_pickup_order_waits_at_the_point_and_an_ended_one_does_nothing():
    assert next_act(1, "A", OrderState.AWAITING_SHIPMENT, "self_pickup").move == "offer_pickup"
    assert next_act(1, "A", OrderState.AWAITING_SHIPMENT, "carrier_door").move == "ship"
    assert next_act(1, "A", OrderState.RECEIVED, "carrier_door") is None


def test_buyers_and_carriers_keep_no_working_hours():
    assert next_act(1, "A", OrderState.DELIVERING, "carrier_door").working is False
    assert next_act(1, "A", OrderState.NEEDS_AGREEMENT, "carrier_door").working is True
