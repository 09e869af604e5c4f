"""Any file of rows, for the apps above: told apart by its content, read under the same limits (I3)."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from orders.rules.files.moments import FORMATS, moment_of
from orders.rules.files.profiles import Profile
from orders.services.imports.tables import open_table

_ANY = Profile(code="any", title="any")


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row below the header, by the line number a spreadsheet shows; ``fault``: why it has no cells."""

    number: int
    cells: tuple[str, ...]
    fault: Any = ""


def rows_of_file(content: bytes) -> tuple[tuple[str, ...], list[FileRow]]:
    """Return headings and rows of a CSV file or an .xlsx workbook. Raises FileUnreadable."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        table = open_table(path, _ANY)
        rows = [
            FileRow(
                number, tuple(str(cell).strip() for cell in cells), fault.message if fault else ""
            )
            for number, cells, fault in table.rows()
        ]
    return table.header, rows


def moment_in_file(text: str, zone: str) -> datetime | None:
    """Return a moment as files write it, in UTC; one without an offset is of ``zone``. None: not readable."""
    return moment_of(text, FORMATS, zone)
