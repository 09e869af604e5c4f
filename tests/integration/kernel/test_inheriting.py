"""Promises handed on to what was split off, and promises of other days than the policy gives."""

from datetime import timedelta

import pytest

from kernel.deadlines.inheriting import inherit
from kernel.deadlines.models import Deadline
from kernel.deadlines.settling import settle
from kernel.deadlines.sweeping import sweep
from kernel.ids import new_id
from tests.factories.kernel import make_policy, promise
from tests.moments import TUESDAY_18, kyiv

pytestmark = pytest.mark.django_db
KIND = "test.promise"


def copied(row):
    apart = {"id", "subject_id"}
    names = [f.attname for f in Deadline._meta.concrete_fields if f.attname not in apart]
    return {name: getattr(row, name) for name in names}


def of(subject_id):
    return list(Deadline.objects.filter(subject_id=subject_id).order_by("kind"))


def test_a_running_promise_is_handed_on_as_it_stands_c_27():
    """C-27: the same due time, explanation and warnings, those told stay told."""
    first = promise()
    sweep(now=TUESDAY_18 + timedelta(minutes=95))
    part = new_id()
    [told] = inherit(from_subject=first.subject_id, to_subject=part, kinds=[KIND])
    first.refresh_from_db()
    [row] = of(part)
    assert (told.kind, told.state, told.due_at) == (KIND, "running", first.due_at)
    assert (copied(row), row.warned) == (copied(first), 50)


def test_a_missed_one_is_handed_on_while_it_is_waited_for_and_told_once_c_27(facts):
    """C-27: late is late for both; the miss itself is no second fact."""
    first = promise()
    late = first.due_at + timedelta(minutes=1)
    sweep(now=late)
    told = len(facts("kernel.deadline.missed.v1"))
    part, other = new_id(), new_id()
    [inherited] = inherit(from_subject=first.subject_id, to_subject=part, kinds=[KIND])
    assert inherited.state == "missed"
    assert sweep(now=late + timedelta(minutes=1)) == 0
    assert len(facts("kernel.deadline.missed.v1")) == told
    settle(subject_id=first.subject_id, kinds=[KIND], at=late, now=late)
    assert inherit(from_subject=first.subject_id, to_subject=other, kinds=[KIND]) == []


def test_only_the_kinds_that_are_named_and_only_of_that_subject():
    first, second = promise(), promise()
    promise(subject_id=first.subject_id, kind="test.other")
    part = new_id()
    inherit(from_subject=first.subject_id, to_subject=part, kinds=[KIND])
    assert [row.kind for row in of(part)] == [KIND]
    assert len(of(second.subject_id)) == 1


@pytest.mark.parametrize(
    ("policy", "days"),
    [
        pytest.param({"days": 3}, 1, id="instead of other days"),
        pytest.param({"allowance_s": 3600, "good_s": 60}, 1, id="instead of hours"),
        pytest.param({"allowance_s": None, "good_s": None}, 1, id="where there is no limit"),
    ],
)
def test_days_of_its_own_take_the_place_of_the_policys_limit_c_06(policy, days):
    """C-06: the promise of this very thing is what counts; warnings stay those of the policy."""
    make_policy(**policy)
    row = promise(kyiv(2026, 2, 3, 12), days=days)
    assert (row.days, row.allowance_s, row.good_at, row.due_at) == (
        1,
        None,
        None,
        kyiv(2026, 2, 5),
    )
    assert list(row.levels) == [50, 80]
