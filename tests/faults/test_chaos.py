"""The chaos itself: drawn from a seed, it finds nothing wrong, and notices what is taken out."""

import subprocess
import sys
from itertools import count

import pytest

from tests.chaos.__main__ import NOTICED
from tests.chaos.sabotage import PROTECTIONS
from tests.chaos.schedules import MISHAPS, drawn


def codes():
    return (f"P{n}" for n in count())


def test_a_seed_draws_the_same_schedules_and_every_kind_of_mishap():
    first, again, other = (drawn(20, codes(), seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert {kind for one in first for _at, kind in one.mishaps} == set(MISHAPS)


@pytest.mark.at_length
def test_nothing_is_lost_and_nothing_doubled():
    """Kills at random while a partner fails half of its calls: each effect is there once (G1)."""
    assert played("-n", "20") == 0


@pytest.mark.at_length
@pytest.mark.parametrize("name", PROTECTIONS)
def test_a_protection_that_is_out_is_noticed(name):
    """The harness sees what it is there for (G3)."""
    assert played("-n", "40", "--without", name, "--longest-quiet", "180") == NOTICED


def played(*words):
    """Play by a process of its own, which starts and kills its own servers."""
    done = subprocess.run([sys.executable, "-m", "tests.chaos", *words], check=False)
    return done.returncode
