"""``python -m tests.chaos``: random schedules of kills over a whole Otgruz of its own. See `tests.chaos`."""

import argparse
import os
import sys

from bootstrap.paths import PYTHON
from tests.own_machine import DOCS, Place, of_its_own, options

NOTICED = 3
"""The exit code of a play in which something was wrong: what a control is to end with."""


def main(arguments: list[str]) -> int:
    """Play, write the page, and return 0 when nothing was wrong (with --controls: when everything was)."""
    asked = read(arguments)
    if asked.controls:
        return _controls(asked)
    with of_its_own("chaos", asked.keep_logs) as place:
        return play(asked, place)


def read(arguments: list[str]) -> argparse.Namespace:
    """Return what was asked for."""
    parser = options("chaos", __doc__)
    parser.add_argument("-n", "--schedules", type=int, default=500)
    parser.add_argument("--every", type=float, default=1.0, help="seconds between two schedules")
    parser.add_argument("--longest-quiet", type=float, default=1200.0, help="seconds")
    parser.add_argument("--without", default="", help="a protection to switch off")
    parser.add_argument("--controls", action="store_true", help="switch each off in turn")
    return parser.parse_args(arguments)


def play(asked: argparse.Namespace, place: Place) -> int:
    """Start everything, play the schedules and tell of it."""
    from tests.chaos.machine import Machine
    from tests.chaos.naming import EFFECT, SERVICE, secrets

    machine = Machine(place.state, place.services, place.family)
    machine.tell(
        DJANGO_SETTINGS_MODULE="tests.chaos.settings",
        OTGRUZ_SABOTAGE=asked.without,
        **secrets(machine.stack.env),
    )
    place.prepare({**machine.stack.env, "OTGRUZ_SABOTAGE": ""})
    machine.start()
    place.join(machine.stack.env)
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
    codes = furnish(plan.schedules * PARCELS, machine.stack.env)
    place.say(f"{plan.schedules * PARCELS} parcels wait to be scanned out")
    outside = Outside(machine.stack.where.sandbox_url, SERVICE)
    report = Play(plan, machine, outside, SECRET, EFFECT, place.say).run(
        drawn(plan.schedules, codes, seed=plan.seed)
    )
    print(write(report, DOCS if asked.docs else asked.out))
    return 0 if report.is_good else NOTICED


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
