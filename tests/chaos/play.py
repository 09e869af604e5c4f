"""The play: all schedules over one running machine, then quiet, then the reckoning."""

import random
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from config.invariants import ALL
from kernel.invariants import check
from tests.chaos.ground import SECRET
from tests.chaos.machine import Machine
from tests.chaos.naming import EFFECT
from tests.chaos.outside import Outside
from tests.chaos.reckoning import Reckoning, reckon, under_way
from tests.chaos.scanner import Scanners
from tests.chaos.schedules import Schedule
from tests.day.tally import Tally

HANDS = 16
LOOK_S = 0.1
HURT_EVERY_S = 1.0
STUCK_S = 40.0  # who moves nothing on for so long never will: leases and pauses are shorter


@dataclass(frozen=True, slots=True)
class Sample:
    """How far the play was at one moment, seconds after its begin."""

    at_s: float
    scanned: int
    told: int


@dataclass(frozen=True)
class Plan:
    """How many schedules, how fast one after the other, and how long quiet may take to come."""

    schedules: int = 500
    seed: int = 1
    every_s: float = 0.6
    longest_quiet_s: float = 600.0
    without: str = ""
    hurts: str = ""
    """What goes on happening until the partner has heard of everything: what the one that is off is for."""


@dataclass(frozen=True, slots=True)
class Control:
    """A play with one protection off: what it does, what was found, and whether that tells of it."""

    name: str
    says: str
    noticed: str
    found: list[str]
    took_s: float


@dataclass
class Report:
    """What is told of a play."""

    plan: Plan
    tally: Tally
    reckoning: Reckoning
    played_s: float
    quiet_s: float
    well_at_s: float
    calls: int
    spoiled: int
    samples: list[Sample] = field(default_factory=list)
    kills: list[tuple[float, str]] = field(default_factory=list)
    controls: list[Control] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """Everything that should not be."""
        return [*self.reckoning.faults, *self.tally.surprises]

    @property
    def is_good(self) -> bool:
        """Whether nothing was lost, doubled or otherwise wrong, and every control was noticed."""
        return not self.faults and all(one.noticed for one in self.controls)


class Play:
    """Plays schedules; what is asked of the database is asked by this thread alone."""

    def __init__(self, plan: Plan, machine: Machine, outside: Outside) -> None:
        self.plan, self.machine, self.outside = plan, machine, outside
        self.say, self.tally = machine.place.say, Tally()
        self.scanners = Scanners(machine.url, SECRET, self.tally)
        self.kills: list[tuple[float, str]] = []
        self.samples: list[Sample] = []

    def run(self, schedules: Sequence[Schedule]) -> Report:
        """Play them all, wait until everything has settled, and reckon."""
        self.outside.misbehave()
        self.began = time.monotonic()
        with ThreadPoolExecutor(HANDS) as hands:
            try:
                self._play(schedules, hands)
            except BaseException:
                self.scanners.give_up()
                raise
        played = time.monotonic() - self.began
        self.say(f"all is scanned after {played:.0f} s")
        codes = [code for one in schedules for code in one.parcels]
        self._until_heard(codes)
        calls, spoiled = self.outside.calls()
        self.outside.get_well()
        well = time.monotonic() - self.began
        self.say(f"the partner got {calls} calls, spoiled {spoiled}, and is well again")
        settled = self._quiet()
        quiet = time.monotonic() - self.began - played
        reckoning = reckon(codes, self.outside.effects(EFFECT), is_settled=settled)
        reckoning.faults += [f"{f.invariant.name}: {f.count}" for f in check(ALL) if f.count]
        return Report(
            self.plan,
            self.tally,
            reckoning,
            played,
            quiet,
            well,
            calls,
            spoiled,
            self.samples,
            self.kills,
        )

    def _play(self, schedules: Sequence[Schedule], hands: ThreadPoolExecutor) -> None:
        due: list[tuple[float, str]] = []
        under_way: list[Future[None]] = []
        waiting, chance = list(schedules), random.Random(self.plan.seed)
        while waiting or due or not all(one.done() for one in under_way):
            now = time.monotonic() - self.began
            if waiting and now >= waiting[0].seed * self.plan.every_s:
                one = waiting.pop(0)
                due += [(now + after, kind) for after, kind in one.mishaps]
                under_way.append(
                    hands.submit(self.scanners.scan_out, one.parcels, random.Random(one.seed))
                )
            due = [one for one in due if not self._befalls(one, now, chance)]
            self._sample(now)
            self.machine.steadily()
            time.sleep(LOOK_S)
        for one in under_way:
            one.result()

    def _befalls(self, mishap: tuple[float, str], now: float, chance: random.Random) -> bool:
        at, kind = mishap
        if now < at:
            return False
        done = self.machine.harms[kind](chance)
        self.tally.add(f"killed: {kind}" if done else f"spared: {kind}")
        if done:
            self.kills.append((now, kind))
        return True

    def _sample(self, now: float) -> None:
        if not self.samples or now - self.samples[-1].at_s >= 5:
            told = sum(self.outside.effects(EFFECT).values())
            self.samples.append(Sample(now, len(self.scanners.sent), told))

    def _until_heard(self, codes: Sequence[str]) -> None:
        """Have the partner go on failing until it has heard of every parcel, or hears of no other."""
        heard, stuck_at, chance = -1, time.monotonic() + STUCK_S, random.Random(self.plan.seed)
        hurt_at = 0.0
        while heard < len(codes) and time.monotonic() < stuck_at:
            now = time.monotonic() - self.began
            if self.plan.hurts and self._befalls((hurt_at, self.plan.hurts), now, chance):
                hurt_at = now + HURT_EVERY_S
            self.machine.steadily()
            self._sample(now)
            before, heard = heard, len(self.outside.effects(EFFECT))
            if heard != before:
                stuck_at = time.monotonic() + STUCK_S
            time.sleep(LOOK_S)

    def _quiet(self) -> bool:
        """Wait until nothing is under way; tell whether that came."""
        ends = time.monotonic() + self.plan.longest_quiet_s
        left, stuck_at = -1, ends
        while time.monotonic() < min(ends, stuck_at):
            self.machine.steadily()
            self._sample(time.monotonic() - self.began)
            before, left = left, under_way()
            if left == 0:
                return True
            if left != before:
                stuck_at = time.monotonic() + STUCK_S
            time.sleep(LOOK_S)
        return False
