"""Who is called, and what can be asked of them: each adapter describes its partner here once."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from kernel.remote.answers import Answer, Done, Found, Refused
from kernel.remote.exchange import Reply, Request

TOTAL_S = 15.0  # seconds from the first thought of connecting to the last byte
LONGEST_S = 25.0  # more would not fit into a task
MOST_BYTES = 2_000_000  # of a body, unpacked
AT_ONCE = 4  # calls of one partner at the same moment, counted over all processes
FIND_AFTER = timedelta(seconds=30)
SUCCESS = range(200, 300)


@dataclass(frozen=True, slots=True)
class Call:
    """One call as its adapter sees it: ``key`` names it for good, a repeat bears the same one."""

    key: str
    about: str
    payload: Mapping[str, Any]
    tries: int = 1


@dataclass(frozen=True, slots=True)
class Ended:
    """A call that came to its end."""

    call: Call
    answer: Done | Refused


Write = Callable[[Call], Request]
Read = Callable[[Reply, Call], Answer]
ReadFound = Callable[[Reply, Call], Found]
Ending = Callable[[Ended], object]


@dataclass(frozen=True, eq=False)
class Question:
    """Something that may be asked any number of times: it changes nothing at the partner's.

    ``reads`` names the statuses whose bodies ``read`` understands; the others are judged by their number.
    """

    partner: "Partner"
    name: str
    write: Write
    read: Read
    total_s: float = TOTAL_S
    most_bytes: int = MOST_BYTES
    reads: Collection[int] = SUCCESS

    def __post_init__(self) -> None:
        if not 0 < self.total_s <= LONGEST_S:
            raise ValueError(f"A call has at most {LONGEST_S} s.")


@dataclass(frozen=True, eq=False)
class Act(Question):
    """Something that takes effect at the partner's: each one has its row before it is sent.

    After a silence an act whose partner ``honours_key`` is repeated under the same key; any other is asked
    for by ``find``, whose reply ``found`` reads, not before ``find_after``; where there is neither, a
    person has to look.
    """

    honours_key: bool = False
    find: Write | None = None
    found: ReadFound | None = None
    find_after: timedelta = FIND_AFTER
    endings: list[Ending] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.find is None) != (self.found is None):
            raise ValueError("Who can be asked must also be understood.")

    def ended(self, handler: Ending) -> Ending:
        """Register the decorated function: it is called once with each act that has ended.

        It runs as a subscriber of a fact does: after the outcome is committed, in a transaction of its
        own, tried again when it fails.
        """
        if self.endings:
            raise ValueError(f"{self.partner.name} {self.name} has somebody who hears of its end.")
        self.endings.append(handler)
        return handler


def _no_secrets() -> Iterable[str]:
    return ()


@dataclass(frozen=True, eq=False)
class Partner:
    """Somebody else's system. Making one registers it; names are for good: rows bear them.

    ``secrets`` are kept out of everything that is written down. ``at_once`` is the bulkhead: no more calls
    than these run at one moment, over all processes.
    """

    name: str
    title: str
    at_once: int = AT_ONCE
    connect_s: float = 3.0
    secrets: Callable[[], Iterable[str]] = _no_secrets
    operations: dict[str, Question] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        if self.name in _partners:
            raise ValueError(f"There is a partner {self.name} already.")
        _partners[self.name] = self

    def question(self, name: str, *, write: Write, read: Read, **more: Any) -> Question:
        """Describe something that may be asked; see `Question`."""
        return self._add(Question(self, name, write, read, **more))

    def act(self, name: str, *, write: Write, read: Read, **more: Any) -> Act:
        """Describe something that takes effect; see `Act`."""
        return self._add(Act(self, name, write, read, **more))

    def _add(self, operation: Any) -> Any:
        if operation.name in self.operations:
            raise ValueError(f"{self.name} has an operation {operation.name} already.")
        self.operations[operation.name] = operation
        return operation


_partners: dict[str, Partner] = {}


def partners() -> Mapping[str, Partner]:
    """Return the partners by name."""
    return dict(_partners)


def act_named(partner: str, name: str) -> Act | None:
    """Return an act; None when the code no longer has it."""
    found = _partners[partner].operations.get(name) if partner in _partners else None
    return found if isinstance(found, Act) else None


def forget(partner: Partner) -> None:
    """Strike a partner off; for tests."""
    _partners.pop(partner.name, None)
