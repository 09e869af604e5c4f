"""The chart of a play, drawn as SVG by hand: two curves over time, and a mark for each mishap."""

from collections.abc import Iterable, Sequence
from html import escape

from tests.chaos.play import Report, Sample
from tests.chaos.schedules import MISHAPS
from tests.day.chart import nice_steps

WIDTH, CURVES, ROW, LEFT, RIGHT, TOP = 860, 260, 18, 150, 20, 44
SCANNED, TOLD, KILL = "#0f766e", "#c2410c", "#4338ca"


def chart(report: Report) -> str:
    """Return the chart: parcels scanned out, effects at the partner, and below them what was killed when."""
    samples = report.samples
    last = max([report.played_s, *(one.at_s for one in samples)]) or 1.0
    height = CURVES + ROW * len(MISHAPS) + 40
    parts = [
        *_axes(samples, last),
        _curve(samples, last, [one.scanned for one in samples], SCANNED),
        _curve(samples, last, [one.told for one in samples], TOLD),
        _legend(),
        *_kills(report.kills, last),
        f'<text x="{WIDTH / 2}" y="{height - 8}" text-anchor="middle">seconds; the partner fails half of'
        f" its calls until {report.well_at_s:.0f}</text>",
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}"'
        ' font-family="system-ui, sans-serif" font-size="13" fill="#1f2937">'
        '<rect width="100%" height="100%" fill="#ffffff"/>' + "".join(parts) + "</svg>\n"
    )


def _x(at: float, last: float) -> float:
    return LEFT + at / last * (WIDTH - LEFT - RIGHT)


def _steps(samples: Sequence[Sample]) -> list[float]:
    return nice_steps(
        0, max([1, *(one.scanned for one in samples), *(one.told for one in samples)])
    )


def _y(value: float, top: float) -> float:
    return CURVES - 20 - value / top * (CURVES - 20 - TOP)


def _axes(samples: Sequence[Sample], last: float) -> Iterable[str]:
    steps = _steps(samples)
    for step in steps:
        y = _y(step, steps[-1])
        yield f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#e5e7eb"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{step:,.0f}</text>'
    for step in nice_steps(0, last, about=8):
        if step <= last:
            yield f'<text x="{_x(step, last):.1f}" y="{CURVES}" text-anchor="middle">{step:g}</text>'


def _curve(samples: Sequence[Sample], last: float, values: Sequence[int], colour: str) -> str:
    top = _steps(samples)[-1]
    places = " ".join(
        f"{_x(one.at_s, last):.1f},{_y(value, top):.1f}"
        for one, value in zip(samples, values, strict=True)
    )
    return f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="2"/>'


def _legend() -> str:
    return (
        f'<text x="{LEFT}" y="18" font-weight="600">Parcels scanned out, and effects at the partner</text>'
        f'<path d="M{LEFT} 32h22" stroke="{SCANNED}" stroke-width="2"/>'
        f'<text x="{LEFT + 28}" y="36">scanned out</text>'
        f'<path d="M{LEFT + 130} 32h22" stroke="{TOLD}" stroke-width="2"/>'
        f'<text x="{LEFT + 158}" y="36">effects in the partner\'s journal</text>'
    )


def _kills(kills: Sequence[tuple[float, str]], last: float) -> Iterable[str]:
    for row, kind in enumerate(MISHAPS):
        y = CURVES + 20 + row * ROW
        yield f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{escape(kind)}</text>'
        for at, what in kills:
            if what == kind:
                x = _x(at, last)
                yield f'<path d="M{x:.1f} {y - 6}v12" stroke="{KILL}" stroke-width="1.2"/>'
