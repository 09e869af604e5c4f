"""A small stack for the supervisor's tests: private servers and one child with a child of its own.

Run as a script with a state folder; writes the numbers of all its processes to `pids.json` there.
"""

import json
import signal
import sys
from pathlib import Path

from bootstrap import interrupts
from bootstrap.family import Family
from bootstrap.lease import Lease
from bootstrap.postgres import APP_ROLE
from bootstrap.program import Program
from bootstrap.progress import Progress
from bootstrap.services import Services

# It ignores the polite signal, as a stuck worker would, and so does the child that it forks.
STUBBORN = """
import os, pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if not os.fork():
    pathlib.Path(sys.argv[1]).write_text(str(os.getpid()))
time.sleep(600)
"""


def main(state: Path) -> None:
    """Start everything, say so, and run until told to stop."""
    interrupts.listen()
    progress = Progress()
    lease = Lease(state)
    if not lease.take("./run"):
        raise SystemExit(str(lease.refusal()))
    with Family(state / "log", progress) as family:
        services = Services(state, family, profile="durable").start()
        stubborn = Program(
            name="stubborn",
            command=[sys.executable, "-c", STUBBORN, str(state / "stubborn")],
            patience=0.5,
        )
        family.start(stubborn)
        lease.publish("./run", {**services, "ROLE": APP_ROLE}, "http://127.0.0.1:1")
        pids = {child.program.name: child.process.pid for child in family.children}
        draft = state / "pids.new"
        draft.write_text(json.dumps({**pids, "guard": family.guard.process.pid}))
        draft.rename(state / "pids.json")
        progress.line("up")
        try:
            family.watch()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    signal.alarm(60)
    main(Path(sys.argv[1]))
