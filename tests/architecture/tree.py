"""The tree as the tests of the tree read it: each Python file once, with its place and its syntax."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = (
    "config",
    "kernel",
    "sellers",
    "orders",
    "desk",
    "warehouse",
    "logistics",
    "notifications",
)
APPS = PRODUCT[1:]
STACK = ("kernel", "sellers", "orders", "desk", "warehouse", "logistics", "notifications", "config")
"""Who may be known to whom: each knows those before it."""
OUTSIDE = ("sandbox", "bench", "bootstrap")


@dataclass(frozen=True)
class Source:
    """One Python file; ``path`` is relative to the root of the tree."""

    path: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax."""
        return ast.parse(self.text, str(self.path))

    @property
    def app(self) -> str:
        """The top folder it stands in."""
        return self.path.parts[0]

    @property
    def room(self) -> str:
        """The folder or module of the app it stands in: services, cabinet, tasks ..."""
        return self.path.parts[1].removesuffix(".py")

    def at(self, node: ast.AST) -> str:
        """Where a piece of it is, to be told to people."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"

    def nodes(self, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
        """Give every piece of these kinds."""
        return (node for node in ast.walk(self.tree) if isinstance(node, kinds))


@cache
def sources(*roots: str, migrations: bool = False) -> tuple[Source, ...]:
    """Return the files below these folders, in order; empty ones are no files."""
    paths = (path for root in roots for path in sorted((ROOT / root).rglob("*.py")))
    return tuple(
        Source(path.relative_to(ROOT), text)
        for path in paths
        if ("migrations" in path.parts) == migrations and (text := path.read_text()).strip()
    )


@cache
def tracked() -> tuple[Path, ...]:
    """Return the files under version control; all files where there is no such thing."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
        )
    except (OSError, subprocess.CalledProcessError):
        return tuple(path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return tuple(path for name in listed.stdout.split("\0") if name and (path := Path(name)))


def name_of(node: ast.AST) -> str:
    """Return a dotted name as it is written: ``timezone.now``; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = name_of(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return ""
