"""The bell: one ring for a burst, and never an error for whoever rings (R2)."""

import pytest

from kernel.outbox import bell


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands until it is moved."""
    now = [100.0]
    monkeypatch.setattr(bell.time, "monotonic", lambda: now[0])
    return now


def test_a_burst_is_one_ring_and_the_next_one_rings_again(clock, rings):
    bell.ring()
    clock[0] += bell.QUIET / 2
    bell.ring()
    assert rings == [bell.DELIVER]
    clock[0] += bell.QUIET
    bell.ring()
    assert rings == [bell.DELIVER] * 2


def test_bells_of_other_tasks_ring_by_themselves(clock, rings):
    bell.ring()
    bell.ring("kernel.process_inbox")
    assert rings == [bell.DELIVER, "kernel.process_inbox"]


def test_a_broker_that_is_away_is_no_error_and_left_alone_for_a_while(clock, monkeypatch):
    tries = []

    def fail(task):
        tries.append(task)
        raise ConnectionError

    monkeypatch.setattr(bell, "_send", fail)
    bell.ring()
    clock[0] += bell.BROKEN - 0.1
    bell.ring()
    bell.ring("kernel.process_inbox")
    assert tries == [bell.DELIVER]
    clock[0] += 0.2
    bell.ring()
    assert tries == [bell.DELIVER] * 2
