"""The process that outlives a killed supervisor, and clears up after it.

It reads lines from its standard input, whose other end only the supervisor holds:

    {"add": 41, "signal": 9}     process group 41 is ours; end it with signal 9
    {"drop": 41}                 it has ended
    {"scratch": "/tmp/otgruz-x"} a folder to remove
    {"bye": true}                the supervisor has cleared up itself

When the input ends with no `bye`, the supervisor was killed. `PR_SET_PDEATHSIG` has then ended its
children, and this ends theirs. Run as a script: it must not depend on our modules.
"""

import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterable

PATIENCE = 8.0  # seconds between asking the servers to stop and killing them


def main(lines: Iterable[str]) -> None:
    """Follow what the supervisor says until it leaves or dies."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: dict[int, int] = {}
    scratch: list[str] = []
    for line in lines:
        message = json.loads(line)
        if "bye" in message:
            return
        if "add" in message:
            groups[message["add"]] = message["signal"]
        groups.pop(message.get("drop"), None)
        scratch += [message["scratch"]] if "scratch" in message else []
    end(groups)
    for folder in scratch:
        shutil.rmtree(folder, ignore_errors=True)


def end(groups: dict[int, int]) -> None:
    """End every group, the youngest first; kill what has not gone after ``PATIENCE`` seconds."""
    left = [group for group in reversed(groups) if send(group, groups[group])]
    deadline = time.monotonic() + PATIENCE
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = [group for group in left if send(group, 0)]
    for group in left:
        send(group, signal.SIGKILL)


def send(group: int, number: int) -> bool:
    """Signal a process group; tell whether anybody was there."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    main(sys.stdin)
