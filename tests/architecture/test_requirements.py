"""What the product claims to do is proven by a test that says so, and every number named exists."""

from functools import cache

from config.requirements import report
from tests.architecture.tree import ROOT


@cache
def register():
    return report(ROOT)


def test_every_claimed_requirement_has_a_test():
    assert list(register().complaints()) == []


def test_the_register_holds_every_number_of_the_documents():
    counted = [row.id for row in register().rows if row.counts]
    last = {"R-000": 38, "R-001": 36, "R-002": 75, "R-003": 36, "R-004": 62}
    assert counted == [
        f"{family}-{n:02}" for family, most in last.items() for n in range(1, most + 1)
    ]
