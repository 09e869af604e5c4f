"""One request under way, for a call in hand or a question: how it begins, what is noted at its end."""

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings

from kernel.remote import health, samples, slots
from kernel.remote.answers import Refused
from kernel.remote.exchange import Reply
from kernel.remote.judging import Verdict, judge
from kernel.remote.partners import Call, Partner, Question, Write
from kernel.remote.wire import begin

Clock = Callable[[], datetime]
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Passage:
    """Leave to make some calls at one partner: its slots, and whether they are a trial."""

    partner: Partner
    holder: UUID
    slots: list[int]
    trial: bool

    def give_back(self, first_unused: int) -> None:
        """Give back what was not needed."""
        slots.release(self.holder, self.slots[first_unused:])
        if self.trial and not first_unused:
            health.give_back_trial(self.partner)


def ask_passage(partner: Partner, wanted: int, *, now: datetime) -> Passage:
    """Return leave for up to ``wanted`` calls, as breaker, pause and bulkhead allow; maybe for none."""
    admitted, trial = health.admit(partner, now=now)
    holder, taken = slots.take(partner, min(wanted, admitted))
    passage = Passage(partner, holder, taken, trial)
    if trial and not taken:
        health.give_back_trial(partner)
    return passage


@dataclass(frozen=True, slots=True)
class Flight:
    """One request under way."""

    operation: Question
    call: Call
    reply: Future[Reply]
    holder: UUID
    slot: int
    trial: bool
    asking: bool = False

    def land(self, *, clock: Clock, patience: float = 0.0) -> Verdict:
        """Return what came of it, and note what it says of the partner; its slot is free again."""
        try:
            return judge(
                self.operation,
                self.call,
                self.reply,
                now=clock(),
                patience=patience,
                asking=self.asking,
            )
        finally:
            slots.release(self.holder, [self.slot])

    def note(self, verdict: Verdict, *, now: datetime) -> None:
        """Put down how the partner did; nothing of it may cost the call its outcome."""
        name = self.operation.partner.name
        with _harmlessly():
            if verdict.healthy is not None:
                health.note(name, good=verdict.healthy, trial=self.trial, now=now)
            elif self.trial:
                health.give_back_trial(self.operation.partner)
            match verdict.answer:
                case Refused(why=why, everybody=True, wait=wait):
                    health.pause(name, until=now + (wait or timedelta(minutes=1)), why=why)
            samples.keep(self.operation, verdict, now=now)


def take_off(
    operation: Question,
    call: Call,
    passage: Passage,
    number: int,
    *,
    write: Write | None = None,
    until: float | None = None,
) -> Flight:
    """Begin one request; ``write`` words it otherwise than the operation does, to ask what became of it."""
    place = (passage.holder, passage.slots[number], passage.trial)
    reply = _sent(operation, write or operation.write, call, until)
    return Flight(operation, call, reply, *place, asking=write is not None)


def _sent(operation: Question, write: Write, call: Call, until: float | None) -> Future[Reply]:
    """Send, or return the fault of our own that came before it."""
    private = operation.partner.name in settings.REMOTE_PRIVATE_PARTNERS
    try:
        return begin(operation, write(call), private=private, until=until)
    except Exception as error:
        failed: Future[Reply] = Future()
        failed.set_exception(error)
        return failed


@contextlib.contextmanager
def _harmlessly() -> Iterator[None]:
    try:
        yield
    except Exception:
        log.exception("remote.not_noted")
