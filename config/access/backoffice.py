"""Routes of the back office: made from what each model's page says of its readers, editors and acts."""

from collections.abc import Iterable

from django.contrib import admin

from config.access.words import ANYBODY, STAFF, Allowed, Row, form, get, post

PREFIX = "admin:"
# Whoever asks for a page that is not here is told that no method is allowed: nobody is meant to.
NOBODY: Row = {}
SITE: dict[str, Row] = {
    "admin:index": get(STAFF),
    "admin:app_list": get(STAFF),
    "admin:search": get(STAFF),
    "admin:jsi18n": get(ANYBODY),
    "admin:login": form(ANYBODY),
    "admin:logout": post(STAFF),
}


def rows(names: Iterable[str]) -> dict[str, Row]:
    """Return a row for each of the admin site's routes: closed, unless its page says for whom it is open."""
    wanted = [name for name in names if name.startswith(PREFIX)]
    return {**dict.fromkeys(wanted, NOBODY), **SITE, **_models()}


def _models() -> dict[str, Row]:
    found: dict[str, Row] = {}
    for model, page in admin.site._registry.items():
        base = f"{PREFIX}{model._meta.app_label}_{model._meta.model_name}_"
        readers: Allowed = getattr(page, "readers", frozenset())
        editors: Allowed = getattr(page, "editors", frozenset())
        read = get(readers | editors)
        found[f"{base}changelist"] = read | (post(readers) if page.actions else {})
        found[f"{base}history"] = read
        changes, adds = (editors and getattr(page, may, True) for may in ("changes", "adds"))
        found[f"{base}change"] = read | (post(editors) if changes else {})
        found[f"{base}add"] = form(editors) if adds else NOBODY
        found |= {f"{base}{n}": form(who) for n, who in getattr(page, "acts", {}).items()}
    return found
