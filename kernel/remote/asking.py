"""Ask a partner something now: nothing changes there, so no row is needed and no harm is in a repeat."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection

from kernel.remote.answers import Answer, NotThere, Refused, Unknown
from kernel.remote.flights import Clock, Flight, ask_passage, take_off
from kernel.remote.partners import Act, Call, Question

BUSY = Refused("not_now", again=True)


def ask(question: Question, *, payload: Mapping[str, Any], clock: Clock) -> Answer:
    """Ask one question and return its answer; see `ask_many`."""
    return next(answer for _about, answer in ask_many(question, {"": payload}, clock=clock))


def ask_many(
    question: Question, payloads: Mapping[str, Mapping[str, Any]], *, clock: Clock
) -> Iterator[tuple[str, Answer]]:
    """Ask for each (about, payload), several at once, and yield (about, answer) for each.

    Where breaker, pause or bulkhead forbid it the answer is `BUSY`: ask again later. Raises RuntimeError
    inside a transaction, which would stay open as long as the partner likes, and TypeError for an act.
    """
    if isinstance(question, Act):
        raise TypeError(f"{question.name} takes effect: plan it.")
    # The transaction that a test runs in is nobody's work.
    if any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
        raise RuntimeError("No call inside a transaction.")
    return _ask_many(question, dict(payloads), clock)


def _ask_many(
    question: Question, waiting: dict[str, Mapping[str, Any]], clock: Clock
) -> Iterator[tuple[str, Answer]]:
    while waiting:
        passage = ask_passage(question.partner, len(waiting), now=clock())
        if not passage.slots:
            yield from ((about, BUSY) for about in waiting)
            return
        asked = list(waiting)[: len(passage.slots)]
        passage.give_back(len(asked))
        flights = [
            take_off(question, Call(key="", about=about, payload=waiting.pop(about)), passage, n)
            for n, about in enumerate(asked)
        ]
        for flight in flights:
            yield flight.call.about, _landed(flight, question, clock)


def _landed(flight: Flight, question: Question, clock: Clock) -> Answer:
    verdict = flight.land(clock=clock, patience=question.total_s)
    flight.note(verdict, now=clock())
    return Unknown("bad_answer") if isinstance(verdict.answer, NotThere) else verdict.answer
