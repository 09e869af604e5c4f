"""The chaos itself: drawn from a seed, it finds nothing wrong, and notices what is taken out."""

import subprocess
import sys
from itertools import count

import pytest

from tests.chaos.sabotage import PROTECTIONS
from tests.chaos.schedules import MISHAPS, drawn


def codes():
    return (f"P{n}" for n in count())


def test_a_seed_draws_the_same_schedules_and_every_kind_of_mishap():
    first, again, other = (drawn(20, codes(), seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert {kind for one in first for _at, kind in one.mishaps} == set(MISHAPS)


def test_what_hurts_a_protection_befalls_each_schedule_of_its_control():
    schedules = drawn(20, codes(), seed=1, also=["web worker"] * 2)
    assert all([kind for _at, kind in one.mishaps].count("web worker") >= 2 for one in schedules)
    assert {one.hurts for one in PROTECTIONS.values()} <= set(MISHAPS)


@pytest.mark.at_length
@pytest.mark.timeout(3600)
def test_nothing_is_lost_nothing_doubled_and_each_protection_that_is_out_is_noticed():
    """G1, G3: each effect is there once though half of the calls fail; the harness sees what it is for."""
    command = [sys.executable, "-m", "tests.chaos", "-n", "500", "--controls"]
    assert subprocess.run(command, check=False).returncode == 0
