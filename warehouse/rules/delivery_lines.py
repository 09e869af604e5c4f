"""The lines of a delivery as people paste them: a SKU and a quantity a row, from a spreadsheet or typed."""

import re
from dataclasses import dataclass

_PARTED = re.compile(r"^(?P<sku>.+?)\s*(?:\t|;|,|\s)\s*(?P<quantity>\S+)$")
_DIGITS = re.compile(r"^[0-9]{1,9}$")


@dataclass(frozen=True, slots=True)
class PastedLine:
    """One row that says something; ``row`` is its place in the text, from 1. -1 pieces: not a number."""

    row: int
    sku: str
    quantity: int


def read_lines(text: str) -> list[PastedLine]:
    """Return the rows of pasted text that are not empty; a row without a quantity is of -1 pieces."""
    rows = enumerate(text.splitlines(), 1)
    return [_read(row, line.strip()) for row, line in rows if line.strip()]


def _read(row: int, line: str) -> PastedLine:
    parted = _PARTED.match(line)
    if parted is None:
        return PastedLine(row, line, -1)
    quantity = parted["quantity"]
    if not _DIGITS.match(quantity):
        return PastedLine(row, parted["sku"], -1)
    return PastedLine(row, parted["sku"], int(quantity))
