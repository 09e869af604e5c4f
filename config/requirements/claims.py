"""Where product code, templates and documents name a requirement number."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from config.requirements.numbers import mentions

OUTSIDE = frozenset({"bench", "bootstrap", "sandbox", "tests"})
"""Packages that are no part of the product: what they name is no claim."""

Places = dict[str, list[str]]
"""Number -> where it is named, each place as ``path:line``."""


def product_files(root: Path) -> Iterator[Path]:
    """Yield the Python files of every app, an app made tomorrow included, and the templates."""
    apps = sorted(init.parent for init in root.glob("*/__init__.py"))
    for app in apps:
        if app.name not in OUTSIDE:
            yield from sorted(app.rglob("*.py"))
    yield from sorted(path for path in (root / "templates").rglob("*") if path.is_file())


def documents(root: Path) -> Iterator[Path]:
    """Yield what is written about the product."""
    yield from sorted([*root.glob("*.md"), *(root / "docs").rglob("*.md")])


def named_where(root: Path, files: Iterable[Path]) -> Places:
    """Return each number named anywhere in ``files``: comment, docstring, text for people."""
    found: Places = {}
    for path in files:
        text = path.read_text(encoding="utf-8")
        for number, offset in mentions(text):
            line = text.count("\n", 0, offset) + 1
            found.setdefault(number, []).append(f"{path.relative_to(root)}:{line}")
    return found
