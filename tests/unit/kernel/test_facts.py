"""What a fact is: frozen plain values that survive the way through JSON."""

import dataclasses
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.outbox import registry
from kernel.outbox.event import Event
from kernel.outbox.registry import dispatch, handler_names, subscribe, topics

ZONES = st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))])


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingHappened(Event):
    topic = "test.thing.happened.v1"
    uid: UUID
    on: date
    note: str
    amount: int
    done: bool
    ids: tuple[UUID, ...] = ()
    maybe: datetime | None = None


EVENTS = st.builds(
    ThingHappened,
    occurred_at=st.datetimes(timezones=ZONES),
    uid=st.uuids(),
    on=st.dates(),
    note=st.text(st.characters(exclude_categories=["Cs"])),
    amount=st.integers(),
    done=st.booleans(),
    ids=st.lists(st.uuids(), max_size=5).map(tuple),
    maybe=st.none() | st.datetimes(timezones=ZONES),
)


@given(EVENTS)
def test_a_fact_survives_the_way_through_json(event):
    assert ThingHappened.from_payload(json.loads(json.dumps(event.payload()))) == event


@given(EVENTS)
def test_a_field_of_a_newer_release_is_left_out(event):
    payload = {**event.payload(), "unheard_of": 1}
    assert ThingHappened.from_payload(payload) == event


def test_a_fact_cannot_be_changed():
    event = ThingHappened(
        occurred_at=datetime(2026, 1, 1, tzinfo=UTC),
        uid=UUID(int=1),
        on=date(2026, 1, 1),
        note="",
        amount=1,
        done=True,
    )
    with pytest.raises(dataclasses.FrozenInstanceError):
        event.amount = 2


class TestRegistration:
    @pytest.fixture(autouse=True)
    def _clean(self):
        yield
        registry._handlers.pop(ThingHappened.topic, None)
        registry._events.pop(ThingHappened.topic, None)

    def test_a_subscriber_is_known_by_its_full_name_once(self):
        subscribe(ThingHappened)(listen)
        subscribe(ThingHappened)(listen)
        assert handler_names(ThingHappened.topic) == [f"{__name__}.listen"]
        assert topics()[ThingHappened.topic] is ThingHappened

    def test_asking_for_a_topic_nobody_knows_registers_nothing(self):
        assert handler_names("test.nothing.happened.v1") == []
        assert "test.nothing.happened.v1" not in registry._handlers

    def test_who_is_not_there_cannot_be_told(self):
        with pytest.raises(LookupError, match="Nobody here is called"):
            dispatch(ThingHappened.topic, "gone.away", {})


def listen(_fact):
    """Hear of it."""
