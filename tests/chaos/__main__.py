"""``python -m tests.chaos``: random schedules of kills over a whole Otgruz of its own. See `tests.chaos`."""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bootstrap import interrupts
from bootstrap.family import Family
from bootstrap.paths import PYTHON, ROOT, VAR
from bootstrap.progress import Progress
from bootstrap.services import Services
from bootstrap.stack import prepare

DOCS = ROOT / "docs"
NOTICED = 3
"""The exit code of a play in which something was wrong: what a control is to end with."""


def main(arguments: list[str]) -> int:
    """Play, write the page, and return 0 when nothing was wrong (with --controls: when everything was)."""
    asked = read(arguments)
    interrupts.listen()
    if asked.controls:
        return _controls(asked)
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)  # what is killed here is ours
    state, progress = VAR / f"chaos-{os.getpid()}", Progress(sys.stderr)
    try:
        with Family(state / "log", progress) as family:
            return play(asked, state, family, progress)
    finally:
        if asked.keep_logs:
            shutil.copytree(state / "log", asked.keep_logs, dirs_exist_ok=True)
        shutil.rmtree(state, ignore_errors=True)


def read(arguments: list[str]) -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(prog="./dev chaos", description=__doc__)
    parser.add_argument("-n", "--schedules", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=float, default=1.0, help="seconds between two schedules")
    parser.add_argument("--longest-quiet", type=float, default=1200.0, help="seconds")
    parser.add_argument("--without", default="", help="a protection to switch off")
    parser.add_argument("--controls", action="store_true", help="switch each off in turn")
    parser.add_argument("--out", type=Path, default=VAR / "chaos")
    parser.add_argument("--keep-logs", type=Path)
    parser.add_argument("--docs", action="store_true", help="write docs/chaos.md and its chart")
    return parser.parse_args(arguments)


def play(asked: argparse.Namespace, state: Path, family: Family, progress: Progress) -> int:
    """Start everything, play the schedules and tell of it."""
    began = time.monotonic()
    services = Services(state, family, "bench").start()
    os.environ.update(services)
    from tests.chaos.machine import Machine
    from tests.chaos.naming import EFFECT, SERVICE, secrets

    machine = Machine(state, services, family)
    machine.tell(
        DJANGO_SETTINGS_MODULE="tests.chaos.settings",
        OTGRUZ_SABOTAGE=asked.without,
        **secrets(machine.stack.env),
    )
    prepare({**machine.stack.env, "OTGRUZ_SABOTAGE": ""}, state, progress)
    machine.start()
    os.environ.update({**machine.stack.env, "DATABASE_URL": services["DATABASE_SUPERUSER_URL"]})
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.local"
    import django

    django.setup()
    from tests.chaos.ground import SECRET, furnish
    from tests.chaos.outside import Outside
    from tests.chaos.play import Plan, Play
    from tests.chaos.report import write
    from tests.chaos.schedules import PARCELS, drawn

    plan = Plan(
        schedules=asked.schedules,
        seed=asked.seed,
        every_s=asked.every,
        longest_quiet_s=asked.longest_quiet,
        without=asked.without,
    )
    say = _teller(began)
    codes = furnish(plan.schedules * PARCELS, machine.stack.env)
    say(f"{plan.schedules * PARCELS} parcels wait to be scanned out")
    outside = Outside(machine.stack.where.sandbox_url, SERVICE)
    report = Play(plan, machine, outside, SECRET, EFFECT, say).run(
        drawn(plan.schedules, codes, seed=plan.seed)
    )
    print(write(report, DOCS if asked.docs else asked.out))
    return 0 if report.is_good else NOTICED


def _teller(began: float) -> Callable[[str], None]:
    return lambda said: print(f"{time.monotonic() - began:6.0f} s  {said}", flush=True)


def _controls(asked: argparse.Namespace) -> int:
    """Play with each protection off, in a machine of its own; 0 when every one was noticed."""
    from tests.chaos.sabotage import PROTECTIONS

    unnoticed = []
    for name in [asked.without] if asked.without else PROTECTIONS:
        words = ["--schedules", str(asked.schedules), "--seed", str(asked.seed)]
        words += ["--every", str(asked.every), "--longest-quiet", str(asked.longest_quiet)]
        out = asked.out / name
        code = _python(*words, "--without", name, "--out", str(out))
        print(
            f"{name}: {'noticed' if code == NOTICED else f'NOT NOTICED (exit {code})'}", flush=True
        )
        if code != NOTICED:
            unnoticed.append(name)
    return 1 if unnoticed else 0


def _python(*words: str) -> int:
    from bootstrap import foreground

    return foreground.talk([str(PYTHON), "-m", "tests.chaos", *words], dict(os.environ))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
