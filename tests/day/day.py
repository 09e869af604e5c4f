"""The day itself: a trial in the morning, the night's orders, the cut-off, the evening."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from kernel.outbox.models import Delivery
from kernel.work import WorkState
from tests.day import forecast
from tests.day.building import Building
from tests.day.crew import Crew
from tests.day.docks import load, send_truck
from tests.day.forecast import Judged, Sample
from tests.day.ground import DOCKS, furnish, promise
from tests.day.leading import approve_counts, count_places
from tests.day.mishaps import Mishaps
from tests.day.network import CALM, Weather
from tests.day.proof import Proof, prove
from tests.day.shops import Shops
from tests.day.stage import Stage
from tests.day.tally import Tally
from tests.day.worker import Once, Worker
from warehouse.models import Outbound, Warehouse
from warehouse.services.pacing import measure_pace

TRIAL, NIGHT, PORTIONS = 0.08, 0.75, 8
HOURS, LOOKS = 9, 72  # of one working day
IN_TIME = 0.8
"""The cut-off comes when so much of the day's work should be done: some orders are to miss it."""
MOVING = ["released", "in_wave", "picking", "picked", "sorted", "packed", "labelled", "weighed"]
Until = Callable[[], bool]


@dataclass(frozen=True)
class Plan:
    """How large the day is, and how bad."""

    orders: int = 2000
    workers: int = 12
    seed: int = 1
    hand_seconds: float = 0.1
    cancelled: float = 0.03
    kill_every: float = 12.0
    kill_on: bool = True
    """Whether killing goes on when something of each kind has been killed."""
    weather: Weather = field(default_factory=Weather)
    longest: float = 3600.0
    spread: float = 0.5
    """The share of the working day in which orders still arrive."""


@dataclass
class Report:
    """What is told of the day."""

    plan: Plan
    tally: Tally
    began: datetime
    cut_off: datetime
    ended: datetime
    judged: list[Judged]
    proof: Proof
    day_s: float

    @property
    def is_good(self) -> bool:
        """Whether nothing was wrong."""
        return not self.proof.faults and not self.tally.surprises


