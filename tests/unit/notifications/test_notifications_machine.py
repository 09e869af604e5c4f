"""The message moves along its table and along no other way."""

from datetime import UTC, datetime

import pytest
from django_fsm import TransitionNotAllowed

from notifications.models import Message
from notifications.states import MOVES, MessageState

NOW = datetime(2026, 2, 3, 10, tzinfo=UTC)
ARGUMENTS = {
    "send": {"at": NOW, "reference": "1"},
    "fail": {"at": NOW, "code": "x"},
    "suppress": {"at": NOW, "code": "x"},
    "merge": {"at": NOW, "into": Message()},
    "requeue": {"at": NOW},
}
LEGAL = {(source, name): target for name, (sources, target) in MOVES.items() for source in sources}


def test_the_machine_is_exactly_the_table():
    moves = Message().get_all_state_transitions()
    assert {(move.source, move.name): move.target for move in moves} == LEGAL


@pytest.mark.parametrize("state", MessageState)
@pytest.mark.parametrize("move", ARGUMENTS)
def test_any_other_move_is_refused(state, move):
    message = Message(state=state)
    if (state, move) in LEGAL:
        getattr(message, move)(**ARGUMENTS[move])
    else:
        with pytest.raises(TransitionNotAllowed):
            getattr(message, move)(**ARGUMENTS[move])
    assert message.state == LEGAL.get((state, move), state)


def test_leaving_the_queue_gives_up_the_claim():
    for name in ("send", "fail", "suppress", "merge"):
        message = Message(lease_until=NOW)
        getattr(message, name)(**ARGUMENTS[name])
        assert message.lease_until is None


def test_another_try_begins_afresh_but_remembers_that_it_may_have_arrived():
    message = Message(state="failed", attempts=9, unknowns=3, not_before=NOW, gather=True, code="x")
    message.requeue(at=NOW)
    fresh = (message.attempts, message.unknowns, message.not_before, message.gather, message.code)
    assert fresh == (0, 1, None, False, "")
