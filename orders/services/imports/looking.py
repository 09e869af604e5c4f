"""Look at a kept file without taking anything of it: headings, first rows, what each column seems to be."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from orders.models import ImportJob
from orders.rules.files.csv_rows import Dialect
from orders.rules.files.faults import FileUnreadable
from orders.rules.files.fields import REQUIRED, guess_columns, heading_key
from orders.rules.files.profiles import SHIPPED, Profile
from orders.services.imports.errors import FileRefused
from orders.services.imports.storage import path_of
from orders.services.imports.tables import open_table

ROWS, SHOWN = 4, 60


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file: its heading, what stands in its first rows, and what it seems to mean."""

    heading: str
    samples: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True)
class Look:
    """What a file shows at first sight."""

    columns: tuple[Column, ...]
    dialect: Dialect | None

    @property
    def missing(self) -> list[str]:
        """The needed fields that no column holds."""
        held = {column.field for column in self.columns}
        return [name for name in REQUIRED if name not in held]


def look_at(job: ImportJob, profile: Profile) -> Look:
    """Return the columns of the job's file as ``profile`` reads them. Raises FileRefused."""
    try:
        table = open_table(path_of(job), profile)
        rows = [cells for _number, cells, _fault in islice(table.rows(), ROWS)]
    except FileUnreadable as unreadable:
        raise FileRefused(unreadable.message, reason=unreadable.code) from None
    meant = meanings(profile, table.header)
    columns = (
        Column(
            heading, _samples(rows, at), meant.get(heading, "") if _first(table.header, at) else ""
        )
        for at, heading in enumerate(table.header)
    )
    return Look(tuple(columns), table.dialect)


def meanings(profile: Profile, header: tuple[str, ...]) -> dict[str, str]:
    """Return heading -> field: the profile's own columns, or what the headings say."""
    columns: Mapping[str, str] = profile.columns or guess_columns(header)
    by_key = {heading_key(heading): name for name, heading in columns.items()}
    return {
        heading: by_key[heading_key(heading)]
        for heading in header
        if heading_key(heading) in by_key
    }


def best_profile(profiles: list[Profile], header: tuple[str, ...]) -> Profile:
    """Return the profile all of whose columns the file has, the one with the most; else the generic."""
    keys = {heading_key(heading) for heading in header}
    fitting = [
        profile
        for profile in profiles
        if profile.columns and {heading_key(h) for h in profile.columns.values()} <= keys
    ]
    return max(fitting, key=lambda profile: len(profile.columns), default=SHIPPED["generic"])


def _samples(rows: list[list[str]], at: int) -> tuple[str, ...]:
    return tuple(cells[at][:SHOWN] for cells in rows if at < len(cells) and cells[at].strip())[:3]


def _first(header: tuple[str, ...], at: int) -> bool:
    return header.index(header[at]) == at
