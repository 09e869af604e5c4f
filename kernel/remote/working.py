"""Make the calls that are due, of all partners at once: one that hangs holds up no other (C8).

One hand begins calls, waits for whichever ends first, and writes down what came of it. It holds no
transaction while calls are under way, and takes no more of a partner's than its bulkhead allows.
"""

import time
from collections import Counter
from collections.abc import Collection
from concurrent.futures import FIRST_COMPLETED, Future, wait
from datetime import datetime, timedelta
from typing import Any

import structlog

from kernel.remote.claiming import Claim, claim, judge_lost, partners_due, settle
from kernel.remote.flights import Clock, Flight, ask_passage, take_off
from kernel.remote.partners import Partner, partners
from kernel.remote.planning import seen_by_adapter
from kernel.states import Step

BUDGET = timedelta(seconds=20)  # with the longest call less than a task may take
LOOK_AGAIN_S = 0.2
OVERDUE_S = 3.0
log = structlog.get_logger(__name__)


def call_partners(*, clock: Clock, budget: timedelta = BUDGET, only: Collection[str] = ()) -> int:
    """Send and ask what is due until there is nothing or the time is up; return how many tries were made.

    ``only`` names the partners of a queue of their own; empty means all.
    """
    judge_lost(now=clock())
    names = [name for name in partners() if not only or name in only]
    return _Hand(clock, clock() + budget, names).work()


class _Hand:
    """Everything one worker has under way."""

    def __init__(self, clock: Clock, stop: datetime, names: list[str]) -> None:
        self._clock, self._stop, self._names = clock, stop, names
        self._under_way: dict[Future[Any], tuple[Claim, Flight]] = {}
        self._made = 0

    def work(self) -> int:
        while True:
            if self._clock() < self._stop:
                self._begin_due()
            if not self._under_way:
                return self._made
            ended, _rest = wait(self._under_way, LOOK_AGAIN_S, FIRST_COMPLETED)
            for reply in ended | self._overdue():
                self._end(*self._under_way.pop(reply))

    def _overdue(self) -> set[Future[Any]]:
        """Return the replies that our own loop should have given up long ago."""
        late = time.monotonic() - OVERDUE_S
        return {reply for reply, (one, _flight) in self._under_way.items() if one.until < late}

    def _begin_due(self) -> None:
        busy = Counter(one.act.partner.name for one, _flight in self._under_way.values())
        free = [name for name in self._names if busy[name] < partners()[name].at_once]
        for name in partners_due(free, now=self._clock()):
            partner = partners()[name]
            self._begin(partner, partner.at_once - busy[name])

    def _begin(self, partner: Partner, room: int) -> None:
        passage = ask_passage(partner, room, now=self._clock())
        claims = (
            claim(partner, now=self._clock(), limit=len(passage.slots)) if passage.slots else []
        )
        passage.give_back(len(claims))
        for number, one in enumerate(claims):
            write = one.act.find if one.step == Step.ASK else None
            flight = take_off(
                one.act, seen_by_adapter(one.call), passage, number, write=write, until=one.until
            )
            self._under_way[flight.reply] = (one, flight)
            self._made += 1

    def _end(self, one: Claim, flight: Flight) -> None:
        """Write down one call's outcome; what goes wrong here leaves it to its lease, others alone."""
        try:
            verdict = flight.land(clock=self._clock)
            now = self._clock()
            if not settle(one, verdict, now=now):
                log.warning("remote.too_late", call=str(one.call.pk))
            flight.note(verdict, now=now)
        except Exception:
            log.exception("remote.not_settled", call=str(one.call.pk))
