"""The child that reads a workbook: run alone, fenced in, by `orders.services.imports.sheets`.

Usage: ``python -I sheet_child.py FILE SHEET``. It imports nothing of ours, checks what the archive
declares before unpacking anything, and writes JSON lines: first ``{"sheet": ..., "sheets": [...]}``,
then ``[row number, cell, ...]``, at last ``{"end": true}``; or ``{"refused": code}`` at any point.
"""

import datetime
import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

MEMORY, SECONDS = 1_500_000_000, 60
UNPACKED_MOST, ENTRIES_MOST, SHEETS_MOST = 200_000_000, 5_000, 256
ROWS_MOST, CELLS_MOST, COLUMNS_MOST = 200_001, 5_000_000, 512
EXACT = 10**15  # beyond, a spreadsheet no longer keeps every digit


class Refused(Exception):
    """The workbook is not read; the argument is a stable code."""


def main(path: str, sheet: str) -> None:
    """Write the rows of ``sheet``, or of the first one that has any, to the standard output."""
    fence_in()
    try:
        check_archive(path)
        for line in lines_of(path, sheet):
            print(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
        print('{"end":true}')
    except Refused as refused:
        print(json.dumps({"refused": str(refused)}))


def fence_in() -> None:
    """Limit what a hostile file can take: memory, time, and no file to write."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.setrecursionlimit(500)


def check_archive(path: str) -> None:
    """Raise Refused for what the archive declares: no workbook, macros, or too much of anything."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        raise Refused("not_a_workbook") from None
    names = {entry.filename.lower() for entry in entries}
    if len(entries) > ENTRIES_MOST:
        raise Refused("too_many_parts")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("encrypted")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Refused("has_macros")
    if "xl/workbook.xml" not in names:
        raise Refused("not_a_workbook")
    if len(names) < len(entries):
        raise Refused("damaged")
    if sum(entry.file_size for entry in entries) > UNPACKED_MOST:
        raise Refused("too_large_unpacked")
    if sum(name.startswith("xl/worksheets/sheet") for name in names) > SHEETS_MOST:
        raise Refused("too_many_sheets")


def lines_of(path: str, wanted: str) -> Iterator[Any]:
    """Yield what is written, line by line."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(path)
        names = workbook.sheet_names
        if len(names) > SHEETS_MOST:
            raise Refused("too_many_sheets")
        if wanted and wanted not in names:
            raise Refused("no_such_sheet")
        for name in [wanted] if wanted else names:
            sheet = workbook.get_sheet_by_name(name)
            if sheet.height and sheet.width:
                yield {"sheet": name, "sheets": names[:20]}
                yield from rows_of(sheet)
                return
        raise Refused("empty")
    except (CalamineError, MemoryError, ValueError, RecursionError):
        raise Refused("damaged") from None


def rows_of(sheet: Any) -> Iterator[Any]:
    """Yield the rows that are not blank, each with its number."""
    if sheet.width > COLUMNS_MOST:
        raise Refused("too_many_columns")
    rows = cells = 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        if not any(value != "" for value in row):
            continue
        rows, cells = rows + 1, cells + len(row)
        if rows > ROWS_MOST:
            raise Refused("too_many_rows")
        if cells > CELLS_MOST:
            raise Refused("too_many_cells")
        yield [number, *map(plain, row)]


def plain(value: Any) -> Any:
    """Return a cell as a JSON value: text as it stands, a number as a number, a date by ISO 8601."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        whole = abs(value) < EXACT and value == int(value)
        return int(value) if whole else float(f"{value:.15g}")
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
