"""Run the benchmarks: each promise of speed beside its physical limit, with the probes of the same run.

``python -m bench`` runs them all, ``python -m bench sweep relay`` those named. A benchmark is a module of
this folder with ``main() -> list[dict]``, one row for each line of the goals:

    workload       W3b
    name           what was measured
    ops_per_s      how fast ours is
    limit_name     what it is held against
    limit_ops_per_s
    ratio          ours to the limit, in the same run
    goal           what was promised
    met            whether it holds

The rows go to ``bench/results/`` as JSON too. One that breaks does not cost the others their rows. The
exit code is 1 when a goal is not met, or when one broke.
"""

import importlib
import json
import os
import sys
import traceback
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.probes import probes

HERE = Path(__file__).resolve().parent
NO_STATIC_FILES = (
    "No directory at"  # they are collected for production, and nobody asks for them here
)
COLUMNS = ("workload", "name", "ops_per_s", "limit_ops_per_s", "ratio", "goal", "met")


def main(wanted: list[str]) -> int:
    """Run the benchmarks named, print their table, write their JSON; return how it went."""
    names = [name for name in benchmarks() if not wanted or name in wanted]
    if unknown := set(wanted) - set(benchmarks()):
        print(f"There is no benchmark {', '.join(sorted(unknown))}: {', '.join(benchmarks())}.")
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    import django

    warnings.filterwarnings("ignore", NO_STATIC_FILES)
    django.setup()
    rows: list[dict[str, Any]] = []
    broken: list[str] = []
    before = probes()
    for name in names:
        print(f"{name} ...", flush=True)
        try:
            rows += importlib.import_module(f"bench.{name}").main()
        except Exception:
            traceback.print_exc()
            broken.append(name)
    report: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(),
        "probes": [before, probes()],
        "rows": rows,
    }
    _write(report)
    print(table(rows))
    for moment, found in zip(("before", "after"), report["probes"], strict=True):
        print(
            f"probes {moment}: " + ", ".join(f"{name} {rate:,}/s" for name, rate in found.items())
        )
    if broken:
        print(f"Broke, and measured nothing: {', '.join(broken)}.")
    return 0 if not broken and all(row["met"] for row in rows) else 1


def benchmarks() -> list[str]:
    """Return the names of the modules here that measure something."""
    return sorted(
        path.stem for path in HERE.glob("[a-z]*.py") if "def main() -> list[" in path.read_text()
    )


def table(rows: list[dict[str, Any]]) -> str:
    """Return the rows as text, one line each, and below it what each was held against."""
    cells = [[_cell(row, column) for column in COLUMNS] for row in rows]
    widths = [max(map(len, column)) for column in zip(COLUMNS, *cells, strict=True)]
    lines = [
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in [list(COLUMNS), *cells]
    ]
    limits = [f"{row['workload']} {row['name']}: against {row['limit_name']}" for row in rows]
    return "\n".join([*lines, "", *limits])


def _cell(row: dict[str, Any], column: str) -> str:
    value = row[column]
    if column == "met":
        return "yes" if value else "NO"
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _write(report: dict[str, Any]) -> None:
    folder = HERE / "results"
    folder.mkdir(exist_ok=True)
    name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    (folder / name).write_text(json.dumps(report, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
