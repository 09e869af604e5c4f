"""The way of a parcel as a picture: where each stop stands on the sheet, and the lines between (R-003-07).

Nothing is asked of anybody's map: cities that we know lie where they are, the others between by their order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians

from logistics.rules.places import Spot

Point = tuple[float, float]
Box = tuple[float, float, float, float]
APART, BOW, ROUNDS = 58.0, 0.13, 40
LETTER, LINE = 6.9, 16.0
LOWEST = 140


@dataclass(frozen=True, slots=True)
class MapStop:
    """One stop of the way: what is written at it, whether it is done, now or next, and where it lies."""

    label: str
    note: str
    state: str
    spot: Spot | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A stop on the sheet; ``text_x``, ``text_y`` and ``anchor`` are of its label's first line."""

    stop: MapStop
    x: float
    y: float
    text_x: float
    text_y: float
    anchor: str

    @property
    def note_y(self) -> float:
        """Return where the second line of its label stands."""
        return self.text_y + LINE - 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """A drawn way: ``done`` and ``ahead`` are paths of SVG, either may be empty."""

    width: int
    height: int
    stops: tuple[Placed, ...]
    done: str
    ahead: str


def drawn_way(stops: Sequence[MapStop], *, width: int, height: int) -> Sheet:
    """Return the way drawn on a sheet of that size; the done part ends at the last stop that is not next."""
    margin_x, margin_y = min(92.0, width * 0.2), 58.0
    points = _kept_apart(
        _fitted(_positions(stops), width, height, margin_x, margin_y),
        (margin_x * 0.6, margin_y * 0.8, width - margin_x * 0.6, height - margin_y),
    )
    points, height = _cropped(points, height, margin_y)
    last = max((n for n, stop in enumerate(stops) if stop.state != "next"), default=0)
    return Sheet(
        width=width,
        height=height,
        stops=tuple(_labelled(stops, points, width, height)),
        done=_path(points[: last + 1]),
        ahead=_path(points[last:]),
    )


def _positions(stops: Sequence[MapStop]) -> list[Point]:
    """Return where stops lie, in degrees squeezed to one scale; those unknown between their neighbours."""
    spots = {n: stop.spot for n, stop in enumerate(stops) if stop.spot}
    if len({spot.name for spot in spots.values()}) < 2:
        return [(float(n), 0.34 * (n % 2)) for n in range(len(stops))]
    middle = sum(spot.latitude for spot in spots.values()) / len(spots)
    known = {
        n: (spot.longitude * cos(radians(middle)), -spot.latitude) for n, spot in spots.items()
    }
    return [known.get(n) or _between(n, known) for n in range(len(stops))]


def _between(n: int, known: dict[int, Point]) -> Point:
    """Return a place for a stop that we do not know: on the line between its neighbours, or before them."""
    before, after = [k for k in known if k < n], [k for k in known if k > n]
    if before and after:
        low, high = max(before), min(after)
        share = (n - low) / (high - low)
    else:
        low, high = sorted(known)[:2] if after else sorted(known)[-2:]
        share = (n - low) / (high - low) if before else (n - low) * 0.4 / max(low, 1)
    (x1, y1), (x2, y2) = known[low], known[high]
    return x1 + (x2 - x1) * share, y1 + (y2 - y1) * share


def _fitted(
    points: list[Point], width: float, height: float, margin_x: float, margin_y: float
) -> list[Point]:
    """Return the points as large as the sheet takes them, in its middle."""
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    room_x, room_y = width - 2 * margin_x, height - 2 * margin_y
    scale = min(room_x / wide if wide else 1e9, room_y / high if high else 1e9)
    scale = scale if scale < 1e9 else 1.0
    stretch = min(room_x / (wide * scale), 1.6) if wide else 1.0
    left, top = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return [
        (width / 2 + (x - left) * scale * stretch, height / 2 + (y - top) * scale)
        for x, y in points
    ]


