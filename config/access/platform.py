"""Routes of the platform itself."""

from django.conf import settings

from config.access.words import ANYBODY, Row, form, get, post

ROWS: dict[str, Row] = {
    "home": get(ANYBODY),
    "healthz": get(ANYBODY),
    "readyz": get(ANYBODY),
    "api-schema": get(ANYBODY),
    "api-docs": get(ANYBODY),
    "set_language": post(ANYBODY),
}
if settings.DEBUG:
    ROWS |= {"kit": get(ANYBODY), "kit-fragment": form(ANYBODY)}
