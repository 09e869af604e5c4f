"""Identifiers that sort by time."""

from concurrent.futures import ThreadPoolExecutor
from uuid import RFC_4122

import pytest

from kernel import ids
from kernel.ids import new_id


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """A clock in nanoseconds that stands until it is moved; the ids made before are forgotten."""
    ids._forget()
    now = [1_770_134_400_123_999_999]
    monkeypatch.setattr(ids.time, "time_ns", lambda: now[0])
    yield now
    ids._forget()


def test_an_id_is_a_version_seven_of_the_moment():
    made = new_id()
    assert (made.version, made.variant) == (7, RFC_4122)
    assert made.int >> 80 == 1_770_134_400_123


def test_a_later_one_sorts_later(clock):
    made = []
    for _ in range(50):
        made.append(new_id())
        clock[0] += 1_000_000
    assert made == sorted(made)


def test_ids_of_one_moment_differ_and_sort_as_they_were_made():
    made = [new_id() for _ in range(10_000)]
    assert made == sorted(made) and len(set(made)) == 10_000
    assert {one.int >> 80 for one in made} == {1_770_134_400_123}
    assert {(one.version, one.variant) for one in made} == {(7, RFC_4122)}


def test_a_clock_that_steps_back_does_not_take_the_order_back(clock):
    first = new_id()
    clock[0] -= 3_600_000_000_000
    assert new_id() > first


def test_a_tail_that_runs_over_goes_on_in_the_next_millisecond(monkeypatch):
    first = new_id()
    monkeypatch.setattr(ids, "_tail", (1 << ids.TAIL_BITS) - 1)
    later = new_id()
    assert later > first and later.int >> 80 == 1_770_134_400_124


def test_threads_never_make_the_same():
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _n: new_id(), range(4_000)))
    assert len(set(made)) == 4_000


def test_a_forked_child_goes_on_apart(monkeypatch):
    new_id()
    monkeypatch.setattr(ids.secrets, "randbits", lambda _bits: 5)
    ids._forget()
    assert ids._tail == 0
