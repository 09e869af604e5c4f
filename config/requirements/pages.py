"""Which pages serve a requirement: each route of cabinet, back office and API, by what its view says."""

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from config.access import rows
from config.requirements.claims import Places
from config.requirements.numbers import named_in

_METHODS = ("get", "post", "put", "patch", "delete")
_COMMENT = re.compile(r"\{#(.*?)#\}|\{% comment.*?%\}(.*?)\{% endcomment %\}", re.DOTALL)
_PART = re.compile(r"""\{% (?:include|extends) ["']([^"']+)["']""")


def pages(templates: Path) -> Places:
    """Return number -> pages, each as ``name /path``; pages closed to everybody are none.

    A page names it in the docstring of its view (function, class, or method answering a request) or, when it
    is there to be looked at, in a comment of a template which that view, or a template of it, names.
    """
    found: Places = {}
    for name, path, view in _routes(get_resolver().url_patterns):
        methods = rows().get(name) or {}
        numbers = _said_by(view) | (_drawn_by(view, templates) if "GET" in methods else set())
        for number in sorted(numbers if methods else ()):
            page = f"{name} {path}"
            if page not in found.setdefault(number, []):
                found[number].append(page)
    return found


def _routes(
    patterns: Any, namespace: str = "", path: str = "/"
) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Yield (view name, path, view) of every route."""
    for entry in patterns:
        below = f"{path}{entry.pattern}"
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _routes(entry.url_patterns, inner, below)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name or ''}", below, entry.callback


def _said_by(view: Callable[..., Any]) -> set[str]:
    return {n for piece in _pieces(view) for n in named_in(str(piece.__doc__ or ""))}


def _drawn_by(view: Callable[..., Any], templates: Path) -> set[str]:
    names = {name for piece in _pieces(view) for name in _templates_of(piece)}
    return {number for name in names for number in _named_by_template(templates, name)}


def _pieces(view: Any) -> Iterator[Any]:
    """Yield the functions and classes that answer for a route."""
    owner = getattr(view, "view_class", None) or getattr(view, "cls", None)
    if owner is not None:
        names = set((getattr(view, "actions", None) or {}).values()) or _METHODS
        yield owner
        yield from (method for name in names if (method := getattr(owner, name, None)))
        return
    if hasattr(view, "model_admin"):
        yield type(view.model_admin)
    view = inspect.unwrap(view)
    yield inspect.unwrap(view.func) if isinstance(view, partial) else view


@cache
def _templates_of(piece: Any) -> frozenset[str]:
    """Return the templates named by a view, or by functions beside it through which it answers."""
    named, seen, waiting = {getattr(piece, "template_name", None) or ""}, {piece}, [piece]
    while waiting:
        texts, called = _read(waiting.pop())
        named |= {text for text in texts if text.endswith(".html")}
        waiting += called - seen
        seen |= called
    return frozenset(named - {""})


@cache
def _read(piece: Any) -> tuple[frozenset[str], frozenset[Any]]:
    """Return the texts in the source of ``piece`` and the functions of its own room that it names."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(piece)))
    except (OSError, TypeError):  # made at run time: it has no source of its own
        return frozenset(), frozenset()
    nodes = list(ast.walk(tree))
    texts = {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    known = vars(sys.modules[piece.__module__])
    room = piece.__module__.rpartition(".")[0]
    called = {
        function
        for node in nodes
        if isinstance(node, ast.Name | ast.Attribute)
        if inspect.isfunction(function := _meant(node, known))
        and function.__module__.startswith(f"{room}.")
    }
    return frozenset(texts), frozenset(called)


def _meant(node: ast.Name | ast.Attribute, known: dict[str, Any]) -> Any:
    """Return what a name, or a name in a module, stands for."""
    if isinstance(node, ast.Name):
        return inspect.unwrap(known.get(node.id) or _nothing)
    module = known.get(node.value.id) if isinstance(node.value, ast.Name) else None
    return getattr(module, node.attr, None) if inspect.ismodule(module) else None


def _nothing() -> None:
    """Stand for a name that the module does not have."""


@cache
def _named_by_template(templates: Path, name: str) -> frozenset[str]:
    """Return the numbers in comments of a template of ours and of those it includes or extends."""
    place = templates / name
    if not place.is_file():
        return frozenset()
    text = place.read_text(encoding="utf-8")
    numbers: set[str] = set()
    for comments in _COMMENT.findall(text):
        numbers |= named_in(" ".join(comments))
    for part in set(_PART.findall(text)) - {name}:
        numbers |= _named_by_template(templates, part)
    return frozenset(numbers)
