"""Who does what: everybody has a trade, and helps where there is work when it has none."""

import threading
import time
import traceback
from collections.abc import Callable, Sequence

from tests.day.docks import load, send_truck
from tests.day.leading import plan, put_back, unpack
from tests.day.network import DayIsOver
from tests.day.packing import dispatch, pack, weigh
from tests.day.picking import pick, sort
from tests.day.worker import Worker

Work = Callable[[Worker], bool]
REST = 0.3  # seconds between two looks for work
ON_A_TRUCK = 3
PLANS_EVERY, LOOKS_EVERY = 8.0, 20.0  # seconds


def trucks(me: Worker) -> bool:
    """Send a truck when it is worth its way."""
    return send_truck(me, least=ON_A_TRUCK)


TRADES: dict[str, Sequence[Work]] = {
    "picker": (pick, sort, pack, weigh, dispatch, load),
    "packer": (pack, weigh, dispatch, sort, pick),
    "finisher": (weigh, dispatch, load, unpack, put_back, sort, pack, pick),
    "lead": (trucks, unpack, put_back, load, sort, pack),
}
TURN = ("picker", "packer", "finisher", "picker", "packer", "picker", "packer")


class Crew:
    """All people of the day, each in a thread."""

    def __init__(self, lead: Worker, others: Sequence[Worker]) -> None:
        self.lead, self.others = lead, others
        self.idle: set[str] = set()
        self._over = threading.Event()
        self._resting = threading.Event()
        trades = [(lead, "lead"), *((me, TURN[n % len(TURN)]) for n, me in enumerate(others))]
        self.people = [
            threading.Thread(target=self._day_of, args=(me, trade), name=me.email, daemon=True)
            for me, trade in trades
        ]

    def begin(self) -> None:
        """Let everybody sign in and begin."""
        for one in self.people:
            one.start()

    def rest(self, resting: bool) -> None:
        """Have everybody stop after what is in hand, or go on."""
        (self._resting.set if resting else self._resting.clear)()

    def end(self) -> None:
        """Send everybody home and wait until they have gone."""
        self._over.set()
        for one in self.people:
            one.join(60)

    @property
    def is_here(self) -> bool:
        """Whether anybody is still at work: who gave up has told why."""
        return any(one.is_alive() for one in self.people)

    @property
    def is_idle(self) -> bool:
        """Whether nobody has anything to do."""
        return len(self.idle) == sum(one.is_alive() for one in self.people)

    def _day_of(self, me: Worker, trade: str) -> None:
        try:
            me.sign_in()
            self._work(me, trade)
        except DayIsOver:
            me.tally.surprise(f"{me.email} waited for an answer to the end of the day")
        except Exception:
            me.tally.surprise(f"{me.email} gave up: {traceback.format_exc()}")

    def _work(self, me: Worker, trade: str) -> None:
        leads = _Leading(me) if trade == "lead" else None
        while not self._over.is_set():
            if self._resting.is_set():
                found = False
            else:
                if leads is not None:
                    leads.look()
                found = any(work(me) for work in TRADES[trade])
            (self.idle.discard if found else self.idle.add)(me.email)
            if not found:
                time.sleep(REST)


class _Leading:
    """What the lead does by the clock."""

    def __init__(self, me: Worker) -> None:
        self.me, self.planned, self.looked = me, 0.0, time.monotonic()

    def look(self) -> None:
        now = time.monotonic()
        if now - self.planned > PLANS_EVERY:
            self.planned = now
            plan(self.me)
        if now - self.looked > LOOKS_EVERY:
            self.looked = now
            self.me.building.look_again()
