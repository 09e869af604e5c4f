"""Who reacts to which fact. Filled by each app's `subscribers.py`, imported by its `apps.py`."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from kernel.outbox.event import Event
from kernel.outbox.silence import is_silent

E = TypeVar("E", bound=Event)
Handler = Callable[[Any], object]
_events: dict[str, type[Event]] = {}
_handlers: dict[str, dict[str, Handler]] = defaultdict(dict)


def subscribe(event: type[E]) -> Callable[[Callable[[E], object]], Callable[[E], object]]:
    """Register the decorated function: it is called once for each fact of that class, after commit.

    It runs in a transaction of its own with the mark of delivery; it must look at rows, not at the order of
    facts, and send nothing outside by itself.
    """

    def register(handler: Callable[[E], object]) -> Callable[[E], object]:
        _events[event.topic] = event
        _handlers[event.topic][f"{handler.__module__}.{handler.__qualname__}"] = handler
        return handler

    return register


def handler_names(topic: str) -> list[str]:
    """Return the names of those who want facts of ``topic``; nobody in a rehearsal."""
    if is_silent():
        return []
    return sorted(_handlers[topic]) if topic in _handlers else []


def dispatch(topic: str, handler: str, payload: dict[str, Any]) -> None:
    """Call one subscriber with one fact. Raises LookupError when the code no longer has it."""
    if handler not in _handlers.get(topic, {}):
        raise LookupError(f"Nobody here is called {handler} for {topic}.")
    _handlers[topic][handler](_events[topic].from_payload(payload))


def topics() -> dict[str, type[Event]]:
    """Return the known topics and their classes."""
    return dict(_events)
