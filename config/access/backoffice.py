"""Routes of the back office: staff read; who may press which act is the act's own row."""

from collections.abc import Iterable

from config.access.words import ANYBODY, STAFF, Row, form

PREFIX = "admin:"
OPEN = frozenset({"admin:login", "admin:logout", "admin:jsi18n"})


def rows(names: Iterable[str]) -> dict[str, Row]:
    """Return a row for each of the admin site's routes; the model admins narrow it by role."""
    return {
        name: form(ANYBODY if name in OPEN else STAFF) for name in names if name.startswith(PREFIX)
    }
