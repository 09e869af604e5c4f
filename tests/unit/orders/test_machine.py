"""The order's machine: eight states, the table of legal moves, and nothing else (R-004-62)."""

from datetime import UTC, datetime

import pytest
from django_fsm import TransitionNotAllowed

from orders.models import Order
from orders.states import MOVES, OrderState

NOW = datetime(2026, 2, 3, 16, tzinfo=UTC)
S = OrderState
LEGAL = {
    (S.NEW, "open"): S.NEEDS_AGREEMENT,
    (S.NEEDS_AGREEMENT, "confirm"): S.CONFIRMED,
    (S.CONFIRMED, "make_ready"): S.AWAITING_SHIPMENT,
    (S.AWAITING_SHIPMENT, "ship"): S.DELIVERING,
    (S.AWAITING_SHIPMENT, "offer_pickup"): S.AWAITING_PICKUP,
    (S.DELIVERING, "receive"): S.RECEIVED,
    (S.AWAITING_PICKUP, "receive"): S.RECEIVED,
    (S.NEW, "cancel"): S.CANCELLED,
    (S.NEEDS_AGREEMENT, "cancel"): S.CANCELLED,
    (S.CONFIRMED, "cancel"): S.CANCELLED,
    (S.AWAITING_SHIPMENT, "cancel"): S.CANCELLED,
    (S.DELIVERING, "cancel"): S.CANCELLED,
    (S.AWAITING_PICKUP, "cancel"): S.CANCELLED,
}
ARGUMENTS = {name: {"at": NOW} for name in MOVES} | {
    "cancel": {"at": NOW, "reason": "other", "comment": "No", "by": "seller"}
}


def test_there_are_the_eight_states_of_r_004_62():
    assert [state.label for state in OrderState] == [
        "New",
        "Needs agreement",
        "Confirmed",
        "Awaiting shipment",
        "Delivering",
        "Awaiting at pickup point",
        "Received",
        "Cancelled",
    ]


def test_the_machine_is_exactly_this_table():
    moves = Order().get_all_state_transitions()
    assert {(move.source, move.name): move.target for move in moves} == LEGAL


def test_the_declared_moves_are_the_same_table():
    declared = {(s, name): target for name, (sources, target) in MOVES.items() for s in sources}
    assert declared == LEGAL


@pytest.mark.parametrize("state", OrderState)
@pytest.mark.parametrize("move", sorted(MOVES))
def test_any_other_move_is_refused_and_changes_nothing_r_004_62(state, move):
    order = Order(state=state)
    if (state, move) in LEGAL:
        getattr(order, move)(**ARGUMENTS[move])
    else:
        with pytest.raises(TransitionNotAllowed):
            getattr(order, move)(**ARGUMENTS[move])
        assert (order.opened_at, order.cancelled_at, order.received_at) == (None, None, None)
    assert order.state == LEGAL.get((state, move), state)


def test_a_state_cannot_be_written_by_hand_d_01():
    order = Order(state=S.NEW)
    with pytest.raises(AttributeError):
        order.state = S.RECEIVED
    assert order.state == S.NEW
