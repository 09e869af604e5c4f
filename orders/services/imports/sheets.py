"""Rows of a workbook, read by a child process that a hostile file may kill without harm (I3)."""

import json
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from orders.rules.files import sheet_child
from orders.rules.files.amounts import NumberCell
from orders.rules.files.csv_rows import RawRow
from orders.rules.files.faults import (
    FileUnreadable,
    RowFault,
    too_many_cells,
    too_many_columns,
    too_many_rows,
)

LONGEST_LINE = 16_000_000
_OTHERS = _("The workbook is damaged: open it, save it anew as .xlsx and send that.")
_REFUSALS = {
    "not_a_workbook": _("This is no .xlsx workbook: save it as .xlsx or CSV and send that."),
    "encrypted": _("The workbook has a password: save it without one and send that."),
    "has_macros": _("The workbook has macros: save it as .xlsx without them and send that."),
    "too_large_unpacked": _("Unpacked the workbook has more than 200 MB: split it."),
    "too_many_parts": _("The workbook has too many parts: save only the sheet with the orders."),
    "too_many_sheets": _("The workbook has too many sheets: save only the one with the orders."),
    "no_such_sheet": _("The workbook has no sheet of this name."),
    "empty": _("The workbook has no rows."),
    "damaged": _OTHERS,
    "too_much": _("The sheet is too large or too slow to read: copy only the rows you need."),
}
_NUL = RowFault("bad_character", "", _("This row has characters that no text may have (NUL)."))


def sheet_rows(path: Path, sheet: str = "") -> Generator[RawRow, None, None]:
    """Yield the rows of a sheet, of the first that has any if none is named. Raises FileUnreadable."""
    command = [sys.executable, "-I", sheet_child.__file__, str(path), sheet]
    with subprocess.Popen(  # noqa: S603 - our own program, the path is no shell's business
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
    ) as child:
        try:
            yield from _rows(child)
        finally:
            child.kill()


def _rows(child: "subprocess.Popen[bytes]") -> Iterator[RawRow]:
    if child.stdout is None:
        raise RuntimeError("The child has no output.")
    while line := child.stdout.readline(LONGEST_LINE):
        told = _value(line)
        if isinstance(told, list):
            yield _row(told)
        elif "refused" in told:
            raise _refusal(told["refused"])
        elif "end" in told:
            return
    raise FileUnreadable("too_much", _REFUSALS["too_much"])  # it died before it was done


def _value(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:  # cut short by its death
        return {"refused": "too_much"}


def _row(told: list[Any]) -> RawRow:
    number, *values = told
    cells = [value if isinstance(value, str) else _number(value) for value in values]
    spoilt = any("\0" in cell for cell in cells)
    return number, cells, _NUL if spoilt else None


def _number(value: float) -> NumberCell:
    """Write a number as text; one too long for a spreadsheet shows that it was rounded."""
    if abs(value) >= sheet_child.EXACT:
        return NumberCell(f"{value:.14E}")
    return NumberCell(value)


def _refusal(code: str) -> FileUnreadable:
    known = {
        "too_many_rows": too_many_rows,
        "too_many_columns": too_many_columns,
        "too_many_cells": too_many_cells,
    }
    if code in known:
        return known[code]()
    return FileUnreadable(code, _REFUSALS.get(code, _OTHERS))
