"""The page that tells of a day: Markdown with a chart beside it, and the same as JSON."""

import json
from dataclasses import asdict
from pathlib import Path
from statistics import mean

from tests.day.chart import chart
from tests.day.day import Report
from tests.day.forecast import Judged


def write(report: Report, folder: Path) -> str:
    """Write day.md, day.svg and day.json into a folder and return the page."""
    folder.mkdir(parents=True, exist_ok=True)
    page = told(report)
    (folder / "day.md").write_text(page)
    (folder / "day.svg").write_text(chart(report.judged, day_s=report.day_s))
    (folder / "day.json").write_text(json.dumps(as_json(report), indent=2, ensure_ascii=False))
    return page


def as_json(report: Report) -> dict[str, object]:
    """Return everything that was counted."""
    return {
        "plan": asdict(report.plan),
        "good": report.is_good,
        "counts": dict(sorted(report.tally.counts.items())),
        "orders": dict(report.proof.orders),
        "invariants": report.proof.invariants,
        "balances": report.proof.balances,
        "faults": report.proof.faults,
        "surprises": report.tally.surprises,
        "day_s": report.day_s,
        "forecast": [asdict(one) for one in report.judged],
    }


def told(report: Report) -> str:
    """Return the page."""
    plan, tally = report.plan, report.tally
    head = (
        f"{plan.orders:,} orders, {plan.workers} people, seed {plan.seed}. The cut-off came"
        f" {report.day_s:.0f} s after the floor was opened, the last parcel of the day"
        f" {(report.ended - report.began).total_seconds():.0f} s after it."
    )
    scans = {name: n for name, n in sorted(tally.counts.items()) if name.startswith("scans ")}
    return "\n".join(
        [
            "# A day in the warehouse",
            "",
            head,
            "",
            *_table("What became of the orders", report.proof.orders),
            *_table("Scans", scans),
            *_table("What the screens said", _few(tally.of("said: "))),
            *_table("What was killed", tally.of("killed: ")),
            *_table("The network", tally.of("network: ")),
            *_table("Buyers who changed their minds", tally.of("cancelling: ")),
            "## The proof",
            "",
            f"{report.proof.invariants} invariants and {report.proof.balances} balances were checked.",
            "",
            *(f"- **{one}**" for one in [*report.proof.faults, *tally.surprises]),
            *([] if not report.is_good else ["Nothing was wrong."]),
            "",
            "## The forecast",
            "",
            "![What the board said, and what was true](day.svg)",
            "",
            *_forecast(report.judged),
            "",
        ]
    )


def _few(said: dict[str, int], most: int = 16) -> dict[str, int]:
    rest = sum(list(said.values())[most:])
    return {**dict(list(said.items())[:most]), **({"all others": rest} if rest else {})}


def _table(title: str, counts: dict[str, int]) -> list[str]:
    if not counts:
        return []
    rows = [f"| {name} | {n:,} |" for name, n in counts.items()]
    return [f"## {title}", "", "| | |", "|---|---:|", *rows, ""]


def _forecast(judged: list[Judged]) -> list[str]:
    """Return the mean error in each quarter of the day."""
    if not judged:
        return ["Nobody looked at the board."]
    lines = [
        "| quarter | looks | will miss: said | true | wrongly named | not named | end: said less true, s |",
        "|---:|---:|---:|---:|---:|---:|---:|",
    ]
    last = judged[-1].at_s or 1
    for quarter in range(4):
        some = [one for one in judged if min(int(4 * one.at_s / last), 3) == quarter]
        if some:
            names = ("said", "true", "wrongly_named", "not_named", "end_error_s")
            means = [mean(getattr(one, name) for one in some) for name in names]
            cells = " | ".join(f"{value:.0f}" for value in means)
            lines.append(f"| {quarter + 1} | {len(some)} | {cells} |")
    return lines
