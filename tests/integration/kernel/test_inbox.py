"""Messages from outside: kept first, once by (source, event id), processed later."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from kernel.history import SYSTEM
from kernel.inbox import accept as inbox
from kernel.inbox.accept import MessageRefused, accept, process_due, receives
from kernel.inbox.models import InboxMessage
from kernel.retrying import retry_messages
from kernel.work import ATTEMPTS, WorkState

NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)
LATER = NOW + timedelta(seconds=9)
pytestmark = pytest.mark.django_db


@pytest.fixture
def received():
    """Register a receiver and return the bodies it was given."""
    bodies = []
    receives("test")(lambda message: bodies.append(message.body))
    yield bodies
    inbox._receivers.pop("test")


def take(body, *, event_id="e-1", source="test", at=NOW):
    return accept(source=source, event_id=event_id, body=body, at=at)


def test_a_new_message_is_kept_and_the_bell_rings(rings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert take({"b": 1, "a": "ї"}) is True
        assert rings == []
    assert rings == ["kernel.process_inbox"]
    row = InboxMessage.objects.get()
    assert (row.source, row.event_id, row.body, row.received_at, row.disputed_at) == (
        "test",
        "e-1",
        {"a": "ї", "b": 1},
        NOW,
        None,
    )


def test_a_repeat_is_harmless_whatever_the_order_of_its_fields(
    rings, django_capture_on_commit_callbacks
):
    take({"a": 1, "b": 2})
    with django_capture_on_commit_callbacks(execute=True):
        assert take({"b": 2, "a": 1}, at=LATER) is False
    row = InboxMessage.objects.get()
    assert (row.received_at, row.disputed_at, rings) == (NOW, None, [])


def test_a_repeat_with_another_body_is_disputed_and_the_first_stands():
    """W5: first wins, the second is marked."""
    take({"a": 1})
    assert take({"a": 2}, at=LATER) is False
    assert take({"a": 3}, at=LATER + timedelta(seconds=1)) is False
    row = InboxMessage.objects.get()
    assert (row.body, row.disputed_at) == ({"a": 1}, LATER)


def test_the_same_id_of_another_source_is_another_message():
    assert (take({"a": 1}), take({"a": 2}, source="other")) == (True, True)


def test_keeping_is_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        take({"a": 1})


def test_each_is_processed_once(received):
    take({"n": 1})
    take({"n": 2}, event_id="e-2")
    assert (process_due(now=LATER), process_due(now=LATER)) == (2, 0)
    assert received == [{"n": 1}, {"n": 2}]
    assert set(InboxMessage.objects.values_list("state", "done_at")) == {(WorkState.DONE, LATER)}


def test_a_source_nobody_understands_is_parked_at_last_and_can_be_retried(received):
    """W8: unknown, parked, retried."""
    take({"n": 1}, source="unheard")
    at = LATER
    for _ in range(ATTEMPTS):
        process_due(now=at)
        at += timedelta(hours=2)
    row = InboxMessage.objects.get()
    assert (row.state, row.last_error) == (
        WorkState.PARKED,
        "LookupError: Nobody here understands unheard.",
    )
    inbox._receivers["unheard"] = inbox._receivers["test"]
    try:
        assert retry_messages([row.pk], actor=SYSTEM, now=at) == 1
        process_due(now=at)
    finally:
        inbox._receivers.pop("unheard")
    assert received == [{"n": 1}]


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ({"a": "x\0y"}, {"a": "x\ufffdy"}),
        ({"a": "\ud800"}, {"a": "?"}),
        ({"a": r"\u0000"}, {"a": r"\u0000"}),
        ({"a": 2**70}, {"a": 2**70}),
    ],
    ids=["NUL", "half a character", "the letters of an escape", "a big number"],
)
def test_hostile_text_is_kept_as_what_can_be_kept(body, kept):
    """W7."""
    assert take(body) is True
    assert InboxMessage.objects.get().body == kept


def deep():
    body = {}
    for _ in range(100_000):
        body = {"a": body}
    return body


@pytest.mark.parametrize(
    ("body", "event_id"),
    [
        ({"a": float("nan")}, "e"),
        ({"a": float("inf")}, "e"),
        ({"a": object()}, "e"),
        ({}, ""),
        ({}, "e" * 121),
        ({}, "e\0"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_stored(body, event_id):
    with pytest.raises(MessageRefused):
        take(body, event_id=event_id)
    assert InboxMessage.objects.count() == 0


def test_a_body_nested_without_end_is_refused():
    body = deep()
    with pytest.raises(MessageRefused):
        take(body)
    while body:  # unnest it by hand: the interpreter would recurse
        body = body.pop("a", None)
    assert InboxMessage.objects.count() == 0


def test_the_database_keeps_a_second_row_out():
    take({"a": 1})
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_indexes where indexname = 'inbox_once'")
        assert cursor.fetchone() == (1,)
