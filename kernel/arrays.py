"""Columns as PostgreSQL array literals, for set-based statements: ``unnest(%s::text[], %s::int[])``.

Plain string work, many times as quick as a driver's own dumping of lists; the cast in the statement says
what the elements are. JSON goes as text, moments and ids as they print.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models.expressions import RawSQL

_PLAIN = frozenset({int, bool, UUID})


def literal(values: Sequence[Any]) -> str:
    """Return one column; None is NULL, every text is quoted whatever is in it."""
    kinds = set(map(type, values))
    if len(kinds) == 1:
        [kind] = kinds
        if kind is str and (joined := '","'.join(values)).count('"') == 2 * (len(values) - 1):
            if "\\" not in joined:
                return f'{{"{joined}"}}'
        elif kind in _PLAIN:
            return f"{{{','.join(map(str, values))}}}"
        elif kind is datetime:
            return f"""{{"{'","'.join(map(str, values))}"}}"""
    return f"{{{','.join([_element(value) for value in values])}}}"


def columns(rows: Sequence[Sequence[Any]], width: int = 0) -> list[str]:
    """Return rows as columns; ``width`` says how many there are when there may be no row."""
    if not rows:
        return ["{}"] * width
    if len(rows) == 1:
        return [f"{{{_element(value)}}}" for value in rows[0]]
    return [literal(column) for column in zip(*rows, strict=True)]


def among(values: Sequence[Any], kind: str) -> RawSQL:
    """Return values of a type for ``filter(pk__in=...)`` as one parameter, however many there are."""
    return RawSQL(f"select unnest(%s::{kind}[])", [literal(values)])  # noqa: S611


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    text = value if type(value) is str else str(value)
    if "\\" in text or '"' in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
