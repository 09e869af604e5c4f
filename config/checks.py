"""Checks that stop the start: every route has its row in the access table; one state-machine library."""

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver


def route_names(patterns: Any = None, namespace: str = "") -> Iterator[tuple[str, str]]:
    """Yield (view name, route) of every route of the project."""
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from route_names(entry.url_patterns, inner)
        elif isinstance(entry, URLPattern):
            # The admin's redirects from its oldest addresses have no name of their own.
            yield f"{namespace}{entry.name or 'redirect'}", str(entry.pattern)


@register
def every_route_has_a_row(**_: Any) -> list[CheckMessage]:
    """Refuse to start while a route is missing from `config.access` or a row names no route (D-07)."""
    from config.access.table import WRITTEN, rows

    routes = dict(route_names())
    missing = [f"{name} at {routes[name]}" for name in routes if name not in rows()]
    stale = [name for name in WRITTEN if name not in routes]
    return [
        *(Error(f"Route {n} has no row in config.access.", id="otgruz.E001") for n in missing),
        *(Error(f"Row {n} of config.access names no route.", id="otgruz.E003") for n in stale),
    ]


@register
def one_state_machine_library(**_: Any) -> list[CheckMessage]:
    """Refuse to start beside the archived library of the same import name."""
    try:
        version("django-fsm")
    except PackageNotFoundError:
        return []
    return [Error("Uninstall django-fsm: django-fsm-2 takes its place.", id="otgruz.E002")]
