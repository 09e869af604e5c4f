"""Several writes in one round trip: all of them or none, each told how many rows it wrote."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kernel import history
from kernel.deadlines.models import Deadline
from kernel.deadlines.opening import Opening, open_many
from kernel.history import SYSTEM, Entry, History
from kernel.trips import one_trip, write

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 3, 16, tzinfo=UTC)


def note(subject):
    entry = Entry(subject=("box", subject), action="moved", actor=SYSTEM, at=AT)
    history.write_many([entry, entry])


def promise():
    return open_many([Opening(kind="order.new", subject_id=uuid4(), at=AT)])


def test_writes_of_a_trip_are_one_statement():
    promise()  # calendars and policies are in memory
    with CaptureQueriesContext(connection) as queries, one_trip():
        note("1")
        promise()
        assert (History.objects.count(), Deadline.objects.count()) == (0, 1)
    written = [q["sql"] for q in queries if "insert" in q["sql"]]
    assert len(written) == 1
    assert (History.objects.count(), Deadline.objects.count()) == (2, 2)


def test_alone_a_write_goes_at_once_and_says_how_many():
    counts = []
    sql = (
        "insert into kernel_heartbeat (name, seen_at) select n, now() from unnest(%s::text[]) as n"
    )
    write(sql, ["{a,b}"], counts.append)
    with one_trip():
        write(sql, ["{c}"], counts.append)
        assert counts == [2]
    with one_trip():
        write(sql, ["{d,e,f}"], counts.append)
        note("1")
    assert counts == [2, 1, 3]


def test_a_trip_that_raises_sends_nothing():
    with pytest.raises(ZeroDivisionError), one_trip():
        note("1")
        raise ZeroDivisionError
    note("2")
    assert set(History.objects.values_list("subject_id", flat=True)) == {"2"}


def test_one_bad_write_undoes_the_whole_trip():
    sql = "insert into kernel_heartbeat (name, seen_at) values (%s, now())"
    with pytest.raises(IntegrityError), transaction.atomic(), one_trip():
        note("1")
        write(sql, ["twin"])
        write(sql, ["twin"])
    assert History.objects.count() == 0


def test_an_inner_trip_is_part_of_the_outer():
    with CaptureQueriesContext(connection) as queries, one_trip():
        note("1")
        with one_trip():
            note("2")
    assert len(queries) == 1
    assert History.objects.count() == 4
