"""Every route of the project, as the resolver knows them: nothing here is listed by hand."""

import re
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

Params = tuple[tuple[str, str], ...]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True)
class Route:
    """A named route, and the names of what stands in its address."""

    name: str
    params: tuple[str, ...]
    regexes: tuple[str, ...] = ()

    @property
    def of_shop(self) -> bool:
        return "shop" in self.params

    @property
    def of_api(self) -> bool:
        return self.name.startswith("api")

    def url(self, values: dict[str, Any]) -> str:
        return reverse(self.name, kwargs={name: values[name] for name in self.params})

    def choices(self) -> dict[str, list[str]]:
        """Return the words of each parameter that takes only words of a closed list: csv, xlsx."""
        closed = re.compile(r"[a-z-]+(\|[a-z-]+)+")
        pairs = zip(self.params, self.regexes, strict=True)
        return {name: regex.split("|") for name, regex in pairs if closed.fullmatch(regex)}

    def __str__(self) -> str:
        return self.name


def every_route(patterns: Any = None, namespace: str = "", before: Params = ()) -> Any:
    """Yield each named route once; Django's own unnamed redirects are refused to all, see the tests."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        params = before + _params(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from every_route(entry.url_patterns, inner, params)
        elif isinstance(entry, URLPattern) and entry.name:
            names, regexes = zip(*params, strict=True) if params else ((), ())
            yield Route(f"{namespace}{entry.name}", names, regexes)


def _params(pattern: Any) -> Params:
    if pattern.converters:
        return tuple((name, found.regex) for name, found in pattern.converters.items())
    regex = getattr(pattern, "_regex", "")
    names = pattern.regex.groupindex if regex and "(?P<" in str(regex) else ()
    return tuple((name, "") for name in names)


def by_group(routes: Any) -> dict[str, list[Route]]:
    """Return the routes by the app that has them, so that each group of tests has a world of its own."""
    groups: dict[str, list[Route]] = {}
    for route in routes:
        words = route.name.replace(":", "_").split("_")
        groups.setdefault("-".join(words[: 2 if words[0] == "admin" else 1]), []).append(route)
    return groups
