"""``python -m tests.day``: a whole Otgruz of its own, and a day in its warehouse. See `tests.day`."""

import argparse
import sys

from tests.own_machine import DOCS, Place, of_its_own, options


def main(arguments: list[str]) -> int:
    """Run the day, write its page, and return 0 when nothing was wrong."""
    asked = read(arguments)
    with of_its_own("day", asked.keep_logs) as place:
        return day(asked, place)


def read(arguments: list[str]) -> argparse.Namespace:
    """Return what was asked for."""
    parser = options("day", __doc__)
    parser.add_argument("-n", "--orders", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=12)
    parser.add_argument("--hands", type=float, default=0.1, help="seconds a scan takes a person")
    parser.add_argument("--kill-every", type=float, default=12.0, help="seconds")
    parser.add_argument("--longest", type=float, default=5400.0, help="seconds")
    return parser.parse_args(arguments)


def day(asked: argparse.Namespace, place: Place) -> int:
    """Start everything, live the day and tell of it."""
    from tests.day.stage import Stage

    stage = Stage(place.state, place.services, place.family)
    place.prepare(stage.stack.env)
    stage.start()
    place.join(stage.stack.env)
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
    report = Day(plan, stage, place.say).run()
    print(write(report, DOCS if asked.docs else asked.out))
    return 0 if report.is_good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
