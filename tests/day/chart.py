"""The chart of a day's forecast, drawn as SVG by hand: two panels over one time."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

from tests.day.forecast import Judged

WIDTH, HEIGHT, LEFT, RIGHT, TOP = 860, 250, 70, 20, 46
SAID, TRUE, ERROR = "#c2410c", "#0f766e", "#4338ca"
_HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
    ' font-family="system-ui, sans-serif" font-size="13" fill="#1f2937">'
    '<rect width="100%" height="100%" fill="#ffffff"/>'
)
Value = Callable[[Judged], float]


@dataclass(frozen=True)
class Line:
    """One line of a panel: its name, colour, and what it shows."""

    name: str
    colour: str
    value: Value
    dashed: bool = False


def chart(judged: Sequence[Judged], *, day_s: float) -> str:
    """Return the chart: how many will miss, said and true; and the end of work, said less true."""
    parcels = [
        Line("the board said", SAID, lambda one: one.said),
        Line("truly missed", TRUE, lambda one: one.true),
        Line("error: wrongly named and not named", ERROR, _mistakes, dashed=True),
    ]
    end = [Line("said less true, minutes", ERROR, lambda one: one.end_error_s / 60)]
    panels = [
        Panel("Parcels that will miss the cut-off", parcels, judged, day_s),
        Panel("When the last parcel will be out", end, judged, day_s),
    ]
    drawn = (panel.drawn(at * HEIGHT) for at, panel in enumerate(panels))
    height = len(panels) * HEIGHT + 30
    axis = (
        f'<text x="{(LEFT + WIDTH) / 2}" y="{height - 8}" text-anchor="middle">'
        "share of the working day that is over; the cut-off is at 100 %</text>"
    )
    return _HEAD.format(width=WIDTH, height=height) + "".join(drawn) + axis + "</svg>\n"


def _mistakes(one: Judged) -> float:
    return one.wrongly_named + one.not_named


class Panel:
    """Some lines over the day, on a scale of their own."""

    def __init__(
        self, title: str, lines: Sequence[Line], judged: Sequence[Judged], day_s: float
    ) -> None:
        self.title, self.lines, self.judged, self.day_s = title, lines, judged, day_s
        values = [line.value(one) for line in lines for one in judged] or [0]
        self.steps = nice_steps(min(0, *values), max(0, *values))

    def drawn(self, down: float) -> str:
        """Return the panel, moved down."""
        parts = [self._title(), *self._grid(), *self._legend()]
        parts += [self._line(line) for line in self.lines]
        return f'<g transform="translate(0 {down:.0f})">{"".join(parts)}</g>'

    def _x(self, share: float) -> float:
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def _y(self, value: float) -> float:
        low, high = self.steps[0], self.steps[-1]
        return HEIGHT - 28 - (value - low) / (high - low) * (HEIGHT - 28 - TOP)

    def _title(self) -> str:
        return f'<text x="{LEFT}" y="18" font-weight="600">{escape(self.title)}</text>'

    def _grid(self) -> Iterable[str]:
        for step in self.steps:
            y = self._y(step)
            weight = "#9ca3af" if step == 0 else "#e5e7eb"
            yield f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{weight}"/>'
            yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{step:g}</text>'
        for part in range(0, 101, 10):
            x = self._x(part / 100)
            yield f'<text x="{x:.1f}" y="{HEIGHT - 8}" text-anchor="middle">{part} %</text>'

    def _legend(self) -> Iterable[str]:
        x = LEFT
        for line in self.lines:
            dash = ' stroke-dasharray="4 3"' if line.dashed else ""
            yield f'<path d="M{x} 32h22" stroke="{line.colour}" stroke-width="2"{dash}/>'
            yield f'<text x="{x + 28}" y="36">{escape(line.name)}</text>'
            x += 50 + 7 * len(line.name)

    def _line(self, line: Line) -> str:
        places = (
            f"{self._x(one.at_s / self.day_s):.1f},{self._y(line.value(one)):.1f}"
            for one in self.judged
        )
        dash = ' stroke-dasharray="4 3"' if line.dashed else ""
        return (
            f'<polyline points="{" ".join(places)}" fill="none" stroke="{line.colour}"'
            f' stroke-width="2"{dash}/>'
        )


def nice_steps(low: float, high: float, about: int = 5) -> list[float]:
    """Return round numbers from at most ``low`` to at least ``high``, a few of them."""
    reach = max(high - low, 1e-9)
    size = 10.0 ** len(str(int(reach / about)))
    step = next(
        (s for s in (size / 10, size / 5, size / 4, size / 2, size) if reach / s <= about), size
    )
    first = int(low // step)
    last = -int(-high // step)
    return [step * n for n in range(first, max(last, first + 1) + 1)]
