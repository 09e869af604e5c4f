"""Identifiers that sort by time."""

from uuid import RFC_4122

from kernel import ids
from kernel.ids import new_id


def test_an_id_is_a_version_seven_of_the_moment(monkeypatch):
    monkeypatch.setattr(ids.time, "time_ns", lambda: 1_770_134_400_123_999_999)
    made = new_id()
    assert (made.version, made.variant) == (7, RFC_4122)
    assert made.int >> 80 == 1_770_134_400_123


def test_a_later_one_sorts_later(monkeypatch):
    moments = iter(range(10**15, 10**15 + 50 * 10**6, 10**6))
    monkeypatch.setattr(ids.time, "time_ns", lambda: next(moments))
    made = [new_id() for _ in range(50)]
    assert made == sorted(made)


def test_ids_of_one_moment_differ(monkeypatch):
    monkeypatch.setattr(ids.time, "time_ns", lambda: 10**18)
    assert len({new_id() for _ in range(10_000)}) == 10_000
