"""A step of the preparation that is under way when we are killed or asked to stop."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from bootstrap.paths import ROOT
from tests.faults.test_supervisor import ENV, alive, descendants, wait_until

# It starts an installer, say, which starts another process and waits for it.
PROGRAM = """
import os, sys
from bootstrap import foreground, interrupts
interrupts.listen()
foreground.run(["/bin/sh", "-c", "sleep 60 & echo up; wait"], dict(os.environ))
interrupts.check()
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_step_under_way_ends_with_us_and_so_does_what_it_started(number):
    with tempfile.TemporaryFile() as said:
        command = [sys.executable, "-c", PROGRAM]
        started = subprocess.Popen(command, env=ENV, cwd=ROOT, stdout=said, stderr=said)
        wait_until(lambda: os.fstat(said.fileno()).st_size)
        everybody = {started.pid, *descendants(started.pid)}
        assert len(everybody) == 4  # we, the guard, the step, and what the step started
        started.send_signal(number)
        started.wait(timeout=20)
    wait_until(lambda: alive(everybody) == set())


def test_the_guard_depends_on_nothing_of_ours():
    """It may outlive a checkout that is being removed."""
    source = Path(ROOT / "bootstrap" / "guard.py").read_text()
    assert "from bootstrap" not in source
