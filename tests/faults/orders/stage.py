"""Two acts on one order, stepped through by hand: each has its own connection and waits for its cue.

An act has two steps: it does its work inside a transaction, and it commits. A schedule such as ``ABAB`` says
whose step comes next. A step that must wait for the other's lock is left waiting, and the schedule goes on;
so every interleaving that the database lets happen does happen.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import permutations
from queue import SimpleQueue
from threading import Event, Thread

from django.db import connection, connections, transaction

from kernel.errors import Refusal

PATIENCE = 20.0  # seconds until a step counts as lost
SCHEDULES = sorted({"".join(steps) for steps in permutations("AABB")})
ONE_AFTER_THE_OTHER = [schedule for schedule in SCHEDULES if schedule[0] == schedule[1]]
MIXED = [schedule for schedule in SCHEDULES if schedule[0] != schedule[1]]
# Who waits for the lock commits after its holder whatever the schedule says: then the second is the first.
TWINS = {"ABBA": "ABAB", "BAAB": "BABA"}


@dataclass
class Player:
    """One act and how far it has come."""

    act: Callable[[], object]
    outcome: str = ""
    _cues: SimpleQueue = field(default_factory=SimpleQueue)
    _pid: int = 0
    _ready: Event = field(default_factory=Event)
    _done: list[Event] = field(default_factory=list)

    def start(self) -> None:
        self._thread = Thread(target=self._play, daemon=True)
        self._thread.start()
        assert self._ready.wait(PATIENCE)

    def step(self) -> bool:
        """Let it make its next step; tell whether it is made, and not left waiting for a lock."""
        done = Event()
        self._done.append(done)
        self._cues.put(done)
        until = time.monotonic() + PATIENCE
        while not done.wait(0.002):
            if self._waits():
                return False
            assert time.monotonic() < until, "a step neither ends nor waits for a lock"
        return True

    def finish(self) -> str:
        for done in self._done:
            assert done.wait(PATIENCE), "an act hangs"
        self._thread.join(PATIENCE)
        return self.outcome

    def _waits(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("select cardinality(pg_blocking_pids(%s)) > 0", [self._pid])
            return bool(cursor.fetchone()[0])

    def _play(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("select pg_backend_pid()")
                self._pid = cursor.fetchone()[0]
            self._ready.set()
            first = self._cues.get()
            try:
                with transaction.atomic():
                    self._act()
                    first.set()
                    second = self._cues.get()
            except Exception as error:
                self.outcome = f"broke: {type(error).__name__}: {error}"
                first.set()
                second = self._cues.get()
            second.set()
        finally:
            connections.close_all()

    def _act(self) -> None:
        try:
            self.act()
            self.outcome = "done"
        except Refusal as refusal:
            self.outcome = f"refused: {refusal.code}"


@dataclass(frozen=True)
class Played:
    """How each act ended, and whether the second to begin had to wait for the first to commit."""

    ends: tuple[str, str]
    waited: bool


def staged(schedule: str, a: Callable[[], object], b: Callable[[], object]) -> Played:
    """Play both by the schedule."""
    players = {"A": Player(a), "B": Player(b)}
    for player in players.values():
        player.start()
    made = [players[letter].step() for letter in schedule]
    return Played((players["A"].finish(), players["B"].finish()), not made[1])


def play(schedule: str, a: Callable[[], object], b: Callable[[], object]) -> tuple[str, str]:
    """Play both by the schedule; return how each ended."""
    return staged(schedule, a, b).ends
