"""Reading ahead changes nothing of what is read (W1b, I1)."""

import threading

import pytest
from django.utils import translation

from orders.services.imports.ahead import read_ahead


def test_everything_comes_in_its_order():
    assert list(read_ahead(iter(range(100)))) == list(range(100))


def test_nothing_comes_of_nothing():
    assert list(read_ahead(iter(()))) == []


def test_the_next_is_made_while_one_is_used():
    made = threading.Event()

    def source():
        yield "first"
        made.set()
        yield "second"

    read = read_ahead(source())
    assert (next(read), made.wait(10)) == ("first", True)
    assert list(read) == ["second"]


def test_no_more_than_one_is_made_ahead():
    made = []

    def source():
        for number in range(10):
            made.append(number)
            yield number

    read = read_ahead(source())
    assert next(read) == 0
    read.close()
    assert made == [0, 1]


def test_a_fault_is_raised_in_its_place():
    def source():
        yield "sound"
        raise ValueError("row 2")

    read = read_ahead(source())
    assert next(read) == "sound"
    with pytest.raises(ValueError, match="row 2"):
        next(read)


def test_who_stops_early_leaves_no_thread_behind():
    read = read_ahead(iter(range(10)))
    next(read)
    read.close()
    assert [t for t in threading.enumerate() if t.name.startswith("read-ahead")] == []


def test_the_language_of_the_caller_is_the_language_of_the_source():
    def source():
        yield translation.get_language()

    with translation.override("uk"):
        assert list(read_ahead(source())) == ["uk"]
