"""What befalls whom: drawn from a seed, the same for the same seed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LENGTH_S = 6.0  # mishaps of a schedule fall within so many seconds of its begin
PARCELS = 5
MISHAPS = {
    "web worker": 26,
    "task worker": 26,
    "database connection": 20,
    "broker": 8,
    "beat": 7,
    "task worker asleep": 5,
    "database crash": 4,
    "web server": 2,
    "task server": 2,
}


@dataclass(frozen=True, slots=True)
class Schedule:
    """A few parcels and what happens while they are scanned: (seconds after the begin, kind)."""

    seed: int
    parcels: tuple[str, ...]
    mishaps: tuple[tuple[float, str], ...]


def drawn(
    number: int, codes: Iterator[str], *, seed: int, also: Sequence[str] = ()
) -> list[Schedule]:
    """Return so many schedules; every kind of mishap comes up in the first of them, ``also`` in each."""
    schedules = []
    for n in range(number):
        chance = random.Random(seed * 1_000_003 + n)
        kinds = chance.choices(list(MISHAPS), MISHAPS.values(), k=chance.randint(1, 3))
        if n < len(MISHAPS):
            kinds.append(list(MISHAPS)[n])
        kinds += also
        times = sorted(chance.uniform(0, LENGTH_S) for _ in kinds)
        parcels = tuple(next(codes) for _ in range(PARCELS))
        schedules.append(Schedule(n, parcels, tuple(zip(times, kinds, strict=True))))
    return schedules
