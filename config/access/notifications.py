"""Routes of notifications/."""

from config.access.words import Row

ROWS: dict[str, Row] = {}
