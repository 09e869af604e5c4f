"""Rows of a file of separated values, one at a time, whatever its line ends and quotes.

A row is (number, cells, fault): the number as a person counts lines in a spreadsheet, the header
being 1. A quote that never closes spoils its own line only: what it had swallowed is read again.
"""

import csv
import re
from collections import Counter, deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO, TypeAlias

from django.utils.translation import gettext_lazy as _

from orders.rules.files.charsets import charset_of
from orders.rules.files.faults import (
    CELLS_MOST,
    COLUMNS_MOST,
    ROWS_MOST,
    FileUnreadable,
    RowFault,
    too_many_cells,
    too_many_columns,
    too_many_rows,
)

RawRow: TypeAlias = tuple[int, list[str], RowFault | None]
DELIMITERS = ",;\t|"
LINES_OF_A_RECORD = 60
LONGEST_LINE = 1_000_000
HEAD = 64_000
_SPOILT = re.compile("[\x00\ud800-\udfff\ufffd]")
_QUOTED = re.compile(r'"[^"]*"')
csv.field_size_limit(LONGEST_LINE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file of text is written."""

    encoding: str
    delimiter: str
    line_end: str


def dialect_of(path: Path, *, encoding: str = "", delimiter: str = "") -> Dialect:
    """Tell how the file is written, what is given being taken for granted. Raises FileUnreadable."""
    if not encoding:
        with path.open("rb") as stream:
            encoding = charset_of(stream)
    with _text(path, encoding) as text:
        head = text.read(HEAD)
    if not head.strip("\ufeff\r\n\t ;,\x00"):
        raise FileUnreadable("empty", _("The file is empty."))
    return Dialect(encoding, delimiter or _delimiter(head), _line_end(head))


def csv_rows(path: Path, dialect: Dialect) -> Generator[RawRow, None, None]:
    """Yield the rows that are not blank, the header first. Raises FileUnreadable past a limit."""
    with _text(path, dialect.encoding) as text:
        yield from _rows(_Lines(text), dialect.delimiter)


def _rows(lines: "_Lines", delimiter: str) -> Iterator[RawRow]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = cells_so_far = rows = 0
    while True:
        lines.begin()
        number += 1
        fault: RowFault | None = None
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            lines.push_back()
            cells, fault = [], _BAD_QUOTES
        else:
            fault = _SPOILT_ROW if lines.spoilt else None
        if not fault and not any(cells):
            continue
        rows += 1
        cells_so_far += len(cells)
        _check(len(cells), cells_so_far, rows)
        yield number, cells, fault


def _check(columns: int, cells: int, rows: int) -> None:
    if columns > COLUMNS_MOST:
        raise too_many_columns()
    if cells > CELLS_MOST:
        raise too_many_cells()
    if rows > ROWS_MOST + 1:
        raise too_many_rows()


class _Lines:
    """Lines for the reader, remembering those of the record in hand."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self.spoilt = False

    def begin(self) -> None:
        """A new record begins."""
        self._taken.clear()
        self.spoilt = False

    def push_back(self) -> None:
        """Read again all lines of the record but its first."""
        self._again.extendleft(reversed(self._taken[1:]))

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if len(self._taken) >= LINES_OF_A_RECORD:
            raise csv.Error("a quote is not closed")
        line = self._again.popleft() if self._again else self._text.readline(LONGEST_LINE)
        if not line:
            if self._taken:
                raise csv.Error("the file ends inside quotes")
            raise StopIteration
        if len(line) >= LONGEST_LINE:
            raise FileUnreadable(
                "line_too_long", _("A line has more than a million characters: is this a CSV file?")
            )
        self._taken.append(line)
        if _SPOILT.search(line):
            self.spoilt = True
        return line


def _text(path: Path, encoding: str) -> TextIO:
    errors = "replace" if encoding.startswith("utf-16") else "surrogateescape"
    return path.open(encoding=encoding, errors=errors, newline="")


def _delimiter(head: str) -> str:
    """Choose what splits the first lines into the same number of columns, and into most of them."""
    lines = [_QUOTED.sub("", line) for line in re.split(r"[\r\n]+", head) if line.strip()][:20]
    lines = lines[:-1] or lines  # the last may be cut
    best, columns = ",", 0
    for delimiter in DELIMITERS:
        counts = Counter(line.count(delimiter) for line in lines) or Counter([0])
        usual, times = counts.most_common(1)[0]
        if usual > columns and times >= len(lines) / 2:
            best, columns = delimiter, usual
    return best


def _line_end(head: str) -> str:
    if "\r\n" in head:
        return "CRLF"
    return "CR" if head.count("\r") > head.count("\n") else "LF"


_BAD_QUOTES = RowFault(
    "bad_quotes", "", _("A quote in this row is not closed, or stands where none may: mend it.")
)
_SPOILT_ROW = RowFault(
    "bad_character",
    "",
    _("This row has bytes that are no text in the file's encoding, or NUL: write it anew."),
)
