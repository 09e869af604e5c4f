"""Which tests prove a requirement: read from their syntax, nothing is run.

A test names a number in its function's name or docstring, in its class's, or in an id of one of its
parameters. What a file says at its top names no test.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from config.requirements.claims import Places
from config.requirements.numbers import named_in, spelt_in

_PROVES_NOTHING = {"skip", "xfail"}
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Described = _Function | ast.ClassDef


def proofs(root: Path) -> Places:
    """Return number -> tests that name it, each as pytest calls it: ``path::class::function``."""
    found: Places = {}
    for path in sorted((root / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        for test, numbers in _File(tree).tests():
            for number in sorted(numbers):
                found.setdefault(number, []).append(f"{path.relative_to(root)}::{test}")
    return found


def said_by_tests(root: Path) -> Places:
    """Return number -> places for every docstring below tests/, those at the top of a file included."""
    found: Places = {}
    for path in sorted((root / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                place = f"{path.relative_to(root)}:{getattr(node, 'lineno', 1)}"
                for number in sorted(named_in(ast.get_docstring(node) or "")):
                    found.setdefault(number, []).append(place)
    return found


class _File:
    """One test file: its tests, and the tables that they take their parameters from."""

    def __init__(self, tree: ast.Module) -> None:
        self.body = tree.body
        self.tables: dict[str, ast.expr] = {}
        for node in tree.body:
            if isinstance(node, ast.Assign):
                names = [target.id for target in node.targets if isinstance(target, ast.Name)]
                self.tables |= dict.fromkeys(names, node.value)

    def tests(self) -> Iterator[tuple[str, set[str]]]:
        """Yield (name within the file, numbers) of each test."""
        yield from self._tests_in(self.body, prefix="", numbers=set())
        yield from self._machines()

    def _tests_in(
        self, body: list[ast.stmt], prefix: str, numbers: set[str]
    ) -> Iterator[tuple[str, set[str]]]:
        for node in body:
            if not isinstance(node, _Described) or self._is_put_off(node):
                continue
            named = numbers | self._numbers_of(node)
            if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
                yield from self._tests_in(node.body, f"{prefix}{node.name}::", named)
            elif isinstance(node, _Function) and node.name.startswith("test"):
                yield f"{prefix}{node.name}", named

    def _machines(self) -> Iterator[tuple[str, set[str]]]:
        """Yield Hypothesis' machines: ``TestThing = Thing.TestCase`` is a test, described by Thing."""
        classes = {node.name: node for node in self.body if isinstance(node, ast.ClassDef)}
        for name, value in self.tables.items():
            if isinstance(value, ast.Attribute) and value.attr == "TestCase":
                machine = classes.get(getattr(value.value, "id", ""))
                if machine and name.startswith("Test"):
                    yield f"{name}::runTest", self._numbers_of(machine)

    def _numbers_of(self, node: _Described) -> set[str]:
        numbers = spelt_in(node.name) | named_in(ast.get_docstring(node) or "")
        for decorator in node.decorator_list:
            for text in self._ids(decorator, set()):
                numbers |= named_in(text)
        return numbers

    def _is_put_off(self, node: _Described) -> bool:
        """Tell whether a decorator keeps it from running, or from mattering."""
        called = [d.func if isinstance(d, ast.Call) else d for d in node.decorator_list]
        return any(isinstance(d, ast.Attribute) and d.attr in _PROVES_NOTHING for d in called)

    def _ids(self, expression: ast.AST, seen: set[str]) -> Iterator[str]:
        """Yield the ids of parameters given in ``expression`` or in the tables that it names."""
        for node in ast.walk(expression):
            if isinstance(node, ast.keyword) and node.arg in {"id", "ids"}:
                yield from self._texts(node.value)
            elif isinstance(node, ast.Name) and node.id in self.tables and node.id not in seen:
                yield from self._ids(self.tables[node.id], seen | {node.id})

    def _texts(self, value: ast.expr) -> Iterator[str]:
        if isinstance(value, ast.Name):
            value = self.tables.get(value.id, value)
        for node in ast.walk(value):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