class Day:
    """One day over a running stage. Only this thread looks into the database: people have screens."""

    def __init__(self, plan: Plan, stage: Stage, say: Callable[[str], None]) -> None:
        self.plan, self.stage, self.say = plan, stage, say
        self.chance, self.tally, self.left = random.Random(plan.seed), Tally(), Once()
        stock = max(60, plan.orders // 10)
        self.ground = furnish(plan.workers, self.chance, now=timezone.now(), stock=stock)
        docks = [f"DOCK-{n}" for n in range(1, DOCKS + 1)]
        self.building = Building(self.ground.totes, docks, self.ground.brought)
        self.shops = Shops(stage.url, self.ground, self.chance, self.tally)
        self.samples: list[Sample] = []
        self.ends_at = time.monotonic() + plan.longest
        self._here: list[Worker] = []
        lead, *others = [self.worker(n) for n in range(plan.workers)]
        self.crew = Crew(lead, others)
        self.mishaps: Mishaps | None = None

    @property
    def place(self) -> Warehouse:
        """Return the building."""
        return self.ground.warehouse

    def run(self) -> Report:
        """Live through it."""
        self.crew.begin()
        trial = max(round(self.plan.orders * TRIAL), self.plan.workers * 2)
        began = timezone.now()
        self._trial(trial)
        self.trial_s = (timezone.now() - began).total_seconds() / trial
        self.say(f"a trial of {trial} orders took {self.trial_s:.1f} s for each")
        began = timezone.now()
        self._open(began, self.plan.orders - trial)
        ended = timezone.now()
        self.say("the day is done, the evening begins")
        self._evening()
        self.crew.end()
        proof = prove(self.ground, self.building, self.shops)
        judged = forecast.judge(self.samples, self.place, cut_off=self.cut_off)
        day_s = (self.cut_off - began).total_seconds()
        return Report(self.plan, self.tally, began, self.cut_off, ended, judged, proof, day_s)

    def worker(self, n: int, weather: Weather | None = None) -> Worker:
        """Return one of the people, the lead first, who has not signed in yet."""
        email = [self.ground.lead, *self.ground.people][n]
        me = Worker(
            email,
            self.stage.url,
            self.ground,
            self.building,
            self.tally,
            weather=weather or self.plan.weather,
            seed=self.plan.seed * 1000 + n,
            hand_seconds=self.plan.hand_seconds,
            left=self.left,
            people=self.plan.workers,
            ends_at=self.ends_at,
        )
        self._here.append(me)
        return me

    def close(self) -> None:
        """Close every connection of people and shops."""
        self.shops.close()
        for me in self._here:
            me.browser.http.close()

    def _trial(self, number: int) -> None:
        """Send a few orders first, so that the pace of these people is known."""
        now = timezone.now()
        promise(self.ground.sellers, paid_at=now, leave_by=now + timedelta(days=3))
        self.shops.place(number, paid_at=now)
        self._until(self._is_done)
        measure_pace(now=timezone.now())

    def _open(self, began: datetime, number: int) -> None:
        """Take the night's orders in, fix the cut-off, and work until all is done."""
        self.cut_off = self._cut_off(began, number)
        self.say(f"cut-off in {(self.cut_off - began).total_seconds():.0f} s")
        promise(self.ground.sellers, paid_at=began, leave_by=self.cut_off)
        self.mishaps = Mishaps(self.stage, self.chance, self.tally, every=self.plan.kill_every)
        arriving = threading.Thread(target=self._arrive, args=(began, number), daemon=True)
        arriving.start()
        self._next_look = self._next_hour = time.monotonic()
        self._until(
            lambda: not (arriving.is_alive() or self.mishaps.due) and self._is_done(),
            during=self._watch,
        )

    def _cut_off(self, began: datetime, number: int) -> datetime:
        """Return when the warehouse closes its sheets, on its own clock, by what the trial took."""
        work = timedelta(seconds=IN_TIME * self.trial_s * number)
        cut_off = (began + work).replace(microsecond=0)
        self.place.cut_off = cut_off.astimezone(ZoneInfo(self.place.zone)).time()
        self.place.save()
        self.day_s = (cut_off - began).total_seconds()
        return cut_off

    def _arrive(self, paid_at: datetime, number: int) -> None:
        """Tell the night's orders at once, and the rest in portions through the first half of the day."""
        night = round(number * NIGHT)
        made = self.shops.place(night, paid_at=paid_at)
        share = [(number - night) // PORTIONS] * PORTIONS
        share[0] += (number - night) % PORTIONS
        for portion in share:
            self._change_minds(made)
            time.sleep(self.day_s * self.plan.spread / PORTIONS)
            made += self.shops.place(portion, paid_at=paid_at)
        self._change_minds(made)

    def _change_minds(self, made: list[str]) -> None:
        """Let some buyers change their minds, a few at a time."""
        some = max(round(self.plan.orders * self.plan.cancelled / (PORTIONS + 1)), 1)
        for order_id in self.chance.sample(made, min(some, len(made))):
            if order_id not in self.shops.cancelled:
                self.shops.cancel(order_id)

    def _watch(self) -> None:
        """Look at the board, let each hour's pace be learned, and let things break."""
        assert self.mishaps is not None
        if self.mishaps.due or self.plan.kill_on:
            self.mishaps.tick()
        now, clock = timezone.now(), time.monotonic()
        if now < self.cut_off and clock >= self._next_look:
            self._next_look = clock + self.day_s / LOOKS
            self.samples.append(forecast.look(self.place, now=now))
        if clock >= self._next_hour:
            self._next_hour = clock + self.day_s / HOURS
            measure_pace(now=now)

    def _evening(self) -> None:
        """Count what was said to be missing, send what waited for it, load and sign for the rest."""
        self.crew.rest(True)
        self._until(lambda: self.crew.is_idle)
        lead = self.worker(0, CALM)
        lead.sign_in()
        for _ in range(3):
            if not count_places(lead):
                break
            approve_counts(lead)
        self.building.look_again()
        self.crew.rest(False)
        self._until(self._is_done)
        self.crew.rest(True)
        self._until(lambda: self.crew.is_idle)
        for _ in range(2):  # what was stopped on board comes back to the docks
            while load(lead, all_of_it=True):
                pass
            while any(send_truck(lead, least=1) for _ in range(DOCKS)):
                pass
        self._until(self._is_told)

    def _until(self, done: Until, during: Until | None = None) -> None:
        """Look after the processes until something is true twice in a row, or the day is too long."""
        sure, next_ask = 0, 0.0
        while sure < 2:
            self.stage.tick()
            if during is not None:
                during()
            if time.monotonic() > self.ends_at or not self.crew.is_here:
                self.tally.surprise("the day took too long, or nobody was left")
                return
            if time.monotonic() >= next_ask:
                next_ask = time.monotonic() + 1
                sure = sure + 1 if done() else 0
            time.sleep(0.05)

    def _is_done(self) -> bool:
        """Tell whether nothing moves any more: not in the building, nor in the books."""
        if not (self.building.is_quiet and self.crew.is_idle):
            return False
        moving = Outbound.everything.filter(warehouse=self.place, state__in=MOVING)
        return not moving.exists() and self._is_told()

    def _is_told(self) -> bool:
        """Tell whether every fact that is due has been delivered."""
        late = timezone.now() + timedelta(seconds=30)
        waiting = Delivery.objects.filter(state=WorkState.PENDING, next_try_at__lte=late)
        return not waiting.exists()
