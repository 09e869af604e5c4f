"""A file opened as a table: told apart by its content, its header read, its rows streamed."""

from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from orders.rules.files.amounts import NumberCell, decimal_of
from orders.rules.files.csv_rows import Dialect, RawRow, csv_rows, dialect_of
from orders.rules.files.faults import PACKED_MOST, UNPACKED_MOST, FileUnreadable
from orders.rules.files.profiles import Profile
from orders.rules.files.rows import columns_of, text_of
from orders.services.imports.sheets import sheet_rows

SAMPLE = 200
_MARKS = (
    (b"PK\x03\x04", "xlsx"),
    (b"\xd0\xcf\x11\xe0", "old"),
    (b"%PDF", "other"),
    (b"\x1f\x8b", "packed"),
    (b"Rar!", "packed"),
    (b"7z\xbc\xaf", "packed"),
    (b"\x89PNG", "other"),
    (b"\xff\xd8\xff", "other"),
    (b"GIF8", "other"),
)
_KINDS = {
    "old": (
        "old_workbook",
        _("This is an old or a locked workbook: save it as .xlsx, no password."),
    ),
    "packed": ("packed", _("The file is packed: unpack it and send what is inside.")),
    "other": ("not_a_table", _("This is no table: send a CSV file or an .xlsx workbook.")),
}


@dataclass(frozen=True, slots=True)
class Table:
    """A file with a header; each call of `rows` reads it anew from its first row."""

    path: Path
    header: tuple[str, ...]
    dialect: Dialect | None
    """None for a workbook."""

    def rows(self) -> Iterator[RawRow]:
        """Yield the rows below the header."""
        rows = _raw(self.path, self.dialect)
        next(rows)
        return rows


@dataclass(frozen=True, slots=True)
class Survey:
    """What a first look through the whole file tells before anything is written."""

    rows: int
    apart: frozenset[str]
    """Numbers of orders whose rows stand in several places."""
    decimal: str
    cut_off: bool
    """The last row ends in its middle: so may the last order."""


def open_table(path: Path, profile: Profile) -> Table:
    """Open a file as ``profile`` says. Raises FileUnreadable."""
    kind = _kind_of(path)
    if kind in _KINDS:
        raise FileUnreadable(*_KINDS[kind])
    dialect = None
    if kind == "text":
        dialect = dialect_of(path, encoding=profile.encoding, delimiter=profile.delimiter)
    rows = _raw(path, dialect)
    _number, header, fault = next(rows, (0, [], None))
    rows.close()
    if fault is not None or not any(header):
        raise FileUnreadable("header_unreadable", _("The first row has no readable headings."))
    return Table(path, tuple(cell.strip() for cell in header), dialect)


def survey(table: Table, profile: Profile) -> Survey:
    """Look through the whole file once. Raises FileUnreadable for any limit or missing column."""
    columns = columns_of(profile, table.header)
    at = {name: table.header.index(heading) for name, heading in columns.items()}
    order_at, price_at = at["external_id"], at["unit_price"]
    starts: Counter[str] = Counter()
    prices: list[str] = []
    count, before, last_width = 0, None, len(table.header)
    for _number, cells, _fault in table.rows():
        count += 1
        last_width = len(cells)
        order = text_of(cells[order_at]) if len(cells) > order_at else ""
        if order != before:
            starts[order] += 1
            before = order
        if len(prices) < SAMPLE and len(cells) > price_at:
            prices.append(cells[price_at])
    written = [price for price in prices if type(price) is not NumberCell]
    return Survey(
        rows=count,
        apart=frozenset(order for order, times in starts.items() if times > 1 and order),
        decimal=profile.decimal or decimal_of(written),
        cut_off=count > 0 and last_width < len(table.header),
    )


def settled(profile: Profile, table: Table, found: Survey) -> Profile:
    """Return the profile with what was found in the file, so that a resumed run reads it alike."""
    columns = columns_of(profile, table.header)
    dialect = table.dialect
    return replace(
        profile,
        columns=columns,
        decimal=found.decimal,
        encoding=dialect.encoding if dialect else "",
        delimiter=dialect.delimiter if dialect else "",
    )


def _kind_of(path: Path) -> str:
    if not path.exists():
        raise FileUnreadable("file_gone", _("The file is no longer kept: send it again."))
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(8)
    kind = next((kind for mark, kind in _MARKS if head.startswith(mark)), "text")
    most = PACKED_MOST if kind == "xlsx" else UNPACKED_MOST
    if size > most:
        message = _("The file is larger than %(most)d MB: split it and send the parts.")
        raise FileUnreadable("file_too_large", message % {"most": most // 1_000_000})
    return kind


def _raw(path: Path, dialect: Dialect | None) -> Generator[RawRow, None, None]:
    return sheet_rows(path) if dialect is None else csv_rows(path, dialect)
