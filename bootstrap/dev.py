"""`./dev VERB`: everything else that one does on this project."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from bootstrap import catalogues, foreground, interrupts, prepared
from bootstrap.checks import browser, run_checks, static_checks
from bootstrap.environment import as_owner
from bootstrap.errors import Trouble
from bootstrap.lock_files import write_locks
from bootstrap.paths import PYTHON, ROOT, VAR, VENV, clean_environment
from bootstrap.progress import Progress
from bootstrap.sharing import shared_services, shared_stack
from bootstrap.test import private_services
from bootstrap.venv import ensure_venv

_USAGE = """\
./dev check        every check of ./test, without the tests
./dev fix          format, and correct what can be corrected
./dev manage ...   any management command, with the services up
./dev shell        a Python shell with the models
./dev bench ...    every promise of speed beside its physical limit
./dev day ...      2,000 orders through the warehouse, with cuts and kills; what its forecast was worth
./dev chaos ...    random schedules of kills and a failing partner: nothing lost, nothing doubled
./dev graph        draw the state machines and the edit matrix into docs/
./dev screens ...  screenshots of every main page, desktop and phone
./dev lock ...     write requirements/*.txt anew; --upgrade takes newer packages
./dev translate    collect the texts to translate into locale/, compile the catalogues"""
_LANGUAGES = ("uk", "ru", "zh_Hans")
# Commands that look at no data need none prepared.
_UNPREPARED = {
    "check",
    "draw_edits",
    "draw_machines",
    "makemessages",
    "makemigrations",
    "migrate",
    "requirements",
    "showmigrations",
    "spectacular",
    "sqlmigrate",
    "squashmigrations",
}
_FOR_OWNER = {"createcachetable", "dbshell", "demo", "flush", "migrate", "sqlflush"}
_UNSETTLING = {"flush", "migrate"}  # after these the data may not fit the code


def main(arguments: list[str]) -> int:
    """Do what the verb says and return its exit code. Our own words go to standard error."""
    verb, *rest = arguments or ["help"]
    if verb not in _VERBS:
        print(_USAGE, file=sys.stderr)
        return 0 if verb in {"help", "-h", "--help"} else 2
    interrupts.listen()
    progress = Progress(sys.stderr)
    needs = "embedded" if verb in {"manage", "shell", "graph"} else "dev"
    ensure_venv(needs, progress)
    return _VERBS[verb](rest, progress)


def check(_arguments: list[str], progress: Progress) -> int:
    """Run the static checks."""
    with private_services(progress) as env:
        failed = run_checks(static_checks(), env, progress)
    interrupts.check()
    progress.line(f"NOT GOOD: {', '.join(failed)}." if failed else "All is well.")
    return 1 if failed else 0


def fix(_arguments: list[str], _progress: Progress) -> int:
    """Let ruff correct and format everything; its exit code tells of what it could not."""
    ruff = str(VENV / "bin" / "ruff")
    code = foreground.run([ruff, "check", "--fix", "."], clean_environment())
    return foreground.run([ruff, "format", "."], clean_environment()) or code


def manage(arguments: list[str], progress: Progress) -> int:
    """Run a management command where the person stands, its streams untouched."""
    name = next((word for word in arguments if not word.startswith("-")), "help")
    asks_only = name == "help" or set(arguments) & {"-h", "--help", "--version"}
    ready = not asks_only and name not in _UNPREPARED
    catalogues.compile_all()
    with shared_services(f"./dev manage {name}", progress, ready=ready) as env:
        if name in _FOR_OWNER:
            env = as_owner(env)
        if name in _UNSETTLING:
            prepared.forget(VAR)
        return _python(env, str(ROOT / "manage.py"), *arguments, cwd=Path.cwd())


def shell(arguments: list[str], progress: Progress) -> int:
    """Open Django's shell."""
    return manage(["shell", *arguments], progress)


def graph(arguments: list[str], progress: Progress) -> int:
    """Draw every state machine and the edit matrix from the code."""
    return manage(["draw_machines", *arguments], progress) or manage(
        ["draw_edits", *arguments], progress
    )


def bench(arguments: list[str], progress: Progress) -> int:
    """Run the benchmarks on a database of their own on this disk, fsync on, with much memory."""
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.local"}
    with private_services(progress, profile="bench", state=VAR / f"bench-{os.getpid()}") as env:
        env = {**env, **settings}
        with progress.step("Making the tables"):
            code = foreground.run([str(PYTHON), "manage.py", "migrate", "--verbosity=0"], env)
        return code or _python(env, "-m", "bench", *arguments)


def day(arguments: list[str], _progress: Progress) -> int:
    """Live a day in a warehouse of its own; it starts, and kills, its own processes."""
    return _python(clean_environment(), "-m", "tests.day", *arguments)


def chaos(arguments: list[str], _progress: Progress) -> int:
    """Play random kills over a machine of its own."""
    return _python(clean_environment(), "-m", "tests.chaos", *arguments)


def screens(arguments: list[str], progress: Progress) -> int:
    """Take screenshots of the main pages of a running Otgruz."""
    found = browser()
    if not found:
        raise Trouble("No Chromium was found: install it, or set CHROMIUM=/path.")
    with shared_stack("./dev screens", progress) as env:
        return _python({**env, "CHROMIUM": found}, "-m", "tests.screens", *arguments)


def translate(_arguments: list[str], progress: Progress) -> int:
    """Bring the catalogues in step with the code and compile them."""
    if not shutil.which("xgettext"):
        raise Trouble("Collecting texts needs GNU gettext: apt-get install gettext.")
    languages = [f"--locale={language}" for language in _LANGUAGES]
    ignored = [f"--ignore={folder}/*" for folder in (".venv", "var", "tests", "bench", "sandbox")]
    (ROOT / "locale").mkdir(exist_ok=True)
    os.chdir(ROOT)
    return manage(["makemessages", *languages, *ignored, "--add-location=file"], progress)


def _python(env: dict[str, str], *arguments: str, cwd: Path = ROOT) -> int:
    return foreground.talk([str(PYTHON), *arguments], env, cwd)


_VERBS: dict[str, Callable[[list[str], Progress], int]] = {
    "bench": bench,
    "check": check,
    "chaos": chaos,
    "day": day,
    "fix": fix,
    "graph": graph,
    "lock": write_locks,
    "manage": manage,
    "screens": screens,
    "shell": shell,
    "translate": translate,
}
