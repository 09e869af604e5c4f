"""Routes of the platform itself."""

from config.access.words import ANYBODY, Row, get, post

ROWS: dict[str, Row] = {
    "home": get(ANYBODY),
    "healthz": get(ANYBODY),
    "readyz": get(ANYBODY),
    "api-schema": get(ANYBODY),
    "api-docs": get(ANYBODY),
    "set_language": post(ANYBODY),
}
