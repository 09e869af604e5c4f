"""Celery's door: looks until nothing is left, and once more after the bell's quiet time."""

import pytest

from kernel import tasks


@pytest.fixture
def slept(monkeypatch):
    pauses = []
    monkeypatch.setattr(tasks.time, "sleep", pauses.append)
    return pauses


def steps(*counts):
    left = iter(counts)
    return lambda: next(left)


def test_it_goes_on_until_idle_and_looks_once_more(slept):
    assert tasks._until_idle(steps(3, 2, 0, 0)) == 5
    assert slept == [2 * tasks.QUIET]


def test_what_comes_while_it_lingers_is_done_too(slept):
    assert tasks._until_idle(steps(0, 4, 0)) == 4
    assert slept == [2 * tasks.QUIET]


def test_without_lingering_the_first_nothing_ends_it(slept):
    assert tasks._until_idle(steps(1, 0), linger=0) == 1
    assert slept == []


def test_when_its_time_is_up_the_rest_is_left_to_the_next(slept, monkeypatch):
    now = iter(range(0, 1000, 7))
    monkeypatch.setattr(tasks.time, "monotonic", lambda: next(now))
    assert tasks._until_idle(lambda: 1) == 2
