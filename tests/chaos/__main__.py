"""``python -m tests.chaos``: random schedules of kills over a whole Otgruz of its own. See `tests.chaos`."""

import argparse
import sys
import time
from typing import TYPE_CHECKING

from tests.own_machine import DOCS, Place, of_its_own, options

if TYPE_CHECKING:
    from tests.chaos.machine import Machine
    from tests.chaos.play import Control, Report

NOTICED = 3
"""The exit code of a play without one protection, when what was wrong tells of just that."""
CONTROL = 24
"""So many schedules, or fewer, show that a protection is off."""


def main(arguments: list[str]) -> int:
    """Play, write the page, and return 0 when nothing was wrong and every control was noticed."""
    asked = read(arguments)
    with of_its_own("chaos", asked.keep_logs) as place:
        return play(asked, place)


def read(arguments: list[str]) -> argparse.Namespace:
    """Return what was asked for."""
    parser = options("chaos", __doc__)
    parser.add_argument("-n", "--schedules", type=int, default=500)
    parser.add_argument("--every", type=float, default=0.6, help="seconds between two schedules")
    parser.add_argument("--longest-quiet", type=float, default=600.0, help="seconds")
    parser.add_argument("--without", default="", help="only this: with one protection off")
    parser.add_argument("--controls", action="store_true", help="then switch each off in turn")
    return parser.parse_args(arguments)


def play(asked: argparse.Namespace, place: Place) -> int:
    """Furnish a ground, play on copies of it, and tell of it."""
    from tests.chaos.machine import Machine
    from tests.chaos.naming import secrets

    machine = Machine(place)
    machine.tell(DJANGO_SETTINGS_MODULE="tests.chaos.settings", **secrets(machine.stack.env))
    place.prepare(machine.stack.env)
    place.join(machine.stack.env)
    from tests.chaos.ground import furnish
    from tests.chaos.report import write
    from tests.chaos.sabotage import PROTECTIONS
    from tests.chaos.schedules import PARCELS

    codes = furnish(asked.schedules * PARCELS, machine.stack.env)
    place.say(f"{len(codes)} parcels wait to be scanned out")
    if asked.without:
        return NOTICED if control(asked, machine, codes, asked.without).noticed else 1
    report = played(asked, machine, codes)
    if asked.controls:
        report.controls = [control(asked, machine, codes, name) for name in PROTECTIONS]
    print(write(report, DOCS if asked.docs else asked.out))
    return 0 if report.is_good else 1


def control(
    asked: argparse.Namespace, machine: "Machine", codes: list[str], name: str
) -> "Control":
    """Play with one protection off; write the page of that play beside the others."""
    from tests.chaos.play import Control
    from tests.chaos.report import write
    from tests.chaos.sabotage import PROTECTIONS

    began, protection = time.monotonic(), PROTECTIONS[name]
    report = played(asked, machine, codes, without=name)
    noticed = next((one for one in report.faults if protection.shows in one), "")
    write(report, asked.out / name)
    machine.place.say(f"without {name}: {noticed or f'NOT NOTICED: {report.faults}'}")
    return Control(name, protection.says, noticed, report.faults[:5], time.monotonic() - began)


def played(
    asked: argparse.Namespace, machine: "Machine", codes: list[str], *, without: str = ""
) -> "Report":
    """Play over a machine that was started for it alone."""
    from tests.chaos.outside import Outside
    from tests.chaos.play import Plan, Play
    from tests.chaos.sabotage import PROTECTIONS
    from tests.chaos.schedules import drawn

    number = min(asked.schedules, CONTROL) if without else asked.schedules
    hurts = PROTECTIONS[without].hurts if without else ""
    plan = Plan(number, asked.seed, asked.every, asked.longest_quiet, without, hurts)
    machine.begin(f"chaos-{without or 'whole'}", OTGRUZ_SABOTAGE=without)
    try:
        machine.place.say(f"{number} schedules without {without or 'harm to what protects'}")
        outside = Outside(machine.stack.where.sandbox_url)
        schedules = drawn(number, iter(codes), seed=plan.seed, also=[hurts] * 2 if hurts else [])
        return Play(plan, machine, outside).run(schedules)
    finally:
        machine.end()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
