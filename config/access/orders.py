"""Routes of orders/."""

from config.access.words import Row

ROWS: dict[str, Row] = {}
