"""What people can see and carry: totes, parcels on their way, pallets, and what really lies on the shelves.

The books are the server's. Here is what hands did, told by nothing but green answers: in the end both must
agree.
"""

import threading
from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field

QUEUES = ("to_pack", "to_sort", "to_weigh", "to_dispatch", "to_load", "to_put_back", "to_unpack")


@dataclass
class Cart:
    """The totes of one wave and how many people walk with them."""

    totes: list[str] = field(default_factory=list)
    people: int = 0


class Building:
    """Things, and the queues in which they stand. Whoever takes one has it alone."""

    def __init__(
        self, totes: Iterable[str], docks: Iterable[str], shelves: dict[tuple[str, str], int]
    ) -> None:
        self._lock = threading.Lock()
        self.free_totes = deque(totes)
        self.free_docks = deque(docks)
        self.queues: dict[str, deque[str]] = {name: deque() for name in QUEUES}
        self.aside: list[str] = []
        self.contents: dict[str, Counter[str]] = defaultdict(Counter)
        self.carts: dict[object, Cart] = defaultdict(Cart)
        self.shelves = Counter(shelves)
        self.pallets: dict[str, list[str]] = defaultdict(list)

    def put(self, queue: str, *things: str) -> None:
        """Have things stand in a queue; what stands there already is not there twice."""
        with self._lock:
            line = self.queues[queue]
            line.extend(thing for thing in things if thing not in line)

    def take(self, queue: str, most: int = 1) -> list[str]:
        """Take the first things of a queue."""
        with self._lock:
            line = self.queues[queue]
            return [line.popleft() for _ in range(min(most, len(line)))]

    def waiting(self, queue: str) -> int:
        """Return how many things stand there."""
        return len(self.queues[queue])

    def set_aside(self, tote: str) -> None:
        """Leave a tote at the desk: nothing can be done with it now."""
        with self._lock:
            self.aside.append(tote)

    def look_again(self) -> int:
        """Bring what stands at the desk back to packing; return how many totes there were."""
        with self._lock:
            found, self.aside = self.aside, []
        self.put("to_pack", *found)
        return len(found)

    def new_tote(self) -> str | None:
        """Take an empty tote."""
        with self._lock:
            return self.free_totes.popleft() if self.free_totes else None

    def free_tote(self, tote: str) -> None:
        """Put an empty tote back onto the pile."""
        with self._lock:
            self.contents.pop(tote, None)
            if tote.startswith("T-") and tote not in self.free_totes:
                self.free_totes.append(tote)

    @contextmanager
    def dock(self):
        """Have a dock to oneself; None when all are taken."""
        with self._lock:
            mine = self.free_docks.popleft() if self.free_docks else None
        try:
            yield mine
        finally:
            if mine is not None:
                with self._lock:
                    self.free_docks.append(mine)

    def move(self, sku: str, pieces: int, *, tote: str, shelf: str) -> None:
        """Carry pieces from a shelf into a tote; back when ``pieces`` is negative."""
        with self._lock:
            self.shelves[shelf, sku] -= pieces
            self.contents[tote][sku] += pieces

    def carry(self, sku: str, *, tote: str, slot: str) -> None:
        """Carry a piece from a tote to a slot of the wall."""
        with self._lock:
            self.contents[tote][sku] -= 1
            self.contents[slot][sku] += 1

    def take_out(self, tote: str, pieces: dict[str, int]) -> bool:
        """Take pieces out of a tote; tell whether it is empty then."""
        with self._lock:
            self.contents[tote].subtract(pieces)
            return not +self.contents[tote]

    def in_tote(self, tote: str) -> list[str]:
        """Return the piece by piece of what lies in a tote."""
        with self._lock:
            return sorted((+self.contents[tote]).elements())

    def on_shelf(self, shelf: str) -> dict[str, int]:
        """Return what really lies on a shelf."""
        with self._lock:
            return {sku: n for (code, sku), n in self.shelves.items() if code == shelf and n}

    def walk(self, wave: object) -> None:
        """Begin to walk with the cart of a wave."""
        with self._lock:
            self.carts[wave].people += 1

    def on_cart(self, wave: object, tote: str) -> None:
        """Put a tote onto the cart of a wave."""
        with self._lock:
            if tote not in self.carts[wave].totes:
                self.carts[wave].totes.append(tote)

    def leave(self, wave: object) -> list[str]:
        """Leave the cart of a wave; whoever is the last brings its totes to packing."""
        with self._lock:
            cart = self.carts[wave]
            cart.people -= 1
            return self.carts.pop(wave).totes if cart.people <= 0 else []

    @property
    def is_quiet(self) -> bool:
        """Whether nothing stands anywhere but at the desk, and before the docks for want of a pallet."""
        moving = (line for name, line in self.queues.items() if name != "to_load")
        return not any(moving) and not self.carts
