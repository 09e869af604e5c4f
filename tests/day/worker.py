"""A person of the day: hands, a scanner, bad luck, and no knowledge but what screens and eyes tell."""

import random
import threading
import time

from tests.day.building import Building
from tests.day.ground import PASSWORD, Ground
from tests.day.network import Browser, Said, Task, Weather
from tests.day.tally import Tally


class Once:
    """Parcels that were scanned out with a green answer: a second one would be a parcel that left twice."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.codes: set[str] = set()

    def add(self, code: str) -> bool:
        """Note one; tell whether it is new."""
        with self._lock:
            is_new = code not in self.codes
            self.codes.add(code)
            return is_new


class Worker:
    """Somebody at work, with what the floor knows about itself."""

    def __init__(
        self,
        email: str,
        url: str,
        ground: Ground,
        building: Building,
        tally: Tally,
        *,
        weather: Weather,
        seed: int,
        hand_seconds: float,
        left: Once,
        people: int,
        ends_at: float,
    ) -> None:
        self.email, self.ground, self.building, self.tally = email, ground, building, tally
        self.weather, self.hand_seconds, self.left = weather, hand_seconds, left
        self.people, self.chance = people, random.Random(seed)
        self.names = ground.names
        self.place = ""
        """Where they stand: what is in their hands was taken here, also when they took up another walk."""
        self.carried: dict[str, tuple[str, int, str, str]] = {}
        """What each scan of theirs carried, by its id: SKU, pieces, tote, shelf."""
        self.browser = Browser(url, ground.warehouse.code, weather, self.chance, tally)
        self.browser.ends_at = ends_at

    def sign_in(self) -> None:
        """Come to work."""
        self.browser.sign_in(self.email, PASSWORD)
        self.browser.stand_at("PACK-1")

    def open(self, screen: str) -> Task:
        """Open a task."""
        return self.browser.open(screen)

    def happens(self, share: float) -> bool:
        """Tell whether something happens that does so in this share of cases."""
        return self.chance.random() < share

    def network_is_bad(self) -> bool:
        """Tell whether the bar of the network is amber now: then one works on by what is known."""
        return self.happens(self.weather.cut * 4)

    def scan(self, task: Task, code: str) -> Said:
        """Scan what is right, at the pace of hands; now and then something wrong before, or twice."""
        time.sleep(self.chance.expovariate(1 / self.hand_seconds) if self.hand_seconds else 0)
        if self.happens(self.weather.wrong_scan):
            self._by_mistake(task, self._anything(), "scans of something wrong")
        said = task.scan(code)
        if said.ok and self.happens(self.weather.double_scan):
            self._by_mistake(task, code, "scans doubled")
        return said

    def dispatched(self, code: str) -> None:
        """Note a green answer of the dispatch scan."""
        if not self.left.add(code):
            self.tally.surprise(f"{code} was scanned out twice")

    def _by_mistake(self, task: Task, code: str, kind: str) -> None:
        self.tally.add(kind)
        said = task.scan(code)
        if said.ok and said.can_undo:
            task.undo()

    def _anything(self) -> str:
        sold = [sku for seller in self.ground.sellers for sku in seller.goods]
        return self.chance.choice(["4006381333931", "P000000000000", *self.chance.sample(sold, 3)])
