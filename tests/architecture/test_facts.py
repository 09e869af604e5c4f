"""Facts: ``app.thing.happened.v1``, frozen plain values, heard only by apps above."""

import dataclasses
import re
import types
import typing
from datetime import date, datetime
from uuid import UUID

import pytest

from kernel.outbox import registry
from kernel.outbox.event import Event
from tests.architecture.tree import APPS, STACK

PLAIN = {str, int, bool, datetime, date, UUID}
TOPIC = re.compile(r"([a-z]+)\.([a-z]+(?:_[a-z]+)*)\.([a-z]+(?:_[a-z]+)*)\.v[1-9]\d*")


def events(base=Event):
    """Return our events; the slotted twin that replaced a class of the same name stands for it."""
    found = {}
    for event in base.__subclasses__():
        if event.__module__.split(".")[0] in APPS:
            found[event.__qualname__] = event
        found |= {kind.__qualname__: kind for kind in events(event)}
    return sorted(found.values(), key=lambda kind: kind.topic)


def is_plain(hint):
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return all(part is type(None) or is_plain(part) for part in typing.get_args(hint))
    if origin is tuple:
        inner, rest = typing.get_args(hint)
        return rest is Ellipsis and is_plain(inner)
    return hint in PLAIN


@pytest.mark.parametrize("event", events(), ids=lambda event: event.__name__)
class TestAFact:
    def test_its_topic_says_which_app_tells_what(self, event):
        match = TOPIC.fullmatch(event.topic)
        assert match and match[1] == event.__module__.split(".")[0]

    def test_it_is_frozen_and_holds_plain_values(self, event):
        assert dataclasses.is_dataclass(event)
        assert event.__dataclass_params__.frozen
        assert all(field.kw_only for field in dataclasses.fields(event))
        hints = typing.get_type_hints(event)
        fields = {field.name for field in dataclasses.fields(event)}
        assert {name for name in fields if not is_plain(hints[name])} == set()

    def test_it_stands_in_a_module_of_events(self, event):
        assert event.__module__.split(".")[-1] == "events"


def test_there_are_facts_and_no_topic_is_used_twice():
    topics = [event.topic for event in events()]
    assert len(topics) == len(set(topics)) > 5


def test_facts_are_heard_from_below_by_named_functions_of_subscribers():
    wrong = []
    for topic, handlers in registry._handlers.items():
        for name in handlers:
            teller, hearer = topic.split(".")[0], name.split(".")[0]
            if teller not in APPS or hearer not in APPS:
                continue
            if STACK.index(teller) > STACK.index(hearer) or ".subscribers." not in f".{name}":
                wrong.append(f"{name} hears {topic}")
            if "<" in name:
                wrong.append(f"{name} has no name")
    assert wrong == []
