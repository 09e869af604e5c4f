"""The operator behind both gateways: it takes messages, delivers them in time, and bills."""

from collections import deque
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sandbox.clock import Clock
from sandbox.journal import Journal
from sandbox.sms.segments import alphabet, segments

KEPT = 2000  # messages
PRICE = 150  # minor units of the gateway's currency for one segment
TO_OPERATOR = timedelta(seconds=1)  # after acceptance
TO_PHONE = timedelta(seconds=3)

WAITING, PASSED = "waiting", "passed"
OUTCOMES = (
    "delivered",
    "read",
    "expired",
    "impossible",
    "wrong number",
    "forbidden",
    "unreachable",
    "delayed",  # stays with the operator for ever
)


@dataclass(frozen=True, slots=True)
class Sms:
    """One message to one number."""

    id: str
    gateway: str
    number: str
    sender: str
    text: str
    segments: int
    accepted_at: datetime
    outcome: str
    channel: str = "sms"

    def state(self, now: datetime) -> str:
        """Return how far it is: waiting, passed, or its outcome."""
        if now < self.accepted_at + TO_OPERATOR:
            return WAITING
        if now < self.accepted_at + TO_PHONE or self.outcome == "delayed":
            return PASSED
        return self.outcome

    def changed_at(self, now: datetime) -> datetime:
        """Return when it came into its present state."""
        waits = {WAITING: timedelta(), PASSED: TO_OPERATOR}
        return self.accepted_at + waits.get(self.state(now), TO_PHONE)

    def as_json(self, now: datetime) -> dict[str, Any]:
        """Return all of it with its present state."""
        return {
            **asdict(self),
            "accepted_at": self.accepted_at.isoformat(),
            "state": self.state(now),
            "alphabet": alphabet(self.text),
        }


class Operator:
    """All messages, the account's balance in minor units, and what becomes of single numbers."""

    def __init__(self, clock: Clock, effects: Journal) -> None:
        self.clock, self._effects = clock, effects
        self._sent: deque[Sms] = deque(maxlen=KEPT)
        self._ids = count(int(clock.now().timestamp()))
        self.outcomes: dict[str, str] = {}
        self.balance = 10_000_000

    def price(self, text: str, numbers: int = 1) -> int:
        """Return what it costs to send ``text`` to so many numbers."""
        return PRICE * segments(text) * numbers

    def next_id(self) -> int:
        """Return a number that no message has had."""
        return next(self._ids)

    def accept(
        self,
        gateway: str,
        message_id: str,
        number: str,
        sender: str,
        text: str,
        channel: str = "sms",
    ) -> Sms:
        """Take a message, bill it and write the effect down."""
        outcome = self.outcomes.get(number, "delivered")
        parts, now = segments(text), self.clock.now()
        sms = Sms(message_id, gateway, number, sender, text, parts, now, outcome, channel)
        self._sent.append(sms)
        self.balance -= PRICE * parts
        self._effects.record(
            "sms", "sms.accepted", number, id=message_id, gateway=gateway, text=text, segments=parts
        )
        return sms

    def sent(self, number: str = "", gateway: str = "") -> list[Sms]:
        """Return the messages to a number, by a gateway, or all; oldest first."""
        return [
            sms
            for sms in list(self._sent)
            if sms.number == (number or sms.number) and sms.gateway == (gateway or sms.gateway)
        ]

    def find(self, gateway: str, message_id: str, number: str = "") -> Sms | None:
        """Return the message with that id (and number) at that gateway."""
        fit = (sms for sms in self.sent(number, gateway) if sms.id == message_id)
        return next(fit, None)

    def sent_lately(self, numbers: Iterable[str], sender: str, text: str, within: float) -> bool:
        """Tell whether the very same went to one of these numbers in the last seconds."""
        wanted, since = set(numbers), self.clock.now() - timedelta(seconds=within)
        return any(
            sms.number in wanted and (sms.sender, sms.text) == (sender, text)
            for sms in self._sent
            if sms.accepted_at > since
        )

    def set_outcome(self, number: str, outcome: str) -> None:
        """Say what becomes of later messages to a number; "delivered" is what else happens."""
        if outcome not in OUTCOMES:
            raise ValueError(f"an outcome is one of {', '.join(OUTCOMES)}")
        self.outcomes[number] = outcome

    def clear(self) -> None:
        """Forget messages and outcomes and fill the account."""
        self._sent.clear()
        self.outcomes.clear()
        self.balance = 10_000_000

    def dump(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        sent = [{**asdict(sms), "accepted_at": sms.accepted_at.isoformat()} for sms in self._sent]
        return {"sent": sent, "outcomes": self.outcomes, "balance": self.balance}

    def load(self, kept: dict[str, Any]) -> None:
        """Take up what `dump` gave."""
        for one in kept["sent"]:
            at = datetime.fromisoformat(one["accepted_at"])
            self._sent.append(Sms(**{**one, "accepted_at": at}))
        self.outcomes, self.balance = kept["outcomes"], kept["balance"]
