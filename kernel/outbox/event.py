"""What a fact is: a frozen record of plain values under a topic ``app.thing.happened.v1``."""

import dataclasses
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar, Self
from uuid import UUID

Reader = Callable[[Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all facts; concrete classes are named in the past tense and set ``topic``."""

    topic: ClassVar[str] = ""
    occurred_at: datetime

    def payload(self) -> dict[str, Any]:
        """Return the fact as JSON values."""
        return {name: _plain(getattr(self, name)) for name in _names(type(self))}  # type: ignore[arg-type]

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Self:
        """Return the fact that `payload` wrote; fields it does not know are left out."""
        readers = _readers(cls)  # type: ignore[arg-type]
        return cls(**{n: readers[n](v) for n, v in payload.items() if n in readers})


def _plain(value: Any) -> Any:
    if isinstance(value, _DAYS):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, _LISTS):
        return [_plain(item) for item in value]
    return value


# Made once: a fact is told of every scan, and `datetime | date` makes a new object each time.
_DAYS, _LISTS = (datetime, date), (tuple, list)


@cache
def _names(event: type[Event]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(event))


@cache
def _readers(event: type[Event]) -> dict[str, Reader]:
    """Return, for each field, what makes its value of what JSON has."""
    hints = typing.get_type_hints(event)
    return {field.name: _reader(hints[field.name]) for field in dataclasses.fields(event)}


def _reader(hint: Any) -> Reader:
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        inner = _reader(next(a for a in typing.get_args(hint) if a is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        item = _reader(typing.get_args(hint)[0])
        return lambda value: tuple(map(item, value))
    if hint in (datetime, date):
        read: Reader = hint.fromisoformat
        return read
    return UUID if hint is UUID else _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
