"""Whether the data of a state folder fits the code: if so, preparing it again is skipped."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from bootstrap.paths import ROOT

_NOT_THE_PRODUCT = {"tests", "bench", "sandbox", "bootstrap", "docs"}


def is_current(state: Path, code: str) -> bool:
    """Tell whether ``state`` was prepared by the code with this fingerprint."""
    try:
        return _note(state).read_text() == code
    except OSError:
        return False


def remember(state: Path, code: str) -> None:
    """Note that ``state`` fits the code with this fingerprint."""
    _note(state).write_text(code)


def forget(state: Path) -> None:
    """Have ``state`` prepared at the next start, whatever the code."""
    _note(state).unlink(missing_ok=True)


def _note(state: Path) -> Path:
    return state / "prepared"


def fingerprint(root: Path = ROOT) -> str:
    """Return one value for the product's code, static files and packages: about 20 ms."""
    digest = hashlib.sha256((root / "requirements" / "embedded.txt").read_bytes())
    for file in _files(root):
        digest.update(f"{file.relative_to(root)}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    packages = {init.parent for init in root.glob("*/__init__.py")}
    for package in sorted(packages, key=str):
        if package.name not in _NOT_THE_PRODUCT:
            yield from sorted(package.rglob("*.py"))
    yield from sorted(file for file in (root / "static").rglob("*") if file.is_file())
