"""Who may import whom: the contracts of `pyproject.toml` hold."""

import subprocess
import sys

from tests.architecture.tree import ROOT


def test_the_import_contracts_hold():
    checked = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert checked.returncode == 0, checked.stdout[-3000:] + checked.stderr[-1000:]
