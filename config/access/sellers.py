"""Routes of sellers/."""

from config.access.words import Row

ROWS: dict[str, Row] = {}
