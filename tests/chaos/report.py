"""The page that tells of a play: Markdown with a chart beside it, and the same as JSON."""

import json
from dataclasses import asdict
from pathlib import Path

from tests.chaos.drawing import chart
from tests.chaos.play import Report
from tests.chaos.schedules import PARCELS


def write(report: Report, folder: Path) -> str:
    """Write chaos.md, chaos.svg and chaos.json into a folder and return the page."""
    folder.mkdir(parents=True, exist_ok=True)
    page = told(report)
    (folder / "chaos.md").write_text(page)
    (folder / "chaos.svg").write_text(chart(report))
    (folder / "chaos.json").write_text(json.dumps(as_json(report), indent=2, ensure_ascii=False))
    return page


def as_json(report: Report) -> dict[str, object]:
    """Return everything that was counted."""
    return {
        "plan": asdict(report.plan),
        "good": report.is_good,
        "reckoning": asdict(report.reckoning),
        "surprises": report.tally.surprises,
        "counts": dict(sorted(report.tally.counts.items())),
        "calls": report.calls,
        "spoiled": report.spoiled,
        "played_s": round(report.played_s, 1),
        "quiet_s": round(report.quiet_s, 1),
        "well_at_s": round(report.well_at_s, 1),
        "controls": [asdict(one) for one in report.controls],
        "samples": [asdict(one) for one in report.samples],
        "kills": [[round(at, 2), kind] for at, kind in report.kills],
    }


def told(report: Report) -> str:
    """Return the page."""
    plan, found = report.plan, report.reckoning
    off = f" With “{plan.without}” switched off." if plan.without else ""
    share = report.spoiled / report.calls if report.calls else 0
    return "\n".join(
        [
            "# Chaos",
            "",
            f"{plan.schedules} random schedules of {PARCELS} parcels, seed {plan.seed}, one begun every"
            f" {plan.every_s:g} s over one running machine.{off} The play took {report.played_s:.0f} s;"
            f" all was quiet {report.quiet_s:.0f} s after it.",
            "",
            "| effects, by the partner's own journal | |",
            "|---|---:|",
            f"| expected | {found.expected:,} |",
            f"| done | {found.done:,} |",
            f"| lost | {found.lost:,} |",
            f"| doubled | {found.doubled:,} |",
            "",
            f"The partner got {report.calls:,} calls while it misbehaved and spoiled {share:.0%} of them.",
            "",
            "![What was scanned, what the partner knew, and when something was killed](chaos.svg)",
            "",
            *_table("What was killed", report.tally.of("killed: ")),
            *_table("What scanners met", report.tally.of("network: ") | report.tally.of("scans ")),
            "## What was wrong",
            "",
            *(f"- **{one}**" for one in report.faults[:20]),
            *([] if report.faults else ["Nothing."]),
            "",
            *_controls(report),
        ]
    )


def _controls(report: Report) -> list[str]:
    if not report.controls:
        return []
    rows = [f"| {one.says} | {one.noticed or '**nothing**'} |" for one in report.controls]
    return [
        "## Each protection switched off in turn",
        "",
        "| protection | what tells that it was off |",
        "|---|---|",
        *rows,
        "",
    ]


def _table(title: str, counts: dict[str, int]) -> list[str]:
    if not counts:
        return []
    rows = [f"| {name} | {n:,} |" for name, n in counts.items()]
    return [f"## {title}", "", "| | |", "|---|---:|", *rows, ""]
