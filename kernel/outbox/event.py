"""What a fact is: a frozen record of plain values under a topic ``app.thing.happened.v1``."""

import dataclasses
import types
import typing
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Self
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all facts; concrete classes are named in the past tense and set ``topic``."""

    topic: ClassVar[str] = ""
    occurred_at: datetime

    def payload(self) -> dict[str, Any]:
        """Return the fact as JSON values."""
        return {f.name: _plain(getattr(self, f.name)) for f in dataclasses.fields(self)}

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Self:
        """Return the fact that `payload` wrote; fields it does not know are left out."""
        hints = typing.get_type_hints(cls)
        known = {f.name for f in dataclasses.fields(cls)}
        values = {n: _typed(v, hints[n]) for n, v in payload.items() if n in known}
        return cls(**values)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def _typed(value: Any, hint: Any) -> Any:
    origin = typing.get_origin(hint)
    if value is None:
        return None
    if origin in (typing.Union, types.UnionType):
        return _typed(value, next(a for a in typing.get_args(hint) if a is not type(None)))
    if origin is tuple:
        return tuple(_typed(item, typing.get_args(hint)[0]) for item in value)
    if hint in (datetime, date):
        return hint.fromisoformat(value)
    if hint is UUID:
        return UUID(value)
    return value
