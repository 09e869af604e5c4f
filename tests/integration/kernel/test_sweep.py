"""The sweep: warns at 50 and 80 per cent, marks what was missed, each once and under its true time."""

from datetime import timedelta

import pytest
from django.db import connection

from kernel.deadlines.events import DeadlineMissed, DeadlineWarned
from kernel.deadlines.models import Deadline, Outage
from kernel.deadlines.settling import settle
from kernel.deadlines.sweeping import _SWEEP, sweep
from kernel.outbox import registry
from kernel.outbox.models import Delivery
from kernel.outbox.registry import subscribe
from tests.factories.kernel import KIND, deadline_of, promise, promises, states_of
from tests.moments import TUESDAY_18, kyiv

DUE = kyiv(2026, 2, 4, 10)
HALF, MOST = kyiv(2026, 2, 3, 19, 30), kyiv(2026, 2, 4, 9, 24)
MOMENT = timedelta(microseconds=1)
ME = f"{__name__}.listen"
pytestmark = pytest.mark.django_db


MULTIPLY = """
insert into kernel_deadline select (jsonb_populate_record(d, jsonb_build_object(
  'id', 1000000 + n, 'subject_id', gen_random_uuid(),
  'next_look_at', d.due_at + n * interval '1 minute'))).*
from kernel_deadline d, generate_series(1, 5000) n where d.id = %s
"""


def listen(_fact):
    """Hear of a warning or a miss."""


@pytest.fixture(autouse=True)
def _somebody_listens():
    subscribe(DeadlineWarned)(listen)
    subscribe(DeadlineMissed)(listen)
    yield
    for topic in (DeadlineWarned.topic, DeadlineMissed.topic):
        registry._handlers[topic].pop(ME)


def told(event):
    rows = Delivery.objects.filter(topic=event.topic, handler=ME).order_by("id")
    return [event.from_payload(row.payload) for row in rows]


def levels():
    return [(fact.level, fact.occurred_at) for fact in told(DeadlineWarned)]


def test_before_the_first_level_there_is_nothing_to_look_at():
    promise()
    assert (sweep(now=HALF - MOMENT), levels()) == (0, [])


def test_each_level_is_told_once_at_its_own_moment():
    promise()
    assert [sweep(now=HALF), sweep(now=HALF), sweep(now=HALF + timedelta(hours=1))] == [1, 0, 0]
    assert [sweep(now=MOST + timedelta(seconds=7)), sweep(now=DUE)] == [1, 0]
    assert levels() == [(50, HALF), (80, MOST)]
    assert told(DeadlineMissed) == []


def test_a_level_that_was_slept_through_is_told_once_the_highest_only():
    row = promise()
    assert sweep(now=MOST + timedelta(minutes=5)) == 1
    assert levels() == [(80, MOST)]
    row.refresh_from_db()
    assert (row.warned, row.next_look_at) == (80, DUE)


def test_at_the_due_moment_it_can_still_be_kept():
    row = promise()
    sweep(now=MOST)
    assert sweep(now=DUE) == 0
    assert deadline_of(row.subject_id).state == "running"


def test_a_microsecond_later_it_is_missed_once_under_its_true_time():
    row = promise()
    sweep(now=MOST)
    noticed = DUE + MOMENT
    assert [sweep(now=noticed), sweep(now=noticed)] == [1, 0]
    row.refresh_from_db()
    assert (row.state, row.ended_at, row.noticed_at) == ("missed", DUE, noticed)
    assert row.closed_at is None  # somebody waits for it still
    [fact] = told(DeadlineMissed)
    assert (fact.occurred_at, fact.due_at, fact.noticed_at) == (DUE, DUE, noticed)
    assert (fact.deadline_id, fact.subject_id, fact.kind) == (row.pk, row.subject_id, KIND)


def test_a_promise_missed_in_our_sleep_is_told_as_missed_and_not_as_warned():
    promise()
    assert sweep(now=DUE + timedelta(days=1)) == 1
    assert (levels(), [fact.due_at for fact in told(DeadlineMissed)]) == ([], [DUE])


def test_a_fact_of_a_fraction_of_a_second_is_read_back_exactly():
    promise(TUESDAY_18 + timedelta(microseconds=500_000))
    sweep(now=DUE + timedelta(days=1))
    assert told(DeadlineMissed)[0].due_at == DUE + timedelta(microseconds=500_000)


def test_what_has_ended_is_left_alone():
    row = promise()
    settle(subject_id=row.subject_id, kinds=[KIND], at=TUESDAY_18, now=TUESDAY_18)
    assert (sweep(now=DUE + MOMENT), told(DeadlineMissed)) == (0, [])


def test_a_level_told_is_not_told_again_when_the_clock_has_moved():
    row = promise()
    sweep(now=MOST)
    # As after a credit: all looks lie ahead again, and 50 and 80 per cent have been told.
    Deadline.objects.filter(pk=row.pk).update(
        looks=[MOST + timedelta(hours=1), MOST + timedelta(hours=2)],
        due_at=DUE + timedelta(hours=3),
        next_look_at=MOST + timedelta(hours=1),
    )
    for hours in (1, 2, 3):
        sweep(now=MOST + timedelta(hours=hours))
    assert levels() == [(80, MOST)]


def test_a_limit_leaves_the_rest_to_the_next_run():
    rows = promises(5)
    now = DUE + MOMENT
    assert [sweep(now=now, limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert states_of(rows) == ["missed"] * 5
    assert len(told(DeadlineMissed)) == 5


def test_nothing_is_called_missed_while_an_outage_is_not_credited():
    row = promise()
    outage = Outage.objects.create(started_at=MOST, ended_at=DUE, reason="test")
    assert sweep(now=DUE + MOMENT) == 0
    outage.credited_at = DUE
    outage.save()
    assert sweep(now=DUE + MOMENT) == 1
    assert deadline_of(row.subject_id).state == "missed"


def test_one_statement_does_it_all(django_assert_num_queries):
    promises(20)
    with django_assert_num_queries(3):  # savepoint, statement, release
        sweep(now=DUE + MOMENT)


def test_the_bell_rings_when_there_is_something_to_tell(django_capture_on_commit_callbacks, rings):
    promise()
    with django_capture_on_commit_callbacks(execute=True):
        sweep(now=HALF - MOMENT)
    assert rings == []
    with django_capture_on_commit_callbacks(execute=True):
        sweep(now=HALF)
    assert rings == ["kernel.deliver_facts"]


def test_the_due_ones_are_found_by_index():
    """W3b: the find must not read a million running rows."""
    rows = promises(2)
    with connection.cursor() as cursor:
        cursor.execute(MULTIPLY, [rows[0].pk])
        cursor.execute("analyze kernel_deadline")
        values = {
            "now": DUE,
            "limit": 1000,
            "shop": None,
            "missed_topic": DeadlineMissed.topic,
            "missed_handlers": [ME],
            "warned_topic": DeadlineWarned.topic,
            "warned_handlers": [ME],
        }
        cursor.execute(f"explain (format json) {_SWEEP}", values)
        (plan,) = cursor.fetchone()
    scans = list(_scans(plan[0]["Plan"]))
    assert ("Index Scan", "deadline_next_look") in scans
    assert "Seq Scan" not in {kind for kind, index in scans if index == "kernel_deadline"}


def _scans(node):
    if "Scan" in node["Node Type"]:
        yield node["Node Type"], node.get("Index Name", node.get("Relation Name"))
    for inner in node.get("Plans", ()):
        yield from _scans(inner)
