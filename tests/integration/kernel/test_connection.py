"""A connection is asked for a sign of life only when something has happened to it."""

import select
from datetime import UTC, datetime

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db


@pytest.fixture
def other():
    fresh = connections.create_connection("default")
    fresh.ensure_connection()
    yield fresh
    fresh.close()


def wait_for_word(other):
    told = select.poll()
    told.register(other.connection.fileno(), select.POLLIN)
    assert told.poll(10_000)


def test_a_silent_connection_is_good_without_a_question(other):
    with CaptureQueriesContext(other) as asked:
        assert other.is_usable()
    assert len(asked) == 0
    other.close()
    assert not other.is_usable()


def test_one_that_the_server_ended_is_found_and_opened_anew(other):
    first = other.connection.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(%s)", [first])
    wait_for_word(other)
    assert not other.is_usable()
    other.health_check_enabled, other.health_check_done = True, False
    with other.cursor() as cursor:
        cursor.execute("select 1")
        assert cursor.fetchone() == (1,)
    assert other.connection.info.backend_pid != first


def test_one_that_was_only_told_something_stays(other):
    with other.cursor() as cursor:
        cursor.execute("listen otgruz_test")
    with connections.create_connection("default").cursor() as cursor:
        cursor.execute("notify otgruz_test")
        cursor.db.close()
    wait_for_word(other)
    assert other.is_usable()


def test_one_that_met_an_error_is_asked(other, monkeypatch):
    monkeypatch.setattr("django.db.backends.postgresql.base.DatabaseWrapper.is_usable", lambda _: 0)
    assert other.is_usable()
    other.errors_occurred = True
    assert not other.is_usable()


@pytest.mark.parametrize("written", ["2026-03-29 03:30:00+03", "2026-11-22 20:37:13.000974+00"])
def test_a_moment_is_read_in_utc(written):
    with connection.cursor() as cursor:
        cursor.execute("select %s::timestamptz", [written])
        (moment,) = cursor.fetchone()
    assert (moment, moment.tzinfo) == (datetime.fromisoformat(written), UTC)


def test_a_moment_is_read_in_utc_whatever_the_zone_of_the_session(other):
    with other.cursor() as cursor:
        cursor.execute("set time zone 'Asia/Kathmandu'")
        cursor.execute("select timestamptz '2026-01-01 12:00+00'")
        (moment,) = cursor.fetchone()
    assert (moment, moment.tzinfo) == (datetime(2026, 1, 1, 12, tzinfo=UTC), UTC)
