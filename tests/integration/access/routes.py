"""Every route of the project, as the resolver knows them: nothing here is listed by hand."""

from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True)
class Route:
    """A named route, and the names of what stands in its address."""

    name: str
    params: tuple[str, ...]

    @property
    def of_shop(self) -> bool:
        return "shop" in self.params

    @property
    def of_api(self) -> bool:
        return self.name.startswith("api")

    def url(self, values: dict[str, Any]) -> str:
        return reverse(self.name, kwargs={name: values[name] for name in self.params})

    def __str__(self) -> str:
        return self.name


def every_route(patterns: Any = None, namespace: str = "", before: tuple[str, ...] = ()) -> Any:
    """Yield each named route once; Django's own unnamed redirects are refused to all, see the tests."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        params = before + _params(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from every_route(entry.url_patterns, inner, params)
        elif isinstance(entry, URLPattern) and entry.name:
            yield Route(f"{namespace}{entry.name}", params)


def _params(pattern: Any) -> tuple[str, ...]:
    if pattern.converters:
        return tuple(pattern.converters)
    regex = getattr(pattern, "_regex", "")
    return tuple(pattern.regex.groupindex) if regex and "(?P<" in str(regex) else ()


def by_group(routes: Any) -> dict[str, list[Route]]:
    """Return the routes by the app that has them, so that each group of tests has a world of its own."""
    groups: dict[str, list[Route]] = {}
    for route in routes:
        words = route.name.replace(":", "_").split("_")
        groups.setdefault("-".join(words[: 2 if words[0] == "admin" else 1]), []).append(route)
    return groups