def _kept_apart(points: list[Point], inside: Box) -> list[Point]:
    """Push stops that lie on each other apart, so that each can be read, and keep them on the sheet."""
    placed = [list(point) for point in points]
    for _round in range(ROUNDS):
        for n, (one, other) in enumerate(pairwise(placed)):
            dx, dy = other[0] - one[0], other[1] - one[1]
            gap = hypot(dx, dy)
            if gap >= APART:
                continue
            if gap < 1:
                dx, dy, gap = 1.0, 0.3 * (-1) ** n, 1.0
            push = (APART - gap) / 2 / gap
            one[0], one[1] = one[0] - dx * push, one[1] - dy * push
            other[0], other[1] = other[0] + dx * push, other[1] + dy * push
        for point in placed:
            point[0] = min(max(point[0], inside[0]), inside[2])
            point[1] = min(max(point[1], inside[1]), inside[3])
    return [(round(x, 1), round(y, 1)) for x, y in placed]


def _cropped(points: list[Point], height: int, margin: float) -> tuple[list[Point], int]:
    """Take away the part of the sheet above and below the way that nothing stands on."""
    top = min(y for _x, y in points) - margin
    bottom = max(y for _x, y in points) + margin
    needed = min(max(int(bottom - top), LOWEST), height)
    moved = (needed - (bottom - top)) / 2 - top
    return [(x, round(y + moved, 1)) for x, y in points], needed


def _path(points: Sequence[Point]) -> str:
    """Return a line through the points, each leg a little bowed as ways on a globe look."""
    if len(points) < 2:
        return ""
    steps = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for (x1, y1), (x2, y2) in pairwise(points):
        up = BOW if x2 >= x1 else -BOW
        bend_x = (x1 + x2) / 2 + (y2 - y1) * up
        bend_y = (y1 + y2) / 2 - (x2 - x1) * up
        steps.append(f"Q{bend_x:.1f} {bend_y:.1f} {x2:g} {y2:g}")
    return " ".join(steps)


def _labelled(
    stops: Sequence[MapStop], points: Sequence[Point], width: int, height: int
) -> list[Placed]:
    """Give each stop the place for its label that hides least of the others."""
    taken: list[Box] = [(x - 9, y - 9, x + 9, y + 9) for x, y in points]
    placed = []
    for stop, (x, y) in zip(stops, points, strict=True):
        size = max(len(stop.label), len(stop.note) * 0.88) * LETTER
        tried = [
            (_hidden(box, taken, width, height), n, spot, box)
            for n, (spot, box) in enumerate(_around(x, y, size))
        ]
        _cost, _n, (text_x, text_y, anchor), box = min(tried, key=lambda one: one[:2])
        taken.append(box)
        placed.append(Placed(stop, x, y, round(text_x, 1), round(text_y, 1), anchor))
    return placed


def _around(x: float, y: float, size: float) -> list[tuple[tuple[float, float, str], Box]]:
    """Return the places for a label around a stop, the best first: below, above, right, left."""
    half, high = size / 2, 2 * LINE
    return [
        ((x, y + 25, "middle"), (x - half, y + 12, x + half, y + 12 + high)),
        ((x, y - 29, "middle"), (x - half, y - 12 - high, x + half, y - 12)),
        ((x + 15, y - 1, "start"), (x + 15, y - LINE, x + 15 + size, y + LINE)),
        ((x - 15, y - 1, "end"), (x - 15 - size, y - LINE, x - 15, y + LINE)),
    ]


def _hidden(box: Box, taken: Sequence[Box], width: int, height: int) -> float:
    """Return how much of what is there a label would hide, and of itself beyond the sheet."""
    shared = sum(_shared(box, other) for other in taken)
    inside = _shared(box, (4, 4, width - 4, height - 4))
    return shared + 4 * ((box[2] - box[0]) * (box[3] - box[1]) - inside)


def _shared(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return max(wide, 0) * max(high, 0)
