"""Repeated requests: the first answer is the answer, and there is no effect without it (A8, W1a)."""

from datetime import UTC, datetime, timedelta

import pytest

from kernel.deadlines.models import Heartbeat
from kernel.errors import Conflict, Refusal
from kernel.idempotency import (
    BadKey,
    IdempotencyKey,
    KeyReused,
    fingerprint,
    forget_keys,
    once,
)

NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)
REQUEST = fingerprint(b"POST", b"/api/v1/orders/", b"{}")
pytestmark = pytest.mark.django_db


def place(key="k-1", *, owner="token:1", request=REQUEST, run=None):
    return once(owner=owner, key=key, request=request, now=NOW, run=run or effect)


def effect():
    Heartbeat.objects.create(name=f"effect-{Heartbeat.objects.count()}", seen_at=NOW)
    return 201, {"id": "1", "z": 1, "a": [1, None, "ї"], "total": 12.5}


def effects():
    return Heartbeat.objects.count()


def test_the_first_answer_is_stored_with_the_effect():
    answer = place()
    assert (answer.status, answer.repeated, effects()) == (201, False, 1)
    row = IdempotencyKey.objects.get()
    assert (row.owner, row.key, row.status, row.answer) == ("token:1", "k-1", 201, answer.body)


def test_a_repeat_is_answered_by_the_very_same_and_does_nothing():
    first, again = place(), place()
    assert (again.status, again.repeated, effects()) == (201, True, 1)
    assert list(again.body.items()) == list(first.body.items())


def test_a_changed_repeat_is_refused_and_does_nothing():
    place()
    with pytest.raises(KeyReused) as refused:
        place(request=fingerprint(b"POST", b"/api/v1/orders/", b"[]"))
    assert (refused.value.code, refused.value.status) == ("idempotency_key_reused", 422)
    assert effects() == 1


def test_the_same_key_of_another_caller_is_another_request():
    """A8: other tenants are isolated."""
    place()
    assert place(owner="token:2").repeated is False
    assert effects() == 2


def test_a_refusal_undoes_the_key_so_that_a_mended_request_goes_through():
    def refuse():
        effect()
        raise Conflict("not now")

    with pytest.raises(Conflict):
        place(run=refuse)
    assert (effects(), IdempotencyKey.objects.count()) == (0, 0)
    assert place().repeated is False


def test_what_breaks_in_between_leaves_nothing():
    def crash():
        effect()
        raise MemoryError

    with pytest.raises(MemoryError):
        place(run=crash)
    assert (effects(), IdempotencyKey.objects.count()) == (0, 0)


@pytest.mark.parametrize("key", ["", "x" * 256, "ключ", "a\0b", "a\nb"])
def test_what_is_no_key_is_refused(key):
    with pytest.raises(BadKey) as refused:
        place(key)
    assert (refused.value.status, effects()) == (400, 0)


def test_a_key_of_255_characters_is_one():
    assert place("x" * 255).repeated is False


def test_parts_do_not_run_into_one_another():
    assert fingerprint(b"ab", b"c") != fingerprint(b"a", b"bc")


def test_old_keys_are_forgotten_a_bounded_number_a_run():
    for number in range(3):
        place(f"k-{number}")
    assert forget_keys(before=NOW) == 0
    later = NOW + timedelta(seconds=1)
    assert [forget_keys(before=later, limit=2) for _ in range(3)] == [2, 1, 0]


def test_all_refusals_of_keys_are_refusals():
    assert issubclass(BadKey, Refusal)
