"""`./test`: every check and every test, on private services that vanish afterwards.

Tests that ask nothing of the machine run side by side, each worker on its own database and its own number of
the broker; those that start, kill and starve processes (`alone`) come afterwards, one by one.
"""

import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bootstrap import catalogues, foreground, interrupts
from bootstrap.checks import browser, run_checks, static_checks
from bootstrap.environment import application_environment
from bootstrap.family import Family
from bootstrap.paths import PYTHON, scratch_folder
from bootstrap.progress import Progress
from bootstrap.services import Services
from bootstrap.venv import ensure_venv

_USAGE = """\
./test                       every check and every test
./test fast                  every check, the unit and the integration tests
./test unit                  the tests that need no database
./test tests/path -k word    what pytest is told, on private services, without the checks"""
_NO_BROWSER = """
########################################################################
#  NO CHROMIUM FOUND: the browser tests are SKIPPED.                   #
#  Debian, Ubuntu: apt-get install chromium - or CHROMIUM=/path ./test #
########################################################################
"""
# Unit tests have no database: these lead nowhere and only satisfy the settings.
_NOWHERE = {
    "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none",
    "REDIS_URL": "redis://127.0.0.1:9/0",
}
# The long files first, so that no worker is left with one when the others are done.
SIDE_BY_SIDE = (
    "tests/faults",
    "tests/e2e",
    "tests/integration",
    "tests/unit",
    "tests/contract",
    "tests/architecture",
    *("-m", "not alone"),
)
ONE_BY_ONE = ("tests/faults", "-m", "alone")
_EVERYDAY = ("tests/unit", "tests/integration", "-m", "not slow")
_MOST_WORKERS = 4


def main(arguments: list[str]) -> int:
    """Run what was asked for; print a plain verdict last; return 0 only when all is well."""
    if set(arguments) & {"-h", "--help"}:
        print(_USAGE)
        return 0
    interrupts.listen()
    began, progress = time.monotonic(), Progress()
    ensure_venv("dev", progress)
    catalogues.compile_all()
    if arguments[:1] == ["unit"]:
        with tempfile.TemporaryDirectory(prefix="otgruz-") as state:
            env = test_environment(Path(state), _NOWHERE)
            failed = _tests([["tests/unit", *arguments[1:]]], env, progress)
    else:
        with private_services(progress) as env:
            failed = _all(arguments, env, progress)
    interrupts.check()
    progress.line(_verdict(failed, time.monotonic() - began))
    return 1 if failed else 0


def _all(arguments: list[str], env: dict[str, str], progress: Progress) -> list[str]:
    """Run the checks, unless only certain tests were asked for, and then the tests."""
    if arguments and arguments[0] != "fast":
        return _tests([arguments], env, progress)
    failed = run_checks(static_checks(), env, progress)
    return failed + _tests(passes(arguments), env, progress)


def passes(arguments: Sequence[str]) -> list[list[str]]:
    """Return what pytest is told, run after run: everything, or for ``fast ...`` the everyday part."""
    workers = min(os.cpu_count() or 1, _MOST_WORKERS)
    # A file stays with one worker, and files go out in the order in which they are named.
    spread = [f"--numprocesses={workers}", "--dist=loadfile", "--no-loadscope-reorder"]
    if arguments:
        return [[*_EVERYDAY, *spread, *arguments[1:]]]
    return [[*SIDE_BY_SIDE, *spread], [*ONE_BY_ONE]]


def _tests(runs: Sequence[Sequence[str]], env: dict[str, str], progress: Progress) -> list[str]:
    """Run pytest so often, whose closing lines stay in sight; return "tests" when one did not pass."""
    found = browser()
    if not found:
        progress.line(_NO_BROWSER)
    env = {**env, "CHROMIUM": found or ""}
    failed = 0
    for chosen in runs:
        progress.line()
        code = foreground.talk([str(PYTHON), "-m", "pytest", *chosen], env)
        interrupts.check()
        failed = failed or code
    if not found:
        progress.line(_NO_BROWSER)
    return [f"tests (pytest ended with {failed})"] if failed else []


def _verdict(failed: list[str], seconds: float) -> str:
    if failed:
        return f"\nNOT GOOD after {seconds:.0f} s: {', '.join(failed)}."
    return f"\nAll is well: nothing failed in {seconds:.0f} s."


@contextmanager
def private_services(
    progress: Progress, profile: str = "disposable", state: Path | None = None
) -> Iterator[dict[str, str]]:
    """Yield the environment of tests on servers of their own, which are gone afterwards."""
    state = state or scratch_folder()
    with Family(state / "log", progress) as family:
        family.adopt_scratch(state)
        with progress.step("Starting a private database and broker"):
            services = Services(state, family, profile).start()
        yield test_environment(state, services)


def test_environment(state: Path, services: dict[str, str]) -> dict[str, str]:
    """Return the application's environment under the test settings.

    Tests make databases and become the application's role, so theirs is the superuser.
    """
    env = application_environment(state, services)
    # A test's own sandbox takes any token; one that a test starts as a process is told its own.
    env = {name: value for name, value in env.items() if not name.startswith("SANDBOX_")}
    superuser = services.get("DATABASE_SUPERUSER_URL") or services["DATABASE_URL"]
    return {**env, "DATABASE_URL": superuser, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
