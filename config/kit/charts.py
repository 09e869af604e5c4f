"""The arithmetic of pictures: heat by quantile, a line in a small box, a table behind a chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from config.kit.words import WEEKDAYS

HEAT_STEPS = 5
WIDTH, HEIGHT, PADDING = 120, 28, 2


@dataclass(frozen=True, slots=True)
class Cell:
    """One hour of a weekday: its count and how hot it is, 0 to HEAT_STEPS."""

    count: int
    heat: int


@dataclass(frozen=True, slots=True)
class Day:
    """One row of the heat map."""

    name: Any
    cells: tuple[Cell, ...]


def heat(rows: Sequence[Sequence[int]]) -> list[Day]:
    """Return the rows with their heat, relative to the hottest cell; zero stays cold."""
    hottest = max((count for row in rows for count in row), default=0)
    return [
        Day(name, tuple(Cell(count, _step(count, hottest)) for count in row))
        for name, row in zip(WEEKDAYS, rows, strict=True)
    ]


def _step(count: int, hottest: int) -> int:
    return -(-count * HEAT_STEPS // hottest) if count > 0 else 0


def sparkline(values: Sequence[int], label: str, limit: int | None = None) -> SafeString:
    """Return a line of ``values`` as SVG; fewer than two values draw a flat line."""
    points = list(values) if len(values) > 1 else [0, 0]
    top = max([*points, limit or 0, 1])
    step = (WIDTH - 2 * PADDING) / (len(points) - 1)

    def height_of(value: int) -> float:
        return round(HEIGHT - PADDING - value / top * (HEIGHT - 2 * PADDING), 1)

    line = " ".join(f"{round(PADDING + n * step, 1)},{height_of(v)}" for n, v in enumerate(points))
    roof = (
        format_html(
            '<line class="spark-limit" x1="0" x2="{}" y1="{}" y2="{}"/>',
            WIDTH,
            *[height_of(limit)] * 2,
        )
        if limit is not None
        else ""
    )
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">'
        '{}<polyline class="spark-line" points="{}"/></svg>',
        *(WIDTH, HEIGHT, WIDTH, HEIGHT, label, roof, line),
    )


def rows(spec: dict[str, Any]) -> list[tuple[Any, tuple[Any, ...]]]:
    """Return the table behind a chart: each label with its value in every series."""
    columns = zip(*(series["values"] for series in spec["series"]), strict=True)
    return list(zip(spec["labels"], columns, strict=True))
