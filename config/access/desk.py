"""Routes of desk/."""

from config.access.words import Row

ROWS: dict[str, Row] = {}
