"""What a client is given to send: plain values, the address included."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, Self

from notifications.rules.outcomes import Outcome

TOTAL_S = 10.0  # seconds that one letter may take from first to last byte


@dataclass(frozen=True, slots=True)
class Letter:
    """One message with its address. ``key`` names it for good: a repeat bears the same one.

    ``repeat`` tells that an earlier attempt had no answer, so it may have arrived already.
    """

    key: str
    to: str
    text: str
    made_at: datetime
    subject: str = ""
    html: str = ""
    buttons: Sequence[Sequence[Mapping[str, str]]] = ()
    via: Mapping[str, Any] = field(default_factory=dict)
    repeat: bool = False
    files: Sequence[tuple[str, str, bytes]] = ()
    """Name, media type and bytes of what is attached; only a mail carries it."""


class Client(Protocol):
    """Sends letters, several at once if asked from several threads. Never raises for what a provider does."""

    def send(self, letter: Letter) -> Outcome:
        """Try once, within `TOTAL_S`, and say what came of it."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
