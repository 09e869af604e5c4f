"""Ending deadlines: kept or missed by the event's own time, once, whoever asks first."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from kernel.deadlines.events import DeadlineMissed
from kernel.deadlines.models import Deadline
from kernel.deadlines.settling import Ended, settle, settle_many, void
from kernel.deadlines.sweeping import sweep
from kernel.outbox.registry import subscribe
from tests.factories.kernel import KIND, deadline_of, promise, promises
from tests.moments import TUESDAY_18, kyiv

DUE = kyiv(2026, 2, 4, 10)
MOMENT = timedelta(microseconds=1)
LATER = DUE + timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _somebody_listens():
    from kernel.outbox import registry

    subscribe(DeadlineMissed)(listen)
    yield
    registry._handlers[DeadlineMissed.topic].pop(f"{__name__}.listen")


def listen(_fact):
    """Hear of a miss."""


@pytest.mark.parametrize(
    ("at", "state", "good", "ended_at"),
    [
        pytest.param(TUESDAY_18, "kept", True, TUESDAY_18, id="at once"),
        pytest.param(kyiv(2026, 2, 3, 19), "kept", True, kyiv(2026, 2, 3, 19), id="60 min"),
        pytest.param(
            kyiv(2026, 2, 3, 19) + MOMENT, "kept", False, kyiv(2026, 2, 3, 19) + MOMENT, id="past"
        ),
        pytest.param(DUE, "kept", False, DUE, id="at the due moment"),
        pytest.param(DUE + MOMENT, "missed", False, DUE, id="a microsecond late"),
    ],
)
def test_the_moment_decides_and_the_boundary_is_exact(at, state, good, ended_at):
    """R-004-26, R-004-27: excellent, acceptable, overdue."""
    row = promise()
    ended = settle(subject_id=row.subject_id, kinds=[KIND], at=at, now=LATER)
    row = deadline_of(row.subject_id)
    assert ended == [Ended(KIND, state, good, DUE, row.subject_id)]
    assert (row.state, row.ended_at, row.noticed_at, row.closed_at) == (state, ended_at, LATER, at)


def test_a_miss_nobody_had_seen_is_told_with_its_true_time(facts):
    row = promise()
    settle(subject_id=row.subject_id, kinds=[KIND], at=LATER, now=LATER)
    told = [fact for fact in facts(DeadlineMissed.topic) if fact["deadline_id"] == row.pk]
    assert {fact["occurred_at"] for fact in told} == {DUE.isoformat()}
    assert {fact["noticed_at"] for fact in told} == {LATER.isoformat()}


def test_what_was_told_stays_missed_and_is_no_longer_waited_for(facts):
    row = promise()
    sweep(now=DUE + MOMENT)
    before = facts(DeadlineMissed.topic)
    assert settle(subject_id=row.subject_id, kinds=[KIND], at=LATER, now=LATER) == []
    row = deadline_of(row.subject_id)
    assert (row.state, row.ended_at, row.noticed_at) == ("missed", DUE, DUE + MOMENT)
    assert (row.closed_at, facts(DeadlineMissed.topic)) == (LATER, before)


def test_settling_again_changes_nothing():
    row = promise()
    settle(subject_id=row.subject_id, kinds=[KIND], at=TUESDAY_18, now=TUESDAY_18)
    assert settle(subject_id=row.subject_id, kinds=[KIND], at=LATER, now=LATER) == []
    assert deadline_of(row.subject_id).ended_at == TUESDAY_18


def test_only_the_kinds_asked_for_end():
    row = promise()
    assert settle(subject_id=row.subject_id, kinds=["other"], at=DUE, now=DUE) == []
    assert deadline_of(row.subject_id).state == "running"


def test_many_end_in_one_statement(django_assert_num_queries):
    rows = promises(3)
    subjects = [row.subject_id for row in rows]
    with django_assert_num_queries(1):
        ended = settle_many(subject_ids=subjects, kinds=[KIND], at=DUE, now=DUE)
    assert [(end.subject_id, end.state) for end in ended] == [(s, "kept") for s in subjects]


@pytest.mark.parametrize(("at", "state"), [(DUE, "void"), (DUE + MOMENT, "missed")])
def test_a_promise_withdrawn_in_time_is_void_and_one_broken_before_is_missed(at, state):
    row = promise()
    [ended] = void(subject_id=row.subject_id, at=at, now=LATER)
    row = deadline_of(row.subject_id)
    assert (ended.state, row.state, row.closed_at) == (state, state, at)


def test_void_takes_all_kinds_unless_named():
    row = promise()
    other = promise(kind="test.other", subject_id=row.subject_id)
    void(subject_id=row.subject_id, at=TUESDAY_18, now=TUESDAY_18, kinds=["test.other"])
    assert [d.state for d in Deadline.objects.order_by("id")] == ["running", "void"]
    void(subject_id=row.subject_id, at=TUESDAY_18, now=TUESDAY_18)
    assert [d.state for d in Deadline.objects.order_by("id")] == ["void", "void"]
    assert other.subject_id == row.subject_id


@pytest.mark.parametrize(
    "nonsense",
    [
        {"state": "kept"},
        {"ended_at": DUE},
        {"closed_at": DUE},
        {"state": "void", "ended_at": DUE},
    ],
)
def test_the_database_refuses_an_end_without_its_moments(nonsense):
    row = promise()
    with pytest.raises(IntegrityError), transaction.atomic():
        Deadline.objects.filter(pk=row.pk).update(**nonsense)
