"""The virtual environment, made and kept equal to a hash-pinned lock."""

import fcntl
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bootstrap import foreground, interrupts
from bootstrap.errors import Trouble
from bootstrap.lease import try_lock
from bootstrap.paths import PYTHON, ROOT, VENV, clean_environment
from bootstrap.progress import Progress

# Each lock holds all of the one before it, so a venv only ever goes up.
PROFILES = ("base", "embedded", "dev")
_STAMP = VENV / "otgruz.json"
_UV_HOME = VENV / "uv"
_NO_VENV = """\
Python at {python} cannot make virtual environments. On Debian and Ubuntu:
    apt-get install python3-venv
then run this again."""


class Answer(NamedTuple):
    """How a command ended and what it said."""

    code: int
    text: str


def ensure_venv(profile: str, progress: Progress) -> None:
    """Leave `.venv` holding at least the packages of ``profile``; no work when it already does.

    A venv made for `./test` (a superset) is never cut down by `./run`.
    """
    if _satisfied(profile):
        return
    with _only_one_installer():
        if _satisfied(profile):
            return
        target = max(profile, _stamp().get("profile", "base"), key=PROFILES.index)
        fresh = _create(progress)
        with progress.step(f"Installing the packages of requirements/{target}.txt"):
            _install(ROOT / "requirements" / f"{target}.txt", exact=fresh or bool(_stamp()))
        _STAMP.write_text(json.dumps({"profile": target, "lock": _digest(target)}))


def _satisfied(profile: str) -> bool:
    stamp = _stamp()
    held = stamp.get("profile", "")
    return (
        PYTHON.exists()
        and held in PROFILES
        and PROFILES.index(held) >= PROFILES.index(profile)
        and stamp.get("lock") == _digest(held)
    )


def _stamp() -> dict[str, str]:
    try:
        return dict(json.loads(_STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def _digest(profile: str) -> str:
    """Return the fingerprint of a lock and of the Python that it was installed for."""
    lock = (ROOT / "requirements" / f"{profile}.txt").read_bytes()
    version = f"{sys.version_info.major}.{sys.version_info.minor}".encode()
    return hashlib.sha256(version + lock).hexdigest()


@contextmanager
def _only_one_installer() -> Iterator[None]:
    with (ROOT / ".venv.lock").open("w") as lock:
        while not try_lock(lock.fileno(), fcntl.LOCK_EX):
            interrupts.check()
            time.sleep(0.1)
        yield


def _create(progress: Progress) -> bool:
    """Make the venv unless a working one of our Python is there; tell whether it is new."""
    if _works():
        return False
    with progress.step(f"Making {VENV.name} with Python {sys.version.split()[0]}"):
        shutil.rmtree(VENV, ignore_errors=True)
        made = _quietly([sys.executable, "-m", "venv", str(VENV)])
    if made.code:
        shutil.rmtree(VENV, ignore_errors=True)
        hint = _NO_VENV.format(python=sys.executable)
        raise Trouble(f"{made.text}{hint}")
    return True


def _works() -> bool:
    version = "import sys, pip; print(*sys.version_info[:2])"
    try:
        answer = _quietly([str(PYTHON), "-c", version])
    except OSError:
        return False
    return answer.text.split() == [str(part) for part in sys.version_info[:2]]


def _install(lock: Path, *, exact: bool) -> None:
    """Install ``lock`` with uv, or with pip (about ten times slower) where uv cannot.

    ``exact`` also removes what the lock does not name.
    """
    verb = ["sync"] if exact else ["install", "-r"]
    uv = _uv()
    if uv is not None:
        options = ["--require-hashes", "--quiet", "--python", str(PYTHON)]
        done = _quietly([str(uv), "pip", *verb, str(lock), *options], **_uv_settings())
        if done.code == 0:
            return
    done = _pip("install", "--require-hashes", "--no-deps", "-r", str(lock))
    if done.code:
        raise Trouble(f"Installing {lock.name} failed:\n{done.text}")


def _uv() -> Path | None:
    """Return uv, itself installed hash-pinned beside the packages; None where it cannot be had."""
    binary = _UV_HOME / "bin" / "uv"
    if not binary.exists():
        lock = ROOT / "requirements" / "uv.txt"
        _pip("install", "--require-hashes", "--target", str(_UV_HOME), "-r", str(lock))
    return binary if binary.exists() else None


def _uv_settings() -> dict[str, str]:
    """Hand uv the index and the certificates of pip's configuration, which it does not read."""
    settings = {
        "UV_LINK_MODE": "copy",
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_SYSTEM_CERTS": "1",
    }
    if not os.access(os.environ.get("HOME", ""), os.W_OK):
        settings["UV_CACHE_DIR"] = str(VENV / "uv-cache")
    configured = _pip_configuration()
    for option, variable in {"index-url": "UV_DEFAULT_INDEX", "cert": "SSL_CERT_FILE"}.items():
        if option in configured and variable not in os.environ:
            settings[variable] = configured[option]
    return settings


def _pip_configuration() -> dict[str, str]:
    """Return pip's options by name; the environment's come last and win, as they do in pip."""
    lines = _quietly([str(PYTHON), "-m", "pip", "config", "list"]).text.splitlines()
    pairs = [line.partition("=") for line in lines if line.startswith(("global.", ":env:."))]
    pairs.sort(key=lambda pair: pair[0].startswith(":env:"))
    return {name.rpartition(".")[2]: value.strip("'\"") for name, _, value in pairs}


def _pip(*arguments: str) -> Answer:
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
    return _quietly([str(PYTHON), "-m", "pip", *quiet, *arguments])


def _quietly(command: list[str], **extra: str) -> Answer:
    """Run a command and keep what it says; being asked to stop ends it and us."""
    with tempfile.TemporaryFile() as said:
        env = {**clean_environment(), **extra}
        code = foreground.run(command, env, output=said, errors=said)
        interrupts.check()
        said.seek(0)
        return Answer(code, said.read().decode(errors="replace"))
