"""What can be wrong with a file, or with one of its rows."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

PACKED_MOST = 20_000_000
UNPACKED_MOST = 200_000_000
ROWS_MOST = 200_000
CELLS_MOST = 5_000_000
COLUMNS_MOST = 512
SHEETS_MOST = 256


class FileUnreadable(Exception):
    """Nothing of the file can be taken; ``code`` is stable, the message says what to do."""

    def __init__(self, code: str, message: Any) -> None:
        super().__init__(code)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why one row did not become part of an order; ``field`` is the column's own heading."""

    code: str
    field: str
    message: Any


def too_many_rows() -> FileUnreadable:
    """The file has more rows than we take at once."""
    message = _("A file may have %(most)d rows: split it and send the parts.")
    return FileUnreadable("too_many_rows", message % {"most": ROWS_MOST})


def too_many_columns() -> FileUnreadable:
    """A row is wider than any file of orders."""
    message = _("A file may have %(most)d columns: remove the empty ones on the right.")
    return FileUnreadable("too_many_columns", message % {"most": COLUMNS_MOST})


def too_many_cells() -> FileUnreadable:
    """The file has more cells than we take at once."""
    message = _("A file may have %(most)d cells: split it and send the parts.")
    return FileUnreadable("too_many_cells", message % {"most": CELLS_MOST})
