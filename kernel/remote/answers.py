"""What a call to somebody else's system comes to: done, refused, or unknown. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Done:
    """It took effect. ``answer`` holds plain values of ours: units and codes are converted already."""

    answer: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """It certainly had no effect.

    ``why`` is a stable code, ``detail`` the partner's words. ``again``: it may be tried once more, not before
    ``wait``. ``everybody``: no call at all may reach the partner before that (too many calls, a ban).
    """

    why: str
    detail: str = ""
    again: bool = False
    wait: timedelta | None = None
    everybody: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have had its effect: nobody may repeat it before the partner was asked."""

    why: str
    detail: str = ""
    wait: timedelta | None = None


@dataclass(frozen=True, slots=True)
class NotThere:
    """Asked what became of a call, the partner says that it has never seen it."""


Answer = Done | Refused | Unknown
Found = Done | Refused | Unknown | NotThere


class BadAnswer(Exception):
    """The reply cannot be what it claims to be; a masked sample of it is kept. The text says why."""


def storable(value: Any) -> Any:
    """Return plain values as PostgreSQL keeps them: what is no character becomes the replacement mark."""
    if isinstance(value, str):
        if value.isascii() and "\0" not in value:
            return value
        return value.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
    if isinstance(value, Mapping):
        return {storable(str(name)): storable(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    raise TypeError(f"{type(value).__name__} is no plain value")
