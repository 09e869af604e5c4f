"""``python -m tests.day``: a whole Otgruz of its own, and a day in its warehouse. See `tests.day`."""

import argparse
import os
import shutil
import sys
import time
from pathlib import Path

from bootstrap import interrupts
from bootstrap.family import Family
from bootstrap.paths import VAR
from bootstrap.progress import Progress
from bootstrap.services import Services
from bootstrap.stack import prepare

DOCS = Path(__file__).resolve().parents[2] / "docs"


def main(arguments: list[str]) -> int:
    """Run the day, write its page, and return 0 when nothing was wrong."""
    asked = read(arguments)
    interrupts.listen()
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)  # what is killed here is ours
    state, progress = VAR / f"day-{os.getpid()}", Progress(sys.stderr)
    try:
        with Family(state / "log", progress) as family:
            return day(asked, state, family, progress)
    finally:
        if asked.keep_logs:
            shutil.copytree(state / "log", asked.keep_logs, dirs_exist_ok=True)
        shutil.rmtree(state, ignore_errors=True)


def read(arguments: list[str]) -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(prog="./dev day", description=__doc__)
    parser.add_argument("-n", "--orders", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hands", type=float, default=0.1, help="seconds a scan takes a person")
    parser.add_argument("--kill-every", type=float, default=12.0, help="seconds")
    parser.add_argument("--longest", type=float, default=5400.0, help="seconds")
    parser.add_argument("--out", type=Path, default=VAR / "day")
    parser.add_argument("--keep-logs", type=Path)
    parser.add_argument("--docs", action="store_true", help="write docs/day.md and docs/day.svg")
    return parser.parse_args(arguments)


def day(asked: argparse.Namespace, state: Path, family: Family, progress: Progress) -> int:
    """Start everything, live the day and tell of it."""
    began = time.monotonic()
    services = Services(state, family, "bench").start()
    os.environ.update(services)
    from tests.day.stage import Stage

    stage = Stage(state, services, family)
    prepare(stage.stack.env, state, progress)
    stage.start()
    os.environ.update({**stage.stack.env, "DATABASE_URL": services["DATABASE_SUPERUSER_URL"]})
    import django

    django.setup()
    from tests.day.day import Day, Plan
    from tests.day.report import write

    plan = Plan(
        orders=asked.orders,
        workers=asked.workers,
        seed=asked.seed,
        hand_seconds=asked.hands,
        kill_every=asked.kill_every,
        longest=asked.longest,
    )
    report = Day(
        plan, stage, lambda said: print(f"{time.monotonic() - began:6.0f} s  {said}")
    ).run()
    print(write(report, DOCS if asked.docs else asked.out))
    return 0 if report.is_good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
